import { describe, expect, test } from "vitest";
import { z } from "zod";
import { loadCardTemplate } from "../../../src/teams/cards/card-template.js";
import { checkPlaceholders } from "../../../src/teams/cards/check-placeholders.js";

const schema = z.strictObject({
  name: z.string(),
  isOpen: z.boolean(),
  note: z.string().optional(),
  data: z.strictObject({ r: z.string() }),
  lines: z.array(
    z.strictObject({ text: z.string(), runs: z.array(z.strictObject({ word: z.string() })) }),
  ),
});
const check = (template: unknown) => () => checkPlaceholders("x", template, schema);

describe("a card template", () => {
  test("may use what its view model has, where it has it", () => {
    expect(
      check({
        body: [
          { $when: "${isOpen}", text: "Hello ${name}", data: "${data}", more: "${data.r}" },
          { $data: "${lines}", text: "${text}", inlines: [{ $data: "${runs}", text: "${word}" }] },
        ],
      }),
    ).not.toThrow();
  });

  test.each([
    [
      "an unknown field",
      { text: "Hello ${nmae}" },
      /cards\/x.json.text: the view model has no "nmae"/,
    ],
    ["a field of an outer scope", [{ $data: "${lines}", text: "${name}" }], /no "name"/],
    ["a field that may be missing", { text: "${note}" }, /"note" may be missing/],
    ["a condition that is no boolean", { $when: "${name}" }, /not a boolean/],
    ["a condition given as a literal", { $when: true }, /not a single placeholder/],
    ["a loop over something else", { $data: "${name}" }, /not an array/],
    ["an object inside a text", { text: "x ${data}" }, /only text and numbers/],
    ["an expression", { text: "${if(isOpen, name, '')}" }, /not a plain path/],
  ])("with %s stops the start", (_what, template, message) => {
    expect(check(template)).toThrow(message);
  });

  test("is refused when its file does not fit the schema", () => {
    expect(() => loadCardTemplate("settled", schema)).toThrow(/cards\/settled.json/);
  });
});
