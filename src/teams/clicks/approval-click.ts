import { z } from "zod";
import { findCard } from "../../approval/find-card.js";
import type { AccessRequest } from "../../approval/request.js";
import { settledFor, viewOfToken } from "../../service/approval-cards.js";
import { type DecisionAnswer, decide } from "../../service/decide.js";
import { recordSeen } from "../../service/ledger.js";
import { renderSettled } from "../cards/render-settled.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { refuseClick } from "./refuse-click.js";
import { renderView } from "./render-view.js";

const cardSchema = z.object({ r: z.string().max(20), t: z.string().min(16).max(200) });
const decisionSchema = cardSchema.extend({ justification: z.string().default("") });

/** The same words for every card that is not this person's to use: to him the request does not exist (Rule D2). */
const NOT_YOURS =
  "This card is not yours to use, or is no longer in use. Nothing was decided. Write approvals to see what waits for you.";

/** The request that a click is about to decide, as its card names it; undefined for any other click. */
export function requestToDecide(verb: string, data: unknown): string | undefined {
  const isDecision = verb === "approve" || verb === "deny";
  return isDecision ? decisionSchema.safeParse(data).data?.r : undefined;
}

/** `approve` and `deny` (Rules D1 to D9). The answer comes from the committed state. */
export async function handleDecisionClick(
  turn: Turn,
  reviewResult: "Approved" | "Denied",
  data: unknown,
): Promise<ClickAnswer> {
  const parsed = decisionSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", "card", NOT_YOURS);
  const { r: requestId, t: token, justification } = parsed.data;
  const answer = await decide(turn.context, {
    requestId,
    reviewResult,
    person: turn.person,
    justification,
    via: { kind: "card", token, conversationId: turn.conversationId },
    known: turn.readEarly,
  });
  if (answer.request) await noteSignOfLife(turn, answer.request, token);
  return answerTo(turn, requestId, token, justification, answer);
}

/** Whoever clicks a card has received it: that settles a send of unknown outcome (Rule N2). */
async function noteSignOfLife(turn: Turn, request: AccessRequest, token: string): Promise<void> {
  const found = findCard(request.notices, token, turn.person.id, turn.conversationId);
  if (found?.notice.sendingSince === undefined) return;
  const seen = { token, conversationId: turn.conversationId, activityId: turn.clickedMessageId };
  await recordSeen(turn.context, { kind: "request", id: request.id }, found.notice.number, seen);
}

async function answerTo(
  turn: Turn,
  requestId: string,
  token: string,
  typed: string,
  { result, request }: DecisionAnswer,
): Promise<ClickAnswer> {
  if (result.ok === "known" || (result.ok === true && result.answer === "settled")) {
    const view = request && settledFor(request, result.index);
    if (view) return { card: renderSettled(view, turn.reader) };
  }
  if (result.ok !== false) return currentCard(turn, requestId, token, undefined, "");
  switch (result.code) {
    case "justificationRequired":
    case "textTooLong":
      return currentCard(
        turn,
        requestId,
        token,
        { field: "justification", code: result.code },
        typed,
      );
    case "tooLate":
      return { message: `The time to decide ${requestId} is over. Nothing was decided.` };
    case "approverUnreadable":
      return {
        message: `Whether you may decide ${requestId} cannot be checked right now. Nothing was decided. Please try again in a minute.`,
      };
    case "noLongerApprover":
      turn.refused({ reason: result.code, where: "card" });
      return { message: `You may no longer decide ${requestId}. Nothing was decided.` };
    default:
      turn.refused({ reason: result.code, where: "card" });
      return { message: NOT_YOURS };
  }
}

/** `refresh`: what the card shows now; nothing is changed, nothing is sent (Rule N3). */
export async function handleRefresh(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = cardSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", "card", NOT_YOURS);
  return currentCard(turn, parsed.data.r, parsed.data.t, undefined, "");
}

async function currentCard(
  turn: Turn,
  requestId: string,
  token: string,
  problem: Parameters<typeof renderView>[2],
  draft: string,
): Promise<ClickAnswer> {
  const place = { token, conversationId: turn.conversationId };
  const found = await viewOfToken(turn.context, requestId, turn.person.id, place);
  if (!found) return refuseClick(turn, "notFound", "card", NOT_YOURS);
  await noteSignOfLife(turn, found.request, token);
  const view = problem && found.view.kind === "approval" ? { ...found.view, draft } : found.view;
  return { card: renderView(view, turn.reader, problem) };
}
