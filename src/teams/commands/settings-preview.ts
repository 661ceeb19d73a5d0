import { DAY, parseDuration } from "../../approval/instant.js";
import { DirectoryUnavailableError } from "../../service/ports/people.js";
import { replaySettings } from "../../service/replay-settings.js";
import { examineWish } from "../../service/settings-propose.js";
import { formatSpan } from "../cards/format-span.js";
import { renderSettingsPreview } from "../cards/render-settings-preview.js";
import type { ParsedCommand } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";
import { resolveEdits } from "./settings-approver.js";
import { complainAbout, DIRECTORY_UNREADABLE, describeComplaints } from "./settings-complaint.js";
import { describeDifference } from "./settings-rows.js";

type PreviewSettings = Extract<ParsedCommand, { kind: "previewSettings" }>;

/** Most approvers that the card names. */
const MOST_APPROVERS = 10;
const LONGEST_PERIOD = 400 * DAY;

const UNREADABLE: Reply = {
  text: DIRECTORY_UNREADABLE,
};

/** `preview settings <source> … [last <duration>]`: a replay of past requests; changes nothing (Rules E4, V4). */
export async function handlePreviewSettings(
  turn: Turn,
  command: PreviewSettings,
): Promise<Reply[]> {
  try {
    return await preview(turn, command);
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return [UNREADABLE];
    throw error;
  }
}

async function preview(turn: Turn, command: PreviewSettings): Promise<Reply[]> {
  const { context, person } = turn;
  const { source } = command;
  const span = parseDuration(command.last) ?? Number.POSITIVE_INFINITY;
  if (span < DAY || span > LONGEST_PERIOD) {
    return [
      {
        text: `A preview looks back 1 day to 400 days. Nothing was changed. Example: preview settings id-protection level high, last 30d`,
      },
    ];
  }
  const { edits, complaints } = await resolveEdits(context.people, command);
  const examined = await examineWish(context, source, edits);
  if (!examined.ok && "code" in examined) return [UNREADABLE];
  const problems = examined.ok ? [] : examined.problems;
  const own = problems.filter(({ code }) => code !== "noChange" || complaints.length === 0);
  const all = [...complaints, ...own.map((problem) => complainAbout(source, problem))];
  if (all.length > 0 || !examined.ok) {
    const asPreview = all.map((each) => ({ ...each, example: `preview ${each.example}` }));
    return [{ text: describeComplaints(asPreview) }];
  }
  const replay = await replaySettings(context, source, examined.after, person.id, span);
  const load = await Promise.all(
    replay.load.slice(0, MOST_APPROVERS).map(async ({ personId, before, after }) => {
      const known = await context.people.byId(personId).catch(() => undefined);
      return { name: known?.displayName ?? personId, before, after };
    }),
  );
  const rows = await describeDifference(context, examined.before, examined.after);
  const period = `the last ${formatSpan(replay.span)}`;
  return [{ card: renderSettingsPreview({ source, period, rows, replay, load }) }];
}
