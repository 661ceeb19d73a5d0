import type { TurnContext } from "botbuilder";
import { textActivity } from "../sender/card-activity.js";

/** Says something in plain text, one message; never Markdown, never a mention. */
export async function say(turn: TurnContext, ...parts: readonly string[]): Promise<void> {
  await turn.sendActivity(textActivity(parts.join("\n")));
}
