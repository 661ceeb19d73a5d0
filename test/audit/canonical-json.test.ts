import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonValue } from "../../src/approval/audit-event.js";
import { canonicalJson } from "../../src/audit/canonical-json.js";

/** What it has to be, in the plainest way: every part as JSON writes it. */
function plainest(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainest).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${plainest(member)}`);
  return `{${members.join(",")}}`;
}

/** Every unit of UTF-16 alone, halves of pairs among them. */
const units = fc.string({ unit: fc.integer({ max: 0xffff }).map((n) => String.fromCharCode(n)) });
const text = fc.oneof(
  units,
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\u007f", "\u2028", "\0", "\n", "", "__proto__", "10", "9", "toJSON"),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double(),
    fc.integer(),
    fc.constantFrom(true, false, null, undefined, -0, 1e21, 5e-324, 0.1 + 0.2),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }),
  ),
}));

it("U1 is what JSON writes of each part, with the names in order", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(canonicalJson(value as JsonValue)).toBe(plainest(value));
    }),
    { numRuns: 5_000 },
  );
});

it("U1 refuses what is no JSON", () => {
  for (const value of [10n, 0n, Symbol("a"), () => 1])
    expect(() => canonicalJson({ a: value } as never)).toThrow(TypeError);
});

it("U1 writes each of the first signs as JSON does, in a text and in a name", () => {
  for (let code = 0; code < 0x300; code += 1) {
    const sign = String.fromCharCode(code);
    const value = { [`a${sign}`]: `${sign}b` };
    expect(canonicalJson(value)).toBe(JSON.stringify(value));
  }
});
