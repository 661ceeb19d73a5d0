import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Aggregates } from "../../../src/service/ports/store.js";
import { valueText } from "../../../src/store/postgres/value-text.js";
import { usePostgres } from "./use-postgres.js";

type Value = Aggregates["request"];

const server = usePostgres();
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: await server().createDatabase() });
  await client.connect();
});
afterAll(() => client.end());

/** What the database keeps of JSON: its own order of keys, its own spelling of numbers and strings; no U+0000. */
const text = fc.string({ unit: "grapheme" }).filter((written) => !written.includes("\0"));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(true, false, null, undefined, "__proto__", 1e21, 5e-324, -0),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom("10", "9", "b", "B", "ä")), tie("value"), {
      maxKeys: 6,
    }),
  ),
}));

it("U1 the digest of a value is that of what the database gives back, whatever it made of its text", async () => {
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const { text: sent, digest } = valueText(value as unknown as Value);
      const { rows } = await client.query<{ value: Value }>("select $1::jsonb as value", [sent]);
      expect(rows).toHaveLength(1);
      expect(valueText(rows[0]?.value as Value).digest).toBe(digest);
    }),
    { numRuns: 500 },
  );
});
