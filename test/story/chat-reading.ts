import { type Answer, cardIn, cardOf, textIn, textsOf } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import type { TeamsUser } from "../connector/people-on-teams.js";

/** The toast of the list of commands, which is the same for everybody of a role. */
export const HELP = "What you can do here";

/** All that a message shows as one text: its own text, its toast and what its card says. */
export function textOf(message: ShownMessage): string {
  const { text, summary } = message.activity;
  return [text, summary, textsOf(cardOf(message)).join("")].join("\n");
}

/** Everything a person's chat shows now, as one text; without the list of commands. */
export function chat(user: TeamsUser): string {
  const shown = user.messages().filter(({ activity }) => activity.summary !== HELP);
  return shown.map(textOf).join("\n---\n");
}

/** What the answer to a click says, whether it is a card or a message. */
export function said(answer: Answer): string {
  return textIn(answer) ?? textsOf(cardIn(answer)).join("");
}

/** Waits for a message whose card offers a verb, the newest one. */
export function card(user: TeamsUser, verb: string): Promise<ShownMessage> {
  return eventually(() => user.messageWith(verb));
}

/** Waits for the card on which this request is decided. */
export function approvalCard(user: TeamsUser, requestId = "R-1001"): Promise<ShownMessage> {
  return eventually(() => openApproval(user, requestId));
}

/** The newest card with live buttons for a request. */
export function openApproval(user: TeamsUser, requestId = "R-1001"): ShownMessage | undefined {
  return user
    .messages()
    .findLast((message) => hasApprove(message) && textOf(message).includes(requestId));
}

function hasApprove(message: ShownMessage): boolean {
  return JSON.stringify(cardOf(message) ?? {}).includes('"verb":"approve"');
}

/** Says something and waits for the answer: the text of the first new message that matches. */
export async function ask(user: TeamsUser, text: string, expected = /[\s\S]/): Promise<string> {
  const before = new Set(user.messages().map(({ id }) => id));
  await user.say(text);
  return eventually(() =>
    user
      .messages()
      .filter(({ id }) => !before.has(id))
      .map(textOf)
      .find((shown) => expected.test(shown)),
  );
}
