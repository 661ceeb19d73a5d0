import { expect } from "vitest";
import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { nodesOfType, stringsOf } from "./card-walk.js";

/** What people and the directory may hold, to make more of it than text. */
export const HOSTILE: Readonly<Record<string, string>> = {
  Markdown: "**bold** _it_ # head\n- item `code` [pay](https://evil.example)",
  mention: "<at>Sam Okafor</at> please",
  "a placeholder": "${requestId} ${title} ${$root.token}",
  "a bidirectional override": "safe\u202Egnp.exe\u2066x",
  "zero-width characters": "Sam\u200B\u200D\uFEFF Okafor",
  "control characters": "Sam\u0007\u001B[31m\u0085 Okafor\u0000",
  "a date macro": "{{DATE(2026-01-01T00:00:00Z, SHORT)}}",
  "JSON text": '"}],"actions":[{"type":"Action.OpenUrl"}]',
  "10,000 characters": "長".repeat(10_000),
};

const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u;
const MENTION = /<\/?at\b|\{\{/i;

/** Contract, fine print 14: nothing of a hostile text is in what a client reads as Markdown. */
export function expectOwnTextBlocks({ card }: CardMessage): void {
  const ours = [...nodesOfType(card, "TextBlock"), ...nodesOfType(card, "ActionSet")];
  const words = ours.flatMap(stringsOf).join("\n");
  expect(words).not.toMatch(/evil|<at|\$\{|長|\{\{|gnp|OpenUrl|\[31m/);
}

/** Contract, fine print 14: nothing invisible and no mention is anywhere. */
export function expectInertCard(message: CardMessage): void {
  const words = stringsOf(message).join("\n");
  expect(words).not.toMatch(INVISIBLE);
  expect(withoutInputs(words, message.card)).not.toMatch(MENTION);
  expect(nodesOfType(message, "Action.OpenUrl")).toEqual([]);
}

/** The same of an answer in plain text. */
export function expectInertText(text: string): void {
  expect(text).not.toMatch(INVISIBLE);
  expect(text).not.toMatch(MENTION);
}

/** What people typed comes back in inputs as they typed it; a client reads nothing in there. */
function withoutInputs(words: string, card: unknown): string {
  const inputs = nodesOfType(card, "Input.Text").map((input) => String(input.value));
  return inputs.reduce((rest, value) => rest.replaceAll(value, ""), words);
}
