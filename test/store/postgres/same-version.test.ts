import { afterEach, beforeEach, expect, it } from "vitest";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();
const IDS = ["R-1001", "R-1002", "R-1003"];

let store: PostgresStore;
let sql: (text: string) => Promise<unknown>;
beforeEach(async () => {
  const url = await server().createDatabase();
  sql = (text) => server().query(new URL(url).pathname.slice(1), text);
  store = await openOn(url);
  for (const id of IDS) await store.commit(newRequest(id));
});
afterEach(() => store.close());

async function decisionOn(id: string) {
  const loaded = await store.load("request", id);
  if (!loaded) throw new Error(`${id} is missing`);
  const commit = requestCommit({ ...loaded.value, endReason: "denied" }, loaded.version);
  return { ...commit, expectedDigest: loaded.digest };
}

/** A standby that lacked the newest commits has taken over, and somebody has made another version of that number on it. */
const failOver = (ids: readonly string[]) =>
  sql(`update riskgate.aggregate set digest = 'another', value = value || '{"endReason": "canceled"}'
    where id in (${ids.map((id) => `'${id}'`).join()})`);

async function endReasonOf(id: string): Promise<string | undefined> {
  return (await store.load("request", id))?.value.endReason;
}

it("D1 S a decision on a version that was lost does not overwrite another value of that version", async () => {
  const commit = await decisionOn("R-1001");
  await failOver(["R-1001"]);
  expect(await store.commit(commit)).toEqual({ ok: false, reason: "conflict" });
  expect(await endReasonOf("R-1001")).toBe("canceled");
  // Nor when the store knows the other one by now.
  expect(await store.commit(commit)).toEqual({ ok: false, reason: "conflict" });
  expect(await store.commit(await decisionOn("R-1001"))).toEqual({ ok: true, version: 2 });
});

it("D1 S nor does one of several that share a statement, and the others are taken", async () => {
  const commits = await Promise.all(IDS.map(decisionOn));
  await failOver(["R-1002"]);
  const before = store.roundTrips;
  const results = await Promise.all(commits.map((commit) => store.commit(commit)));
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
  // One statement for all, one again for what it could not do.
  expect(store.roundTrips - before).toBeLessThanOrEqual(3);
  expect(await endReasonOf("R-1002")).toBe("canceled");
  expect(await endReasonOf("R-1003")).toBe("denied");
});
