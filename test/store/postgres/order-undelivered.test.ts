import { expect, it } from "vitest";
import type { Send } from "../../../src/store/postgres/database.js";
import { orderUndelivered } from "../../../src/store/postgres/moving-in-statements.js";

const request = (id: string) => ({ kind: "request", id }) as const;

/** What is sent for these aggregates, with two places in a statement. */
async function sentFor(ids: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const sent: (readonly unknown[])[] = [];
  const send: Send = async ({ values }) => {
    sent.push(values);
    return [];
  };
  await orderUndelivered(send, ids.map(request), 2);
  return sent;
}

it("N2 gives so many places in a statement, one after the other, and goes on behind the last", async () => {
  expect(await sentFor(["R-1", "R-2", "R-3", "R-4", "R-5"])).toEqual([
    [["request", "request"], ["R-1", "R-2"], 0],
    [["request", "request"], ["R-3", "R-4"], 2],
    [["request"], ["R-5"], 4],
    [6],
  ]);
});

it("N2 begins with the first place where nothing is undelivered", async () => {
  expect(await sentFor([])).toEqual([[1]]);
});
