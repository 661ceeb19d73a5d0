import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent, JsonValue } from "../../src/approval/audit-event.js";
import { chainEvents, isTextOf, verifyChain } from "../../src/audit/audit-chain.js";
import { canonicalJson } from "../../src/audit/canonical-json.js";
import { CHAIN_START } from "../../src/audit/chained-event.js";
import type { ChainedEvent } from "../../src/service/ports/store.js";
import { NOW } from "../builders/request.js";

const event = (type: string, personal?: Record<string, string>): AuditEvent => ({
  type,
  at: NOW,
  actor: { kind: "person", id: "ann" },
  details: { requestId: "R-1001", stage: 0, none: undefined },
  ...(personal && { personal }),
});

function chainOf(...types: string[]): readonly ChainedEvent[] {
  return chainEvents(
    undefined,
    types.map((type) => event(type)),
  ).events;
}

describe("the audit chain", () => {
  it("U1 begins with 64 zeros and links every event to the one before", () => {
    const first = chainEvents(undefined, [event("a"), event("b")]);
    const second = chainEvents(first.events.at(-1), [event("c")]);
    const events = [...first.events, ...second.events];
    expect(events.map((e) => e.sequence)).toEqual([1, 2, 3]);
    expect(events.map((e) => e.prev)).toEqual([CHAIN_START, events[0]?.hash, events[1]?.hash]);
    expect(verifyChain(events)).toEqual({ ok: true, head: events[2]?.hash, length: 3 });
    expect(verifyChain([])).toEqual({ ok: true, head: CHAIN_START, length: 0 });
  });

  it("U1 hashes to the same after a trip through JSON", () => {
    const events = JSON.parse(JSON.stringify(chainOf("a", "b"))) as ChainedEvent[];
    expect(verifyChain(events)).toMatchObject({ ok: true });
  });

  it.each<[string, (events: ChainedEvent[]) => unknown[], object]>([
    [
      "changed in any field",
      ([a, b, c]) => [a, { ...b, type: "z" }, c],
      { sequence: 2, reason: "hash" },
    ],
    [
      "given another time",
      ([a, b, c]) => [{ ...a, at: "2020-01-01T00:00:00.000Z" }, b, c],
      { sequence: 1, reason: "hash" },
    ],
    ["taken out", ([a, , c]) => [a, c], { sequence: 2, reason: "sequence" }],
    [
      "cut off at the beginning",
      ([, b, c]) => [{ ...b, sequence: 1 }, c],
      { sequence: 1, reason: "prev" },
    ],
    ["put in another order", ([a, b, c]) => [a, c, b], { sequence: 2, reason: "sequence" }],
  ])("U1 shows where an event was %s", (_, change, verdict) => {
    const events = change([...chainOf("a", "b", "c")]) as ChainedEvent[];
    expect(verifyChain(events)).toEqual({ ok: false, ...verdict });
  });

  it("U1 shows a changed event even when its own hash was made anew", () => {
    const [, second] = chainOf("a", "b");
    const [forged] = chainOf("forged");
    expect(verifyChain([forged, second] as ChainedEvent[])).toEqual({
      ok: false,
      sequence: 2,
      reason: "prev",
    });
  });

  it("U1 binds personal text by a digest with a salt of its own, so that erasing text and salt leaves the chain whole", () => {
    const { events, personal } = chainEvents(undefined, [
      event("a", { name: "Rae", justification: "Rae" }),
      event("b"),
      event("c", { name: "Rae" }),
    ]);
    const [first, , third] = events as [ChainedEvent, ChainedEvent, ChainedEvent];
    expect(Object.keys(personal)).toEqual(["1", "3"]);
    const name = personal[1]?.name;
    if (!name) throw new Error("no text beside the chain");
    expect(isTextOf(first, "name", name)).toBe(true);
    expect(isTextOf(first, "name", { ...name, text: "Ann" })).toBe(false);
    expect(isTextOf(third, "name", name)).toBe(false);
    const digests = [
      ...Object.values(first.personalDigests),
      ...Object.values(third.personalDigests),
    ];
    expect(new Set(digests).size).toBe(3);
    expect(JSON.stringify(events)).not.toContain("Rae");
    expect(verifyChain(events)).toMatchObject({ ok: true });
  });

  it("U1 writes equal values as equal text, whatever the order of their keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "ä\n" }], a: true, z: undefined })).toBe(
      '{"a":true,"b":[1,{"c":"ä\\n","d":null}]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value) as JsonValue)).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
