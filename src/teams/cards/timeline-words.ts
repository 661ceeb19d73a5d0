import { RISK_SOURCES, riskLevelName } from "../../approval/risk.js";
import type { TimelineEntry } from "../../service/request-timeline.js";
import { nameList, ownWords, type Phrase, phrase } from "./phrase.js";
import { SOURCE_NAMES } from "./risk-words.js";

/** What the words of an event need besides the event. */
export interface TimelineWords {
  readonly names: ReadonlyMap<string, string>;
  readonly stageKinds: readonly string[];
}

type Say = (entry: TimelineEntry, words: TimelineWords) => Phrase;

/** One sentence for each kind of event; what is not listed here is told by its name in words. */
const SENTENCES: Readonly<Record<string, Say>> = {
  requestSubmitted: (e) => {
    const forWhom =
      e.details.requestorId === e.details.targetId ? [] : phrase` for ${text(e, "target")}`;
    return phrase`${text(e, "requestor")} asked for ${text(e, "accessPackage")}${forWhom}`;
  },
  requestIdentified: () => phrase`Everything that the call-out names was looked up`,
  requestPlanned: (e, w) =>
    e.isWithheld
      ? phrase`Risk was read and the stages were planned. The levels are for holders of the source's role.`
      : phrase`Risk was read and the stages were planned: ${readings(e, w)}`,
  stageOpened: (e, w) => phrase`${stage(e, w)} began`,
  approversResolved: (e, w) =>
    phrase`${stage(e, w)}: ${people(e.details.primaryApproverIds, w)} to decide${fallback(e, w)}`,
  stageReminded: (e, w) => phrase`${stage(e, w)}: ${people(e.details.recipientIds, w)} reminded`,
  stageEscalated: (e, w) =>
    phrase`${stage(e, w)} escalated: ${ownWords(ESCALATIONS[String(e.details.reason)] ?? "asked for")}`,
  graceGranted: (e, w) => phrase`${stage(e, w)}: more time after an outage`,
  stageDecided: (e, w) =>
    phrase`${stage(e, w)} ${ownWords(e.details.reviewResult === "Approved" ? "approved" : "denied")} by ${who(e, w)}`,
  stageTimedOut: (e, w) => phrase`${stage(e, w)} denied: timed out, no approver action taken`,
  confirmationAsked: (e, w) =>
    phrase`${who(e, w)} was asked to confirm: the risk had changed or could not be read`,
  typedDecisionAnswered: (_, w) =>
    phrase`${who(_, w)} typed a decision and was answered without one`,
  cardShown: (e, w) => phrase`${who(e, w)} was shown the card`,
  requestApproved: () => phrase`Every stage is approved`,
  requestDenied: () => phrase`The request ended: not approved`,
  requestCanceled: () => phrase`The request ended: withdrawn`,
  cancellationAsked: (e, w) =>
    phrase`${who(e, w)} withdrew the request${ownWords(e.details.asAdministrator === true ? " as administrator" : "")}`,
  requestHandedOver: () => phrase`The access was handed over`,
  handOverFailed: (e) =>
    phrase`The hand-over failed; try ${ownWords(String(e.details.attempts ?? ""))}`,
  endedInEntra: (e) =>
    phrase`${ownWords(OUTSIDE_ENDS[String(e.details.end)] ?? "It ended")} in Entra`,
  endedByRestore: () =>
    phrase`The bot was restored from a backup, and whether this was decided since is not known`,
  callOutEnded: () => phrase`The call-out was resumed without a review`,
  alertRaised: (e) =>
    phrase`Alert: ${ownWords(ALERTS[String(e.details.kind)] ?? "needs attention")}`,
  administratorsAlerted: (e, w) =>
    phrase`Administrators told: ${people(e.details.recipientIds, w)}`,
  delegateAsked: (e, w) => phrase`${person(e.details.delegateId, w)} was asked as delegate`,
  delegateReleased: (e, w) =>
    phrase`${person(e.details.delegateId, w)} is no longer asked as delegate`,
  noticeSending: (e, w) => phrase`${notice(e)} to ${person(e.details.recipientId, w)}: sending`,
  noticeDelivered: (e, w) => phrase`${notice(e)} to ${person(e.details.recipientId, w)}: delivered`,
  noticeFailed: (e, w) => phrase`${notice(e)} to ${person(e.details.recipientId, w)}: failed`,
  noticeWithdrawn: (e, w) =>
    phrase`${notice(e)} to ${person(e.details.recipientId, w)}: withdrawn before it was sent`,
  noticeRevived: (e, w) => phrase`${notice(e)} to ${person(e.details.recipientId, w)}: tried again`,
  alertResolved: (e) =>
    phrase`Alert ended: ${ownWords(ALERTS[String(e.details.kind)] ?? "it is well again")}`,
  administratorAlerted: (e, w) => phrase`Administrator told: ${person(e.details.recipientId, w)}`,
  escalationAsked: (e, w) => phrase`${who(e, w)} asked for the escalation`,
  cardsResent: (e, w) => phrase`${who(e, w)} had the open cards posted again`,
  noticesRetried: (e, w) => phrase`${who(e, w)} had failed notices tried again`,
  personalTextErased: (e, w) => phrase`Text about ${person(e.details.personId, w)} was erased`,
};

