import fc from "fast-check";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Keys that mean something to JavaScript and nothing to us. */
const TRAPS = ["__proto__", "constructor", "prototype", "toString", "then", "toJSON", "length"];

const TEXTS = [
  ...[
    "",
    " ",
    "\u0000",
    "\u202Egnp.exe",
    "Sam\u200B",
    "\uD800",
    "😀".repeat(300),
    "a".repeat(10_000),
  ],
  ...[
    "${requestId}",
    "{{DATE(2026-01-01T00:00:00Z)}}",
    "<at>Sam</at>",
    "[x](https://evil.example)",
  ],
  ...[
    "../../../etc/passwd",
    "R-1001/../R-1002",
    "C:\\windows",
    "file:///etc/passwd",
    "\r\nSet-Cookie: a=b",
  ],
  ...["' OR 1=1 --", "<script>alert(1)</script>", "{}", "[]", "null", "true", "NaN", "-0", "1e309"],
  ...["9999-12-31T23:59:59.999Z", "P99999999D", "-P1D", "00000000-0000-0000-0000-000000000000"],
];

const text = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.uuid(),
);
const number = fc.oneof(
  fc.constantFrom(-1, 0, 1, 2 ** 31, 2 ** 53, Number.MAX_VALUE, 1e-300),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const key = fc.oneof(fc.constantFrom(...TRAPS), fc.string({ maxLength: 10 }));

/** Any JSON value, traps included. Objects are parsed from text, so that `__proto__` is a key as any other. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json; object: Json; array: Json }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small", withCrossShrink: true },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      tie("object"),
      tie("array"),
    ),
    array: fc.array(tie("value"), { maxLength: 4 }) as fc.Arbitrary<Json>,
    object: fc
      .array(fc.tuple(key, tie("value")), { maxLength: 5 })
      .map((entries) => withOwnKeys(entries)),
  }),
).value;

/** One change: where (a number that picks the place), what it does, and with what. */
interface Change {
  readonly place: number;
  readonly deed: "replace" | "remove" | "add" | "wrap" | "repeat";
  readonly key: string;
  readonly value: Json;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  deed: fc.constantFrom("replace", "replace", "replace", "remove", "add", "wrap", "repeat"),
  key,
  value: anyJson,
});

/** A real value with up to `most` changes in it, sometimes none. */
export function mutated(base: Json, most = 3): fc.Arbitrary<Json> {
  return fc.array(change, { maxLength: most }).map((changes) => changes.reduce(apply, base));
}

function apply(base: Json, { place, deed, key: name, value }: Change): Json {
  const copy: { root: Json } = { root: structuredClone(base) };
  const places = placesIn(copy as unknown as Json);
  const found = places[place % Math.max(1, places.length)];
  if (!found) return value;
  const { holder, at } = found;
  const before = holder[at] ?? null;
  if (deed === "replace") define(holder, at, value);
  else if (deed === "wrap") define(holder, at, [before]);
  else if (deed === "repeat") define(holder, at, [before, before, before]);
  else if (deed === "remove" && holder !== (copy as unknown)) Reflect.deleteProperty(holder, at);
  else if (Array.isArray(before)) before.push(value);
  else if (typeof before === "object" && before !== null) define(before, name, value);
  return copy.root;
}

type Holder = Record<string, Json>;

function placesIn(value: Json): { holder: Holder; at: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((at) => [{ holder, at }, ...placesIn(holder[at] ?? null)]);
}

function withOwnKeys(entries: readonly (readonly [string, Json])[]): Json {
  const object: Holder = {};
  for (const [name, value] of entries) define(object, name, value);
  return object;
}

/** An own property, whatever its name: an assignment to `__proto__` is none. */
function define(holder: Holder, name: string, value: Json): void {
  const field = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(holder, name, field);
}
