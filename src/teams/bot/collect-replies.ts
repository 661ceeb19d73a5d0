import type { TurnContext } from "botbuilder";
import type { Reply } from "../turn.js";

/**
 * Takes what a dialog sends, so that it goes out by the same road as every other answer. Returns a function that gives
 * what was collected so far.
 */
export function collectReplies(context: TurnContext): () => Reply[] {
  const replies: Reply[] = [];
  context.onSendActivities(async (_, activities) => {
    for (const { text } of activities) if (text) replies.push({ text });
    return activities.map(() => ({ id: "" }));
  });
  return () => replies;
}