const ESCALATIONS: Readonly<Record<string, string>> = {
  deadline: "nobody had decided in time",
  noPrimaryApprover: "there was no primary approver",
  nobodyReached: "no primary approver could be reached",
  administrator: "an administrator wanted it",
};

const OUTSIDE_ENDS: Readonly<Record<string, string>> = {
  canceled: "The request was canceled",
  denied: "The request was denied",
  wentOn: "The request went on",
};

const ALERTS: Readonly<Record<string, string>> = {
  noApprover: "there is nobody to decide",
  nobodyReached: "nobody could be reached",
  handOverFailing: "the hand-over keeps failing",
  approversUnreadable: "the approvers could not be looked up",
  decidedOtherwise: "Entra did not follow the outcome",
};

const NOTICES: Readonly<Record<string, string>> = {
  approvalCard: "Approval card",
  reminder: "Reminder",
  ownRequestCard: "Request card",
  outcome: "Outcome",
  alert: "Alert",
};

/** What happened, in a sentence. */
export function entryWords(entry: TimelineEntry, words: TimelineWords): Phrase {
  const { type } = entry.event;
  if (entry.isWithheld && type !== "requestPlanned")
    // Its name would say that the level had moved.
    return phrase`Something about the risk: what it was is for holders of the source's role`;
  const say = SENTENCES[type];
  return say ? say(entry, words) : ownWords(inWords(type));
}

/** Whether an event has words of its own; the others are told by their name. */
export function hasWords(type: string): boolean {
  return SENTENCES[type] !== undefined;
}

/** What a person wrote, or why it is not here; undefined when nothing was written. */
export function quoteOf({ event, texts, isTextWithheld }: TimelineEntry): Quote | undefined {
  for (const name of ["justification", "reason"]) {
    if (event.personalDigests[name] === undefined) continue;
    const written = texts[name];
    if (written === undefined) return { why: isTextWithheld ? "forOthers" : "erased" };
    return written === "" ? undefined : { written };
  }
  return undefined;
}

export type Quote = { readonly written: string } | { readonly why: "erased" | "forOthers" };

function inWords(type: string): string {
  const spaced = type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function text({ texts }: TimelineEntry, name: string): string {
  return texts[name] ?? "(erased)";
}

function person(id: unknown, { names }: TimelineWords): string {
  return names.get(String(id)) ?? "somebody who is no longer in the directory";
}

function who({ event: { actor } }: TimelineEntry, words: TimelineWords): Phrase {
  if (actor.kind === "caller") return phrase`another system`;
  if (actor.kind !== "person") return phrase`Riskgate`;
  const { onBehalfOf } = actor;
  return onBehalfOf === undefined
    ? phrase`${person(actor.id, words)}`
    : phrase`${person(actor.id, words)} for ${person(onBehalfOf, words)}`;
}

function people(ids: unknown, words: TimelineWords): Phrase {
  const list = Array.isArray(ids) ? ids : [];
  return list.length === 0 ? phrase`nobody` : nameList(list.map((id) => person(id, words)));
}

function fallback({ details }: TimelineEntry, words: TimelineWords): Phrase {
  const ids = details.fallbackApproverIds;
  return Array.isArray(ids) && ids.length > 0 ? phrase`, then ${people(ids, words)}` : [];
}

function stage({ details }: TimelineEntry, { stageKinds }: TimelineWords): Phrase {
  const index = typeof details.stage === "number" ? details.stage : -1;
  const source = RISK_SOURCES.find((known) => known === stageKinds[index]);
  const name = source ? `${SOURCE_NAMES[source]} review` : "Approval";
  return ownWords(index < 0 ? name : `Stage ${index + 1} (${name})`);
}

function notice({ details }: TimelineEntry): Phrase {
  return ownWords(NOTICES[String(details.kind)] ?? "Notice");
}

interface Reading {
  readonly source?: unknown;
  readonly rank?: unknown;
  readonly personId?: unknown;
}

function readings({ details }: TimelineEntry, words: TimelineWords): Phrase {
  const list = (Array.isArray(details.readings) ? details.readings : []) as readonly Reading[];
  if (list.length === 0) return phrase`no source was read`;
  return list.flatMap(({ source, rank, personId }, i): Phrase => {
    const known = RISK_SOURCES.find((one) => one === source);
    if (!known) return [];
    const level = typeof rank === "number" ? riskLevelName(known, rank) : "not readable";
    const before = ownWords(i > 0 ? "; " : "");
    return phrase`${before}${ownWords(SOURCE_NAMES[known])} ${ownWords(level)} for ${person(personId, words)}`;
  });
}
