import type {
  AdministratorView,
  AskedApprover,
  StageDetail,
} from "../../approval/views/administrator-view.js";
import type { Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeLeft } from "./format-span.js";
import { inertName, inertText, LONGEST_DETAIL } from "./inert-text.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import { stageName } from "./request-state-words.js";
import { capitalize } from "./risk-words.js";

/** Most approvers that a card names for the open stage and for any other; a stage can ask 50. */
const MOST_APPROVERS = { open: 8, other: 3 } as const;
/** Longest name among them: five stages of them fit on a card. */
const LONGEST_LISTED_NAME = 32;

const STATUS: Record<StageDetail["status"], string> = {
  waiting: "waiting for the stages before it",
  resolving: "its approvers are being looked up",
  open: "open",
  settled: "settled",
};

const REASONS = {
  deadline: "the deadline had passed",
  noPrimaryApprover: "no first approver was left",
  nobodyReached: "no first approver could be reached",
  administrator: "an administrator asked for it",
} as const;

/** The title of a stage on the administrators' card. */
export function stageTitle(view: AdministratorView, stage: StageDetail): string {
  const source = stage.kind === "policy" ? {} : { source: stage.kind };
  const name = capitalize(stageName(source, stage.position, view.summary.policyStages));
  return `${name}: ${view.summary.state === "pendingApproval" || stage.end ? STATUS[stage.status] : "not needed any more"}`;
}

/** When it opened, what falls due, who was asked and how each was reached, how it ended. */
export function stageLines(stage: StageDetail, reader: Reader): Phrase[] {
  const when = (instant: number): string => formatInstant(instant, reader);
  const due = (instant: number): string =>
    `${when(instant)}, ${formatTimeLeft(instant, reader.now)}`;
  const lines: Phrase[] = [];
  const add = (text: string): void => void lines.push(ownWords(text));
  if (stage.openedAt !== undefined) add(`Opened ${when(stage.openedAt)}`);
  if (stage.escalated) {
    const why = REASONS[stage.escalated.reason ?? "deadline"];
    add(`Escalated ${when(stage.escalated.at)}, because ${why}`);
  }
  if (stage.isEscalationMissed) add("Nobody was there to escalate to");
  if (stage.escalationDueAt !== undefined) add(`Escalates ${due(stage.escalationDueAt)}`);
  if (stage.denialDueAt !== undefined) {
    const grace = stage.isGrace ? " (with extra time after an outage)" : "";
    add(`Is denied ${due(stage.denialDueAt)}${grace}`);
  }
  const most = MOST_APPROVERS[stage.denialDueAt === undefined ? "other" : "open"];
  lines.push(...stage.approvers.slice(0, most).map(approverLine));
  const rest = stage.approvers.length - most;
  if (rest > 0) add(rest === 1 ? "and 1 more approver" : `and ${rest} more approvers`);
  if (stage.isEvidenceHidden) add("Level and evidence are for holders of the source's role.");
  if (stage.end) lines.push(...endLines(stage.end, reader));
  return lines;
}

const CARDS: Record<AskedApprover["card"], string> = {
  delivered: "✔ card delivered",
  pending: "… card on its way",
  failed: "✖ not reached",
  withdrawn: "○ no card needed any more",
  none: "○ not asked yet",
};

function approverLine({ displayName, isFallback, card, failure }: AskedApprover): Phrase {
  const side = isFallback ? " (fallback)" : "";
  const why = failure === undefined ? "" : `, ${failureWords(failure)}`;
  return phrase`${inertName(displayName, LONGEST_LISTED_NAME)}${ownWords(`${side}: ${CARDS[card]}${why}`)}`;
}

/** The class of a failure in words of ours: what else it says comes from outside. */
export function failureWords(failure: string): string {
  return FAILURES[failure] ?? "the last try did not work";
}

const FAILURES: Readonly<Record<string, string>> = {
  unreachable: "has not installed the app",
  gone: "the chat is gone",
  chatLost: "the chat was not found",
  rejected: "Teams did not take the message",
  throttled: "Teams asks to slow down",
  busy: "Teams does not answer",
  lockedOut: "Teams does not let the bot in",
  unconfirmed: "nobody knows whether it arrived",
};

function endLines(end: NonNullable<StageDetail["end"]>, reader: Reader): Phrase[] {
  const at = formatInstant(end.at, reader);
  if (end.reason === "timedOut") return [ownWords(`Denied ${at}: timed out, nobody decided`)];
  const word = end.reviewResult === "Approved" ? "Approved" : "Denied";
  const by = end.by === undefined ? [] : phrase` by ${end.by}`;
  const behalf = end.onBehalfOf === undefined ? [] : phrase` for ${end.onBehalfOf}`;
  const said = inertText(end.justification, LONGEST_DETAIL);
  const decided = phrase`${word === "Approved" ? ownWords("✔ Approved") : ownWords("✖ Denied")}${by}${behalf}${ownWords(`, ${at}`)}`;
  return said === "" ? [decided] : [decided, ownWords(`“${said}”`)];
}
