import {
  beginSend,
  isBlindPostSpent,
  noticeSeen,
  replaceNotice,
  reportSend,
  reportUpdate,
  type SendOutcome,
} from "../approval/delivery.js";
import type { Instant } from "../approval/instant.js";
import { endNotice } from "../approval/ledger.js";
import type { Notice } from "../approval/notice.js";
import type { AccessRequest } from "../approval/request.js";
import { applyNotice, noticeEvent } from "../approval/request-delivery.js";
import type { RiskReading } from "../approval/risk.js";
import { changeRequest, clockFacts } from "./change-request.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";
import { isNoticeOver } from "./is-notice-over.js";
import type { AggregateKind, AggregateRef, Aggregates } from "./ports/store.js";
import { reviveIfReachable } from "./register-person.js";
import { transact } from "./transact.js";

/** A row that may be posted now, with the value to render it from. */
export interface Sendable {
  readonly value: Aggregates[AggregateKind];
  readonly notice: Notice;
  readonly token: string;
  /** Whose delegate the recipient was when that was decided: what is shown must not be decided anew. */
  readonly appointers: readonly string[];
}

/**
 * Writes down that a row is about to be sent (Rule N2). Undefined when it must not be: overtaken, sent already, or
 * posted blindly as often as allowed.
 */
export async function beginNotice(
  context: Context,
  ref: AggregateRef,
  number: number,
): Promise<Sendable | undefined> {
  const token = context.newToken();
  let appointers: readonly string[] = [];
  const changed = await changeNotice(context, ref, number, async (notice, value, now) => {
    if (notice.state !== "pending" || notice.notBefore > now) return undefined;
    appointers = await appointersInForce(context, notice.recipient);
    if (isNoticeOver(value, notice, appointers))
      return endNotice(notice, "withdrawn", "overtaken", now);
    if (isBlindPostSpent(notice)) return endNotice(notice, "failed", "unconfirmed", now);
    return beginSend(notice, token, readingFor(value, notice), now);
  });
  const isBegun = changed?.notice.copies.some((copy) => copy.token === token) ?? false;
  return changed && isBegun ? { ...changed, token, appointers } : undefined;
}

/** Writes down what became of a send. */
export async function recordSend(
  context: Context,
  ref: AggregateRef,
  number: number,
  sent: { readonly token: string; readonly revision: number },
  outcome: SendOutcome,
): Promise<void> {
  context.figures.sent(outcome.kind);
  await changeNotice(context, ref, number, (notice, _, now) =>
    reportSend(notice, sent.token, sent.revision, outcome, now),
  );
}

/** A row whose person has no address fails without a send (Rule A4). */
export async function recordUnreachable(
  context: Context,
  ref: AggregateRef,
  number: number,
  reason: string,
): Promise<void> {
  context.figures.sent("unreachable");
  const changed = await changeNotice(context, ref, number, async (notice, value, now) => {
    if (notice.state !== "pending") return undefined;
    return isNoticeOver(value, notice, await appointersInForce(context, notice.recipient))
      ? endNotice(notice, "withdrawn", "overtaken", now)
      : endNotice(notice, "failed", `unreachable: ${reason}`, now);
  });
  if (changed?.notice.state === "failed")
    await reviveIfReachable(context, changed.notice.recipient);
}

/** Writes down what became of an update in place. */
export async function recordUpdate(
  context: Context,
  ref: AggregateRef,
  number: number,
  revision: number,
  outcome: SendOutcome,
): Promise<void> {
  await changeNotice(context, ref, number, (notice, _, now) =>
    reportUpdate(notice, revision, outcome, now),
  );
}

/** Somebody saw or clicked a card: proof that a send of unknown outcome arrived (Rule N2). */
export async function recordSeen(
  context: Context,
  ref: AggregateRef,
  number: number,
  seen: {
    readonly token: string;
    readonly conversationId: string;
    readonly activityId: string | undefined;
  },
): Promise<void> {
  await changeNotice(context, ref, number, (notice, _, now) =>
    noticeSeen(notice, seen.token, seen.conversationId, seen.activityId, now),
  );
}

type NoticeChange = (
  notice: Notice,
  value: Aggregates[AggregateKind],
  now: Instant,
) => Notice | undefined | Promise<Notice | undefined>;

async function changeNotice(
  context: Context,
  ref: AggregateRef,
  number: number,
  change: NoticeChange,
): Promise<{ value: Aggregates[AggregateKind]; notice: Notice } | undefined> {
  if (ref.kind === "request") return changeRequestNotice(context, ref.id, number, change);
  return transact(context, ref.kind, ref.id, async (value, now) => {
    const notice = value?.notices.find((n) => n.number === number);
    const changed = value && notice && (await change(notice, value, now));
    if (!value || !notice || !changed || changed === notice) return { outcome: undefined };
    const event = noticeEvent(ref.id, notice, changed, now);
    const next = { ...value, notices: replaceNotice(value.notices, changed) };
    return { value: next, events: event ? [event] : [], outcome: { value: next, notice: changed } };
  });
}

async function changeRequestNotice(
  context: Context,
  id: string,
  number: number,
  change: NoticeChange,
): Promise<{ value: AccessRequest; notice: Notice } | undefined> {
  const changed = await changeRequest(context, id, async (request, now) => {
    const notice = request.notices.find((n) => n.number === number);
    const next = notice && (await change(notice, request, now));
    if (!next || next === notice) return undefined;
    // Only a failed card can bring the fallback forward, and only then the delegates matter (Rule A4).
    const delegations =
      next.state === "failed" ? (await clockFacts(context, request)).delegations : [];
    return applyNotice(request, next, delegations, now);
  });
  const notice = changed?.answer && changed.request.notices.find((n) => n.number === number);
  return notice && changed ? { value: changed.request, notice } : undefined;
}

/** The reading that a fresh approval card shows (Rule D7): the newest of its stage. */
function readingFor(value: Aggregates[AggregateKind], notice: Notice): RiskReading | null {
  if (!("stages" in value) || notice.kind !== "approvalCard" || notice.stage === undefined)
    return null;
  return value.stages[notice.stage]?.readings.at(-1) ?? null;
}
