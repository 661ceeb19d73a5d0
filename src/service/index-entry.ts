import type { ControlConfiguration } from "../approval/control-configuration.js";
import { SAME_WORDS_WINDOW } from "../approval/limits.js";
import { isClosed, nextDueAt } from "../approval/next-due.js";
import {
  addCounts,
  CARD_KINDS,
  countNotices,
  type Notice,
  nextSendAt,
} from "../approval/notice.js";
import type { PersonRecord } from "../approval/person-record.js";
import { type AccessRequest, isTerminal, type Origin } from "../approval/request.js";
import { findableBy, summarizeRequest } from "../approval/request-summary.js";
import type { Sending } from "../approval/sending.js";
import type { AggregateKind, Aggregates, IndexEntry, ReservedKey } from "./ports/store.js";

/** What changes a delegation tells the open stages at once; after this long the clock does it. Milliseconds. */
const DELEGATION_PATIENCE = 2_000;

/** Whoever can be reached again gets what is open at once; after this long the clock sees to it. Milliseconds. */
const REVIVAL_PATIENCE = 2_000;

/** Key of an intake: the same key by the same caller is the same request (Rule I2). */
export function intakeKey(caller: string, key: string): string {
  return `intake|${caller}|${key}`;
}

/**
 * Key of what came in, by whatever way. A call-out is Entra's, whoever brings it; one request may wait at several stages,
 * and each wait has to be ended.
 */
export function keyOfOrigin({ caller, key, callOut }: Pick<Origin, "caller" | "key" | "callOut">) {
  return callOut
    ? intakeKey("callOut", `${key}|${callOut.customExtensionStageInstanceId}`)
    : intakeKey(caller, key);
}

/** Key of the one open request per target and package (Rule I3). */
export function openRequestKey(targetId: string, accessPackageId: string): string {
  return `open|${targetId}|${accessPackageId}`;
}

/** Key of the same words by one person, held for two minutes (Rule I2). */
export function sameWordsKey(personId: string, contentDigest: string): string {
  return `words|${personId}|${contentDigest}`;
}

/** What the store keeps at hand of a value. */
export function indexOf<K extends AggregateKind>(kind: K, value: Aggregates[K]): IndexEntry {
  switch (kind) {
    case "request":
      return indexRequest(value as AccessRequest);
    case "person":
      return indexPerson(value as PersonRecord);
    case "sending":
      return indexSending(value as Sending);
    case "insiderRisk":
      return NOTHING_TO_FIND;
    default:
      return indexConfiguration(value as ControlConfiguration);
  }
}

function indexRequest(request: AccessRequest): IndexEntry {
  const dueAt = nextDueAt(request);
  return {
    ...indexLedger(request.notices),
    ...(dueAt !== undefined && { nextDueAt: dueAt }),
    isClosed: isClosed(request),
    keys: requestKeys(request),
    ...findableBy(request),
    unreached: isTerminal(request) ? [] : unreachedRecipients(request.notices),
    summary: summarizeRequest(request),
  };
}

function requestKeys(request: AccessRequest): ReservedKey[] {
  const { origin } = request;
  const keys: ReservedKey[] = [{ key: keyOfOrigin(origin) }];
  const isReviewedAddition =
    request.lookUp !== undefined ||
    request.notices.some((notice) => notice.kind === "ownRequestCard");
  if (isReviewedAddition && !isTerminal(request)) {
    keys.push({ key: openRequestKey(request.target.id, request.accessPackage.id) });
  }
  if (origin.kind === "chat") {
    keys.push({
      key: sameWordsKey(request.requestor.id, origin.contentDigest),
      until: request.submittedAt + SAME_WORDS_WINDOW,
    });
  }
  return keys;
}

function indexPerson(person: PersonRecord): IndexEntry {
  const change = person.delegationChange;
  const back = person.backSince;
  const dueAts = [
    person.delegation?.until,
    change && change.at + DELEGATION_PATIENCE,
    back === undefined ? undefined : back + REVIVAL_PATIENCE,
  ].filter((at) => at !== undefined);
  return {
    ...indexLedger(person.notices),
    ...(dueAts.length > 0 && { nextDueAt: Math.min(...dueAts) }),
    isClosed: false,
    keys: [],
    deciders: [],
    concerned: [],
    unreached: [],
    ...(person.delegation && { delegateId: person.delegation.delegate.id }),
  };
}

function indexConfiguration(configuration: ControlConfiguration): IndexEntry {
  const expiries = configuration.changes.filter((c) => c.state === "open").map((c) => c.expiresAt);
  const ledger = indexLedger(configuration.notices);
  return {
    ...ledger,
    noticeCounts: addCounts(ledger.noticeCounts, configuration.retiredNotices),
    ...(expiries.length > 0 && { nextDueAt: Math.min(...expiries) }),
    isClosed: false,
    keys: [],
    deciders: [],
    concerned: [],
    unreached: [],
  };
}

function indexSending({ pause, notices }: Sending): IndexEntry {
  return {
    ...indexLedger(notices),
    ...(pause && { nextDueAt: pause.tellAgainAt }),
    isClosed: false,
    keys: [],
    deciders: [],
    concerned: [],
    unreached: [],
  };
}

/** Found by its id alone. It names nobody as concerned: whoever is reported must find no trace of it (Rules V1, V4). */
const NOTHING_TO_FIND: IndexEntry = {
  noticeCounts: countNotices([]),
  isClosed: false,
  keys: [],
  deciders: [],
  concerned: [],
  unreached: [],
};

function indexLedger(notices: readonly Notice[]): Pick<IndexEntry, "nextSendAt" | "noticeCounts"> {
  const sendAt = nextSendAt(notices);
  return {
    noticeCounts: countNotices(notices),
    ...(sendAt !== undefined && { nextSendAt: sendAt }),
  };
}

function unreachedRecipients(notices: readonly Notice[]): string[] {
  const failed = notices.filter((n) => n.state === "failed" && CARD_KINDS.has(n.kind));
  return [...new Set(failed.map((n) => n.recipient))];
}
