import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import type { Context } from "../../src/service/context.js";
import type { Gate } from "../../src/service/ports/gate.js";
import { startReconciler } from "../../src/service/reconciler.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A reconciler whose comparisons find nothing; how often Entra was asked for its list. */
function start() {
  const asked: number[] = [];
  const entra = { isDown: false };
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const store = {
    now: () => Date.now(),
    requestSummaries: async () => (async function* () {})(),
  };
  const gate = {
    async *undecided() {
      asked.push(Date.now());
      if (entra.isDown) throw new Error("down");
      yield [];
    },
  };
  const begun = Date.now();
  const reconciler = startReconciler({ store, log } as unknown as Context, gate as unknown as Gate);
  return { reconciler, entra, at: () => asked.map((each) => each - begun) };
}

test("F1 I5 Entra and the store are compared at start and every hour", async () => {
  const { reconciler, at } = start();
  await vi.advanceTimersByTimeAsync(3 * HOUR);
  expect(at()).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR]);
  await reconciler.stop();
});

test("F1 what could not be compared is compared again after five minutes", async () => {
  const { reconciler, entra, at } = start();
  entra.isDown = true;
  await vi.advanceTimersByTimeAsync(HOUR + 6 * MINUTE);
  entra.isDown = false;
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  expect(at()).toEqual([
    ...[0, HOUR, HOUR + 5 * MINUTE, HOUR + 10 * MINUTE],
    2 * HOUR + 10 * MINUTE,
  ]);
  await reconciler.stop();
});

test("a reconciler that was stopped asks for nothing more", async () => {
  const { reconciler, at } = start();
  await reconciler.stop();
  await vi.advanceTimersByTimeAsync(5 * HOUR);
  expect(at()).toEqual([0]);
});
