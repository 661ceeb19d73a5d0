import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AggregateLists } from "../../../src/store/postgres/aggregate-lists.js";
import { DelegateCache } from "../../../src/store/postgres/delegate-cache.js";

let steady: number;
let reads: number;
let stored: { id: string; delegateId: string }[];
let failing: Error | undefined;
let cache: DelegateCache;
beforeEach(() => {
  steady = 1_000_000;
  reads = 0;
  failing = undefined;
  stored = [{ id: "sam", delegateId: "ada" }];
  vi.spyOn(performance, "now").mockImplementation(() => steady);
  const delegates = async () => {
    reads += 1;
    if (failing) throw failing;
    return stored;
  };
  cache = new DelegateCache({ delegates } as unknown as AggregateLists);
});
afterEach(() => vi.restoreAllMocks());

it("A5 who stands in for whom is read once while beats come, and again 2 s after the last one", async () => {
  await cache.fill();
  for (let beat = 0; beat < 30; beat += 1) {
    cache.confirm(steady);
    steady += 500;
    expect(await cache.appointersOf("ada")).toEqual(["sam"]);
  }
  expect(reads).toBe(1);
  steady += 1_499;
  await cache.delegating(["sam"]);
  expect(reads).toBe(1);
  steady += 1;
  stored = [];
  expect(await cache.delegating(["sam"])).toEqual([]);
  expect(reads).toBe(2);
});

it("A5 who stands in for whom is read anew by a beat after 20 s, once, so that no decision waits for it", async () => {
  await cache.fill();
  stored = [];
  steady += 19_999;
  cache.confirm(steady);
  expect(await cache.appointersOf("ada")).toEqual(["sam"]);
  steady += 1;
  cache.confirm(steady);
  cache.confirm(steady);
  await new Promise(setImmediate);
  expect(reads).toBe(2);
  expect(await cache.appointersOf("ada")).toEqual([]);
  expect(reads).toBe(2);
});

it("A5 who stands in for whom is never older than 30 s, whatever was or was not told", async () => {
  await cache.fill();
  stored = [];
  failing = new Error("no connection");
  for (let beat = 0; beat < 59; beat += 1) {
    steady += 500;
    cache.confirm(steady);
    await new Promise(setImmediate);
  }
  expect(reads).toBeGreaterThan(10);
  expect(await cache.appointersOf("ada")).toEqual(["sam"]);
  steady += 500;
  await expect(cache.appointersOf("ada")).rejects.toThrow("no connection");
  failing = undefined;
  expect(await cache.appointersOf("ada")).toEqual([]);
});

it("A5 what was read earlier does not take the place of what was read later", async () => {
  const answers: (() => void)[] = [];
  const delegates = () =>
    new Promise((resolve) => {
      const asOf = stored;
      answers.push(() => resolve(asOf));
    });
  cache = new DelegateCache({ delegates } as unknown as AggregateLists);
  stored = [];
  const earlier = cache.appointersOf("ada");
  steady += 1;
  stored = [{ id: "sam", delegateId: "ada" }];
  const later = cache.appointersOf("ada");
  answers[1]?.();
  expect(await later).toEqual(["sam"]);
  answers[0]?.();
  await earlier;
  expect(await cache.appointersOf("ada")).toEqual(["sam"]);
});

it("A5 a beat counts from when it was sent, however late it is answered", async () => {
  await cache.fill();
  steady += 10_000;
  cache.confirm(steady - 2_000);
  await cache.appointersOf("ada");
  expect(reads).toBe(2);
});

it("A5 a beat confirms nothing that was told of as changed, also while it was being read", async () => {
  await cache.fill();
  cache.forget();
  cache.confirm(steady);
  await cache.appointersOf("ada");
  expect(reads).toBe(2);
  cache.forget();
  const reading = cache.appointersOf("ada");
  cache.forget();
  await reading;
  cache.confirm(steady);
  await cache.appointersOf("ada");
  expect(reads).toBe(4);
});
