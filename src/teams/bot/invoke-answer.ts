import type { InvokeResponse } from "botbuilder";
import { inertReply } from "../cards/inert-text.js";
import type { ClickAnswer } from "../turn.js";

/** Every answer to an Action.Execute is HTTP 200 with a card or a message (contract: Cards). */
export function invokeAnswer(answer: ClickAnswer): InvokeResponse {
  const body =
    "card" in answer
      ? {
          statusCode: 200,
          type: "application/vnd.microsoft.card.adaptive",
          value: answer.card.card,
        }
      : {
          statusCode: 200,
          type: "application/vnd.microsoft.activity.message",
          value: inertReply(answer.message),
        };
  return { status: 200, body };
}
