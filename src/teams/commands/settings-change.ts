import { DirectoryUnavailableError } from "../../service/ports/people.js";
import { examineWish, proposeSettingsChange } from "../../service/settings-propose.js";
import type { ParsedCommand } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";
import { resolveEdits } from "./settings-approver.js";
import { complainAbout, DIRECTORY_UNREADABLE, describeComplaints } from "./settings-complaint.js";

type ChangeSettings = Extract<ParsedCommand, { kind: "changeSettings" }>;

const UNREADABLE: Reply = {
  text: DIRECTORY_UNREADABLE,
};

/**
 * `settings <source> …`: answers with a before/after card, which goes out through the ledger like every notice
 * (Rules S1, N2), so that there is nothing to reply; or says everything that is wrong (Rule S2).
 */
export async function handleChangeSettings(turn: Turn, command: ChangeSettings): Promise<Reply[]> {
  try {
    return await propose(turn, command);
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return [UNREADABLE];
    throw error;
  }
}

async function propose({ context, person }: Turn, command: ChangeSettings): Promise<Reply[]> {
  const { source } = command;
  const { edits, complaints } = await resolveEdits(context.people, command);
  const result =
    complaints.length > 0
      ? await examineWish(context, source, edits)
      : await proposeSettingsChange(context, source, edits, person);
  if (!result.ok && "code" in result && complaints.length === 0) return [UNREADABLE];
  const problems = !result.ok && "problems" in result ? result.problems : [];
  // What is left of a change after its unknown approvers may change nothing; that is no fault of its own.
  const own = problems.filter(({ code }) => code !== "noChange" || complaints.length === 0);
  const all = [...complaints, ...own.map((problem) => complainAbout(source, problem))];
  return all.length === 0 ? [] : [{ text: describeComplaints(all) }];
}
