import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inTime } from "../../../src/teams/bot/in-time.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function slow() {
  const work = { resolve: (_: string): void => undefined, reject: (_: Error): void => undefined };
  const promise = new Promise<string>((resolve, reject) => {
    Object.assign(work, { resolve, reject });
  });
  const failures: unknown[] = [];
  const answer = inTime(promise, 8_500, "late", (error) => failures.push(error));
  return { ...work, failures, answer };
}

it("answers with what the work comes to, and leaves no timer behind", async () => {
  const { answer, resolve } = slow();
  await vi.advanceTimersByTimeAsync(8_499);
  resolve("done");
  expect(await answer).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
});

it("answers in time when the work does not, and hears of its failure afterwards", async () => {
  const { answer, reject, failures } = slow();
  await vi.advanceTimersByTimeAsync(8_500);
  expect(await answer).toBe("late");
  const error = new Error("the store is away");
  reject(error);
  await vi.advanceTimersByTimeAsync(0);
  expect(failures).toEqual([error]);
});

it("passes a failure in time on to who waits, once", async () => {
  const { answer, reject, failures } = slow();
  const error = new Error("the store is away");
  reject(error);
  await expect(answer).rejects.toBe(error);
  expect(failures).toEqual([]);
});
