import type { Approver, Delegation } from "./approver.js";
import { mayStandIn } from "./authority.js";
import { repostNotice } from "./card-copy.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices, type NewNotice, touchCard } from "./ledger.js";
import { MAX_CARDS_PER_STAGE } from "./limits.js";
import type { Notice } from "./notice.js";
import type { AccessRequest, Stage } from "./request.js";

/** Most cards of a stage that wait for its escalation, however many primary approvers there are. */
const MOST_KEPT_FOR_FALLBACK = MAX_CARDS_PER_STAGE / 2;

/** Adds cards for approvers and their delegates, at most 50 for a stage (Rules A5, A6). Nobody gets two. */
export function askPeople(
  request: AccessRequest,
  index: number,
  approvers: readonly Approver[],
  delegations: readonly Delegation[],
  now: Instant,
): AccessRequest {
  const stage = request.stages[index];
  if (!stage) return request;
  const asked = new Set(
    request.notices
      .filter((n) => n.kind === "approvalCard" && n.stage === index)
      .map((n) => n.recipient),
  );
  const standIns = delegations
    .filter((d) => approvers.some((a) => a.id === d.appointer))
    .filter((d) => d.delegate.accountEnabled && mayStandIn(request, stage, d.delegate.id))
    .map((d) => d.delegate.id);
  const wanted = [...new Set([...approvers.map((a) => a.id), ...standIns])].filter(
    (id) => !asked.has(id),
  );
  const kept = keptForFallback(stage, new Set([...asked, ...wanted]));
  const room = Math.max(0, MAX_CARDS_PER_STAGE - asked.size - kept);
  const recipients = placed(wanted, stage, room);
  // Who gets the right again gets his card again: a row that was closed when an earlier right ended.
  const isBack = (n: Notice): boolean =>
    n.kind === "approvalCard" &&
    n.stage === index &&
    n.isRevoked &&
    (approvers.some((a) => a.id === n.recipient) || standIns.includes(n.recipient));
  const known = changeNotices(request.notices, isBack, (n) => reinstateCard(n, now));
  const cards: NewNotice[] = recipients.map((recipient) => ({
    kind: "approvalCard",
    recipient,
    stage: index,
  }));
  return { ...request, notices: addNotices(known, cards, now) };
}

/** Whoever is asked now and is a fallback approver too comes first, in the place that was kept for him. */
function placed(wanted: readonly string[], stage: Stage, room: number): string[] {
  const isFallback = (id: string) => stage.fallbackApprovers.some((a) => a.id === id);
  const first = wanted.filter(isFallback).slice(0, MOST_KEPT_FOR_FALLBACK);
  const some = new Set([...new Set([...first, ...wanted])].slice(0, room));
  return wanted.filter((id) => some.has(id));
}

/** An escalation that reached nobody new would be none (Rule T1): until then the fallback approvers have their places. */
function keptForFallback(stage: Stage, others: ReadonlySet<string>): number {
  if (stage.escalatedAt !== undefined) return 0;
  const waiting = stage.fallbackApprovers.filter(({ id }) => !others.has(id));
  return Math.min(waiting.length, MOST_KEPT_FOR_FALLBACK);
}

function reinstateCard(notice: Notice, now: Instant): Notice {
  const back = touchCard({ ...notice, isRevoked: false }, now);
  return back.state === "withdrawn" ? repostNotice(back, now) : back;
}
