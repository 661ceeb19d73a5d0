import type { Approver, Delegation } from "./approver.js";
import { mayStandIn } from "./authority.js";
import { repostNotice } from "./card-copy.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices, type NewNotice, touchCard } from "./ledger.js";
import { MAX_CARDS_PER_STAGE } from "./limits.js";
import type { Notice } from "./notice.js";
import type { AccessRequest } from "./request.js";

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
  const room = Math.max(0, MAX_CARDS_PER_STAGE - asked.size);
  const recipients = [...new Set([...approvers.map((a) => a.id), ...standIns])]
    .filter((id) => !asked.has(id))
    .slice(0, room);
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

function reinstateCard(notice: Notice, now: Instant): Notice {
  const back = touchCard({ ...notice, isRevoked: false }, now);
  return back.state === "withdrawn" ? repostNotice(back, now) : back;
}
