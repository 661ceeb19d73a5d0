import { createHash } from "node:crypto";
import { visibleText } from "../../approval/text.js";
import { promptWithCard, settledFor } from "../../service/approval-cards.js";
import { type DecisionAnswer, decide } from "../../service/decide.js";
import { renderSettled } from "../cards/render-settled.js";
import type { Reply, Turn } from "../turn.js";

/** `approve <id> because <text>`, `deny <id> because <text>`: decides without the card (Rules D1 to D9). */
export async function handleDecide(
  turn: Turn,
  reviewResult: "Approved" | "Denied",
  id: string,
  justification: string,
): Promise<Reply[]> {
  const digest = createHash("sha256")
    .update(JSON.stringify([reviewResult, id, visibleText(justification)]))
    .digest("hex");
  const answer = await decide(turn.context, {
    requestId: id,
    reviewResult,
    person: turn.person,
    justification,
    via: { kind: "typed", activityId: turn.activityId, digest },
  });
  return replyTo(turn, id, reviewResult, answer);
}

async function replyTo(
  turn: Turn,
  id: string,
  reviewResult: "Approved" | "Denied",
  { result, request }: DecisionAnswer,
): Promise<Reply[]> {
  const verb = reviewResult === "Approved" ? "approve" : "deny";
  if (result.ok === "cardFirst" || (result.ok === true && result.answer === "question")) {
    return showCardFirst(turn, id);
  }
  if (result.ok === true || result.ok === "known") {
    const view = request && settledFor(request, result.index);
    return [view ? { card: renderSettled(view, turn.reader) } : { text: notWaiting(id) }];
  }
  switch (result.code) {
    case "justificationRequired":
      return [
        {
          text: `Please say why. Nothing was decided. Example: ${verb} ${id} because I spoke to the person`,
        },
      ];
    case "textTooLong":
      return [
        { text: "The justification is too long: at most 2,000 characters. Nothing was decided." },
      ];
    case "approverUnreadable":
      return [
        {
          text: `Whether you may decide ${id} cannot be checked right now. Nothing was decided. Please try again in a minute.`,
        },
      ];
    case "tooLate":
      return [{ text: `The time to decide ${id} is over. Nothing was decided.` }];
    default:
      turn.refused({ reason: result.code, where: `command ${verb}` });
      return [{ text: notWaiting(id) }];
  }
}

async function showCardFirst(turn: Turn, id: string): Promise<Reply[]> {
  const isShown = await promptWithCard(turn.context, id, turn.person);
  return [
    {
      text: isShown
        ? `Please look at the card of ${id} first. Nothing was decided yet.`
        : notWaiting(id),
    },
  ];
}

/** The same words whether the request is none of his, or there is none: to him it does not exist (Rule D2). */
function notWaiting(id: string): string {
  return `I do not find ${id} among what waits for your decision. Nothing was decided. Write approvals to see what does.`;
}
