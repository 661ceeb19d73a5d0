import { describe, expect, test } from "vitest";
import { cardCases } from "./card-cases.js";
import { nodesOf, nodesOfType, stringsOf, visibleTextOf } from "./card-walk.js";
import { asOtherClients, parseOfficially } from "./official-parser.js";

const SIZE_BUDGET = 25_000;
/** Properties of every element that Adaptive Cards 1.5 has and these cards use. */
const KNOWN: Record<string, readonly string[]> = {
  // Teams lays out by `msteams` and `layouts`; every other client stacks.
  AdaptiveCard: ["$schema", "version", "body", "fallbackText", "speak", "refresh", "msteams"],
  "Layout.Flow": ["itemFit", "minItemWidth", "columnSpacing"],
  TextBlock: ["text", "style", "size", "weight", "isSubtle", "color", "wrap"],
  RichTextBlock: ["inlines"],
  TextRun: ["text", "weight", "size", "isSubtle", "color", "fontType"],
  Container: ["items", "style", "layouts"],
  ColumnSet: ["columns"],
  Column: ["items", "width", "verticalContentAlignment"],
  ActionSet: ["actions"],
  "Input.Text": [
    ...["id", "label", "placeholder", "isMultiline", "maxLength", "isRequired"],
    ...["errorMessage", "value", "regex"],
  ],
  "Input.Toggle": ["id", "label", "title", "value", "valueOn", "valueOff"],
  "Input.ChoiceSet": [
    ...["id", "label", "placeholder", "style", "choices", "isRequired", "errorMessage", "value"],
  ],
  // Teams draws it; every other client draws the fallback.
  "Chart.HorizontalBar": ["title", "data", "displayMode", "fallback"],
  "Action.Execute": ["title", "tooltip", "verb", "data", "fallback", "associatedInputs"],
  "Action.Submit": ["title", "data", "associatedInputs"],
  "Action.ToggleVisibility": ["title", "tooltip", "targetElements"],
};
const ON_EVERY_ELEMENT = ["type", "id", "spacing", "separator", "isVisible"];

describe.each(cardCases)("$name", ({ message }) => {
  const { card, summary, text } = message;

  test("is a card of version 1.5 that Microsoft's parser takes without a complaint", () => {
    const { complaints, understood } = parseOfficially(asOtherClients(card));
    expect(complaints).toEqual([]);
    expect(card.version).toBe("1.5");
    expect(typesOf(understood)).toEqual(typesOf(withoutFallbacks(asOtherClients(card))));
  });

  test("has no unknown property, no null and no placeholder", () => {
    for (const node of nodesOf(card)) {
      const known = [...ON_EVERY_ELEMENT, ...(KNOWN[node.type] ?? [])];
      expect(
        Object.keys(node).filter((key) => !known.includes(key)),
        node.type,
      ).toEqual([]);
    }
    const json = JSON.stringify(message);
    expect(json).not.toContain("${");
    expect(json).not.toContain("null");
    expect(json).not.toContain("undefined");
  });

  test("stays small, wraps, and has labels, toast and fallback", () => {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(SIZE_BUDGET);
    for (const block of nodesOfType(card, "TextBlock")) expect(block.wrap).toBe(true);
    for (const block of nodesOfType(card, "RichTextBlock")) expect(block.inlines).not.toEqual([]);
    for (const set of nodesOfType(card, "ActionSet")) expect(set.actions).not.toEqual([]);
    for (const input of nodesOf(card).filter((node) => node.type.startsWith("Input."))) {
      expect(input.label).toBeTruthy();
      // Teams marks what is required by itself, for the eye and for a screen reader.
      if (input.isRequired === true) expect(input.label).not.toMatch(/required/i);
    }
    expect([summary, text, card.fallbackText, card.speak].every((words) => words !== "")).toBe(
      true,
    );
  });

  test("V3 toast and fallback say no word of evidence", () => {
    const words = [summary, text, card.fallbackText, card.speak].join("\n");
    expect(words).not.toMatch(/risk|identity protection|id protection|insider|compromised|leaked/i);
  });

  test("every Action.Execute has a fallback for old clients with the same verb and data", () => {
    for (const action of nodesOfType(card.body, "Action.Execute")) {
      expect(action.fallback).toEqual({
        type: "Action.Submit",
        title: action.title,
        data: { verb: action.verb, ...(action.data as object) },
        ...(action.associatedInputs !== undefined && {
          associatedInputs: action.associatedInputs,
        }),
      });
    }
  });

  test("reads as it did", () => {
    expect(visibleTextOf(card)).toMatchSnapshot();
  });

  test("contract 14: TextBlocks hold words of ours only", () => {
    const names = /Riley|Tom |Sam |Ingrid|Ada |Finance|Sales|SOC|Security Administrator/;
    for (const block of nodesOfType(card, "TextBlock")) expect(block.text).not.toMatch(names);
    for (const action of nodesOf(card).filter((node) => node.type.startsWith("Action."))) {
      expect(stringsOf(action.title).join()).not.toMatch(names);
    }
  });
});

function withoutFallbacks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFallbacks);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "fallback");
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutFallbacks(inner)]));
}

function typesOf(value: unknown): string[] {
  return nodesOf(value)
    .map((node) => node.type)
    .sort();
}
