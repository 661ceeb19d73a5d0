import { z } from "zod";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { inertText, LONGEST_REASON } from "./inert-text.js";
import { paragraphSchema, phraseSchema } from "./model-parts.js";
import { type Phrase, plainText } from "./phrase.js";

/** A short message that carries text of people: a card, because a plain message would be read as Markdown. */
export interface MessageInput {
  /** First line; also the toast, so no evidence (Rule V3). */
  readonly heading: Phrase;
  readonly paragraphs?: readonly Phrase[];
  /** Words of a person, shown as a quotation. */
  readonly quote?: string;
  /** After the quotation: what to do now. */
  readonly next?: readonly Phrase[];
  /** For clients without cards; the whole message unless said. */
  readonly text?: string;
}

const fill = loadCardTemplate(
  "message",
  z.strictObject({
    plainText: z.string(),
    heading: phraseSchema,
    paragraphs: z.array(paragraphSchema),
    quote: z.array(z.strictObject({ text: z.string() })).max(1),
    next: z.array(paragraphSchema),
  }),
);

export function renderMessage(message: MessageInput): CardMessage {
  const { heading, paragraphs = [], quote = "", next = [] } = message;
  const summary = plainText(heading);
  const quotation = inertText(quote, LONGEST_REASON);
  const quoted = quotation === "" ? [] : [{ text: `“${quotation}”` }];
  const text = message.text ?? wholeText(message, quoted);
  const card = fill({
    plainText: text,
    heading,
    paragraphs: paragraphs.map((runs) => ({ runs })),
    quote: quoted,
    next: next.map((runs) => ({ runs })),
  });
  return { card, summary, text };
}

function wholeText(message: MessageInput, quoted: readonly { text: string }[]): string {
  const { heading, paragraphs = [], next = [] } = message;
  const before = [heading, ...paragraphs].map(plainText);
  return [...before, ...quoted.map((line) => line.text), ...next.map(plainText)].join("\n");
}
