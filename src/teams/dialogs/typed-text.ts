import type { Activity } from "botbuilder";
import { readMentions } from "../bot/read-mentions.js";
import { prepareText } from "../grammar/prepare-text.js";

/** What a person typed, without mentions of the bot; cut to 8,000 characters. Empty when the message has no text. */
export function readTypedText(activity: Activity): string {
  const text = typeof activity.text === "string" ? activity.text : "";
  return prepareText({ text, mentions: readMentions(activity) }).text.trim();
}
