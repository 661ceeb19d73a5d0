import { type Activity, CardFactory } from "botbuilder";
import type { CardMessage } from "../cards/card-message.js";
import { inertReply } from "../cards/inert-text.js";
import type { PostedReply } from "../turn.js";
import { fileActivity } from "./file-activity.js";

/**
 * A card as a message. No `text` beside it: Teams would split the two and name no id that an update could use. The
 * toast is `summary`; a client without cards reads the card's own `fallbackText`.
 */
export function cardActivity(message: CardMessage): Partial<Activity> {
  return {
    type: "message",
    summary: message.summary,
    attachments: [CardFactory.adaptiveCard(message.card)],
  };
}

/** Plain text as a message: never Markdown, and nothing invisible or a mention in it (contract, fine print 14). */
export function textActivity(text: string): Partial<Activity> {
  return { type: "message", text: inertReply(text), textFormat: "plain" };
}

export function replyActivity(reply: PostedReply): Partial<Activity> {
  if ("file" in reply) return fileActivity(reply.file);
  return "card" in reply ? cardActivity(reply.card) : textActivity(reply.text);
}
