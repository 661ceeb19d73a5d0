import type { RiskSource } from "../../approval/risk.js";
import { proposeSettingsChange } from "../../service/settings-propose.js";
import type { Reply, Turn } from "../turn.js";
import { complainAbout, DIRECTORY_UNREADABLE, describeComplaints } from "./settings-complaint.js";

/**
 * `settings <source> undo`: the reverse of the last applied change, put before the administrator like any other change
 * (Rule S1). An undo is a change too, so that undoing twice does it again.
 */
export async function handleUndoSettings(turn: Turn, source: RiskSource): Promise<Reply[]> {
  const { context, person } = turn;
  const result = await proposeSettingsChange(context, source, { kind: "undo" }, person);
  if (result.ok) return [];
  if ("code" in result) {
    return [
      {
        text: DIRECTORY_UNREADABLE,
      },
    ];
  }
  const complaints = result.problems.map((problem) => complainAbout(source, problem));
  return [{ text: describeComplaints(complaints) }];
}
