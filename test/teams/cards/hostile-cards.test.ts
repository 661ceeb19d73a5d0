import { describe, expect, test } from "vitest";
import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { cardCases } from "./card-cases.js";
import { nodesOf, visibleTextOf } from "./card-walk.js";
import { FOREIGN_WORDS } from "./draw.js";
import { expectInertCard, expectOwnTextBlocks, HOSTILE } from "./hostile-texts.js";

/** The words of help are ours, its examples too. */
const cards = cardCases.filter(({ name }) => name !== "help");

describe.each(Object.entries(HOSTILE))(
  "a text of people or the directory that is %s",
  (_, text) => {
    test.each(cards)("contract 14: is inert on the card $name", ({ redraw }) => {
      const message = redraw(text);
      expectOwnTextBlocks(message);
      expectInertCard(message);
      expect(Buffer.byteLength(JSON.stringify(message.card))).toBeLessThan(25_000);
    });
  },
);

test("contract 14: every text of people on every card is among those that were replaced", () => {
  const left = cards.flatMap(({ name, redraw }) => {
    const [word] = FOREIGN_WORDS.exec(textOf(redraw("somebody else"))) ?? [];
    return word === undefined ? [] : [`${name}: ${word}`];
  });
  expect(left).toEqual([]);
  const replaced = cards.filter(
    ({ message, redraw }) => textOf(redraw("somebody else")) !== textOf(message),
  );
  expect(replaced.length).toBeGreaterThan(70);
});

/** Without what an empty field of a form shows as an example. */
function textOf({ card }: CardMessage): string {
  const examples = nodesOf(card).map(({ placeholder }) => String(placeholder ?? ""));
  return examples.reduce((text, example) => text.replace(example, ""), visibleTextOf(card));
}
