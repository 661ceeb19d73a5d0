import type { Person } from "../approval/approver.js";
import type { AuditEvent } from "../approval/audit-event.js";
import { findAuthority } from "../approval/authority.js";
import { effect } from "../approval/effect.js";
import { approvalCardOf, findCard, questionedCopy } from "../approval/find-card.js";
import { DAY, type Instant } from "../approval/instant.js";
import type { CardCopy, Notice } from "../approval/notice.js";
import { type AccessRequest, openStage } from "../approval/request.js";
import { type HistoryLine, historyFor } from "../approval/request-summary.js";
import { postCardAgain, rememberPrompt, showCard } from "../approval/show-card.js";
import { type ApprovalView, approvalView } from "../approval/views/approval-view.js";
import { type SettledView, settledView } from "../approval/views/settled-view.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";

export type CardView = ApprovalView | SettledView;

const HISTORY_SPAN = 90 * DAY;
const HISTORY_LENGTH = 5;

/** What a copy of an approval card shows its reader now: live, or settled (Rules D1, N3). */
export async function viewOfCopy(
  context: Context,
  request: AccessRequest,
  notice: Notice,
  copy: CardCopy,
  appointers: readonly string[],
): Promise<CardView | undefined> {
  const index = notice.stage;
  if (index === undefined) return undefined;
  const isLive = request.state === "pendingApproval" && !notice.isRevoked;
  if (!isLive || request.stages[index]?.status !== "open") return settledView(request, index, true);
  const before = questionedCopy(notice, copy);
  const history = await historyOf(context, request, index);
  const reader = { id: notice.recipient, appointers };
  return (
    approvalView(request, index, reader, copy, before, history) ?? settledView(request, index, true)
  );
}

/** The newest copy of the card that a person clicked or viewed; undefined when it is not his (Rule D6). */
export async function viewOfToken(
  context: Context,
  requestId: string,
  personId: string,
  card: { readonly token: string; readonly conversationId: string },
): Promise<{ request: AccessRequest; notice: Notice; copy: CardCopy; view: CardView } | undefined> {
  const changed = await changeRequest(context, requestId, () => undefined);
  const request = changed?.request;
  const found = request && findCard(request.notices, card.token, personId, card.conversationId);
  const copy = found?.notice.copies.at(-1);
  if (!request || !found || !copy || found.notice.kind !== "approvalCard") return undefined;
  const view = await viewOfCopy(
    context,
    request,
    found.notice,
    copy,
    await appointersInForce(context, personId),
  );
  return view && { request, notice: found.notice, copy: found.copy, view };
}

/**
 * Shows the open stage's card to somebody who opened it from a list, in the place of that list (Rule A6). Undefined when
 * he may not decide: to him there is no such request (Rule D2).
 */
export async function openCard(
  context: Context,
  requestId: string,
  person: Person,
  place: { readonly conversationId: string; readonly activityId?: string },
): Promise<CardView | undefined> {
  const appointers = await appointersInForce(context, person.id);
  const token = context.newToken();
  const changed = await changeRequest(context, requestId, (request, now) => {
    const open = openStageFor(request, person.id, appointers);
    if (!open) return undefined;
    const asked = approvalCardOf(request, open.index, person.id);
    const question = asked?.copies.findLast((copy) => copy.isConfirmation);
    const copy = {
      token,
      reading: question?.reading ?? open.stage.readings.at(-1) ?? null,
      isConfirmation: question !== undefined,
      ...(question?.draft !== undefined && { draft: question.draft }),
      ...place,
    };
    const details = { requestId: request.id, stage: open.index };
    return effect(
      showCard(request, open.index, person.id, copy, now),
      cardShownEvent(person.id, details, now),
    );
  });
  if (!changed) return undefined;
  if (!changed.answer) return lastOutcomeFor(changed.request, person.id, appointers);
  const open = openStage(changed.request);
  const notice = open && approvalCardOf(changed.request, open.index, person.id);
  const copy = notice?.copies.at(-1);
  return notice && copy && viewOfCopy(context, changed.request, notice, copy, appointers);
}

/**
 * Posts the open stage's card at the end of the chat, because words alone may not decide it (Rules D6, D7). The sender
 * does it, as for every card. False when he may not decide.
 */
export async function promptWithCard(
  context: Context,
  requestId: string,
  person: Person,
): Promise<boolean> {
  const appointers = await appointersInForce(context, person.id);
  const changed = await changeRequest(context, requestId, (request, now) => {
    const open = openStageFor(request, person.id, appointers);
    if (!open) return undefined;
    const prompted = rememberPrompt(
      postCardAgain(request, open.index, person.id, now),
      open.index,
      person.id,
      now,
    );
    const details = { requestId: request.id, stage: open.index, isPrompt: true };
    return effect(prompted, cardShownEvent(person.id, details, now));
  });
  return changed?.answer !== undefined;
}

function openStageFor(request: AccessRequest, personId: string, appointers: readonly string[]) {
  const open = request.state === "pendingApproval" ? openStage(request) : undefined;
  if (open?.stage.status !== "open") return undefined;
  return findAuthority(request, open.stage, personId, appointers) ? open : undefined;
}

/** How the last stage that a person could decide has ended: an answer, not an error (Rule D1). */
function lastOutcomeFor(
  request: AccessRequest,
  personId: string,
  appointers: readonly string[],
): SettledView | undefined {
  const index = request.stages.findLastIndex(
    (stage) => findAuthority(request, stage, personId, appointers) !== undefined,
  );
  return index < 0 ? undefined : settledView(request, index, false);
}

function cardShownEvent(
  personId: string,
  details: AuditEvent["details"],
  now: Instant,
): AuditEvent {
  return { type: "cardShown", at: now, actor: { kind: "person", id: personId }, details };
}

/** The settled card of a stage for somebody who could have decided it. */
export function settledFor(request: AccessRequest, index: number): SettledView | undefined {
  return settledView(request, index, false);
}

async function historyOf(
  context: Context,
  request: AccessRequest,
  index: number,
): Promise<HistoryLine[]> {
  const source = request.stages[index]?.source;
  const summaries = await context.store.requestsAbout(request.target.id, HISTORY_LENGTH * 3);
  return historyFor(source, request.id, summaries, context.store.now() - HISTORY_SPAN).slice(
    0,
    HISTORY_LENGTH,
  );
}
