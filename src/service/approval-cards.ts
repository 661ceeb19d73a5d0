import type { Person } from "../approval/approver.js";
import { findAuthority } from "../approval/authority.js";
import { effect } from "../approval/effect.js";
import { approvalCardOf, findCard } from "../approval/find-card.js";
import { DAY } from "../approval/instant.js";
import type { CardCopy, Notice } from "../approval/notice.js";
import { type AccessRequest, openStage } from "../approval/request.js";
import { type HistoryLine, historyFor } from "../approval/request-summary.js";
import { rememberPrompt, showCard } from "../approval/show-card.js";
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
): Promise<CardView | undefined> {
  const index = notice.stage;
  if (index === undefined) return undefined;
  const appointers = await appointersInForce(context, notice.recipient);
  const before = notice.copies[notice.copies.indexOf(copy) - 1];
  const history = await historyOf(context, request, index);
  const reader = { id: notice.recipient, appointers };
  const isLive = request.state === "pendingApproval" && !notice.isRevoked;
  const live = isLive ? approvalView(request, index, reader, copy, before, history) : undefined;
  return live ?? settledView(request, index, true);
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
  const view = await viewOfCopy(context, request, found.notice, copy);
  return view && { request, notice: found.notice, copy: found.copy, view };
}

export interface ShownCard {
  readonly request: AccessRequest;
  readonly notice: Notice;
  readonly view: CardView;
}

/**
 * Puts the open stage's card in front of somebody who asked for it, or whose typed decision needs it first
 * (Rules A6, D6, D7). Undefined when he may not decide: to him there is no such request (Rule D2).
 *
 * @param place where the card is shown, when it replaces a message in place
 */
export async function showOpenStage(
  context: Context,
  requestId: string,
  person: Person,
  place: { readonly conversationId: string; readonly activityId?: string },
  isPrompt: boolean,
): Promise<ShownCard | undefined> {
  const appointers = await appointersInForce(context, person.id);
  const token = context.newToken();
  const changed = await changeRequest(context, requestId, (request, now) => {
    const open = openStage(request);
    if (!open || open.stage.status !== "open") return undefined;
    if (!findAuthority(request, open.stage, person.id, appointers)) return undefined;
    const pendingQuestion = approvalCardOf(request, open.index, person.id)?.copies.findLast(
      (c) => c.isConfirmation,
    );
    const copy = {
      token,
      reading: pendingQuestion?.reading ?? open.stage.readings.at(-1) ?? null,
      isConfirmation: pendingQuestion !== undefined,
      ...(pendingQuestion?.draft !== undefined && { draft: pendingQuestion.draft }),
      ...place,
    };
    const shown = showCard(request, open.index, person.id, copy, now);
    return effect(isPrompt ? rememberPrompt(shown, open.index, person.id, now) : shown, {
      type: "cardShown",
      at: now,
      actor: { kind: "person", id: person.id },
      details: { requestId: request.id, stage: open.index, isPrompt },
    });
  });
  if (!changed?.answer) return undefined;
  const open = openStage(changed.request);
  const notice = open && approvalCardOf(changed.request, open.index, person.id);
  const copy = notice?.copies.at(-1);
  const view = notice && copy && (await viewOfCopy(context, changed.request, notice, copy));
  return notice && view && { request: changed.request, notice, view };
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
