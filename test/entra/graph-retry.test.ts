import { expect, test } from "vitest";
import { z } from "zod";
import { createGraphClient } from "../../src/entra/graph-client.js";
import { MOST_ATTEMPTS, pauseBeforeRetry, readRetryAfter } from "../../src/entra/graph-retry.js";
import type { Operation } from "../../src/entra/operation.js";
import { operations } from "../../src/entra/operations.js";
import { useLocalGraph } from "../graph/graph-at-hand.js";
import { addRisk, addUser } from "../graph/graph-world.js";

const here = useLocalGraph();
const anything = z.object({});
const change: Operation<"POST", "/users"> = {
  ...operations.listUsers,
  method: "POST",
};

function person() {
  return addUser(here.graph.world, "Dana Reed");
}

test("Retry-After is waited for, not shorter", async () => {
  const { id } = person();
  here.graph.trouble(/users/, { status: 429, headers: { "retry-after": "3" } });
  const call = here.client().get(operations.readUser, { path: { id }, answer: anything });
  await expect.poll(() => here.clock.waits.length).toBe(1);
  here.clock.advance(2_999);
  expect(here.graph.seen).toHaveLength(1);
  await here.clock.until(call);
  expect(here.graph.seen).toHaveLength(2);
});

test("a Retry-After beyond the time of the call is told at once, and to the caller", async () => {
  const { id } = person();
  here.graph.trouble(/users/, { status: 429, headers: { "retry-after": "60" } });
  const call = here.client().get(operations.readUser, { path: { id }, answer: anything });
  await expect(call).rejects.toMatchObject({ status: 429, retryAfter: 60_000 });
  expect(here.graph.seen).toHaveLength(1);
});

test.each([503, 504, 500, 502, 429])(
  "a read that meets %i is repeated, later each time, and not for ever",
  async (status) => {
    const { id } = person();
    here.graph.trouble(/users/, { status, times: 99 });
    const call = here.client().get(operations.readUser, { path: { id }, answer: anything });
    await expect(here.clock.until(call)).rejects.toMatchObject({ status });
    expect(here.graph.seen).toHaveLength(MOST_ATTEMPTS);
  },
);

test("a broken line is tried again by a read", async () => {
  const { id } = person();
  here.graph.trouble(/users/, { drop: true });
  const call = here.client().get(operations.readUser, { path: { id }, answer: anything });
  await here.clock.until(call);
  expect(here.graph.seen).toHaveLength(2);
});

test.each([400, 401, 403, 404, 409])("%i is an answer: nothing is repeated", async (status) => {
  const { id } = person();
  here.graph.trouble(/users/, { status });
  const call = here.client().get(operations.readUser, { path: { id }, answer: anything });
  await expect(call).rejects.toMatchObject({ status });
  expect(here.graph.seen).toHaveLength(1);
});

test("ID Protection's 429, which names no time, holds back every call of its budget for a second at least", async () => {
  const { id } = person();
  const world = here.graph.world;
  const user = world.users.get(id);
  if (user) addRisk(world, user, "low");
  const client = here.client(undefined, 0);
  here.graph.trouble(/riskyUsers/, { status: 429 });
  const calls = [1, 2].map(() =>
    client.get(operations.readRiskyUser, { path: { id }, answer: anything }),
  );
  await expect.poll(() => here.graph.seen[0]?.status).toBe(429);
  await expect.poll(() => Math.min(...here.clock.waits)).toBeGreaterThanOrEqual(1_000);
  await here.clock.until(Promise.all(calls));
  expect(here.graph.seen.map(({ status }) => status)).toEqual([429, 200, 200]);
});

test.each([
  ["a broken line", { drop: true }, "unreachable"],
  ["500", { status: 500 }, "generalException"],
  ["504", { status: 504 }, "generalException"],
])(
  "something that changes Graph is not sent twice after %s: nobody knows whether it happened",
  async (_, trouble, code) => {
    here.graph.trouble(/users/, trouble);
    const call = here.client().post(change, { body: { a: 1 } });
    await expect(call).rejects.toMatchObject({ code, isOutcomeUnknown: true });
    expect(here.graph.seen).toHaveLength(1);
    expect(here.graph.seen[0]?.body).toEqual({ a: 1 });
  },
);

test.each([429, 503])("something that changes Graph is sent again after %i", async (status) => {
  here.graph.trouble(/users/, { status });
  here.graph.trouble(/users/, { status: 200, text: "" });
  await expect(here.clock.until(here.client().post(change, { body: {} }))).resolves.toBeUndefined();
  expect(here.graph.seen).toHaveLength(2);
});

test("pauses grow, have an end, and are spread", () => {
  const pause = (attempt: number, random: number) =>
    pauseBeforeRetry("GET", { status: 503 }, attempt, random) ?? 0;
  expect(pause(1, 0)).toBeLessThan(pause(2, 0));
  expect(pause(1, 0)).toBeLessThan(pause(1, 0.99));
  expect(pauseBeforeRetry("GET", { status: 503 }, MOST_ATTEMPTS, 0)).toBeUndefined();
});

test("Retry-After is read as seconds or as a date, and as nothing else", () => {
  const now = Date.parse("2026-02-02T09:00:00Z");
  expect(readRetryAfter("7", now)).toBe(7_000);
  expect(readRetryAfter("Mon, 02 Feb 2026 09:00:05 GMT", now)).toBe(5_000);
  expect(readRetryAfter("Mon, 02 Feb 2026 08:00:00 GMT", now)).toBe(0);
  expect(readRetryAfter("soon", now)).toBeUndefined();
  expect(readRetryAfter(null, now)).toBeUndefined();
});

test("a Graph that nobody answers for is unreachable", async () => {
  const client = createGraphClient({
    root: "http://127.0.0.1:9",
    token: async () => "token",
    log: { debug: () => undefined, warn: () => undefined },
    clock: here.clock,
  });
  const call = client.get(operations.readUser, { path: { id: "x" }, answer: anything });
  await expect(here.clock.until(call)).rejects.toMatchObject({ code: "unreachable", status: 0 });
});
