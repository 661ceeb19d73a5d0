import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutcomeUnknownError, StoreUnavailableError } from "../../../src/service/ports/store.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { Database } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { TcpProxy } from "./tcp-proxy.js";
import { usePostgres } from "./use-postgres.js";

/** A click is answered within so long, whatever hangs (10 s), by a machine that may be busy. */
const LONGEST = 9_000;
const CONNECTIONS = 10;
const ONE = { text: "select 1", values: [] };

const server = usePostgres();

let url: string;
let proxy: TcpProxy;
beforeEach(async () => {
  url = await server().createDatabase();
  proxy = await TcpProxy.start(server);
});
afterEach(() => proxy.stop());

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** What came of it, and after how many milliseconds. */
async function timed(work: Promise<unknown>) {
  const start = performance.now();
  const error = await failureOf(work);
  return { error, took: performance.now() - start };
}

describe("a network that swallows everything", { timeout: 60_000 }, () => {
  let database: Database;
  beforeEach(async () => {
    database = new Database(proxy.url(url), "riskgate test", new DatabaseHealth(() => undefined));
    await Promise.all(Array.from({ length: CONNECTIONS }, () => database.read(ONE)));
  });
  afterEach(() => database.close());

  it("leaves the outcome of a write unknown within seconds, and refuses a read", async () => {
    proxy.holdQuestions();
    const [write, read] = await Promise.all([
      timed(database.write(ONE)),
      timed(database.read(ONE)),
    ]);
    expect(write.error).toBeInstanceOf(OutcomeUnknownError);
    expect(read.error).toBeInstanceOf(StoreUnavailableError);
    expect(read.error).not.toBeInstanceOf(OutcomeUnknownError);
    for (const { took } of [write, read]) expect(took).toBeLessThan(LONGEST);
    proxy.heal();
    expect(await database.read(ONE)).toHaveLength(1);
  });

  it("refuses what finds all connections hanging within seconds: nothing was changed", async () => {
    proxy.holdAnswers();
    const hanging = Array.from({ length: CONNECTIONS }, () => failureOf(database.write(ONE)));
    const { error, took } = await timed(database.write(ONE));
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error).not.toBeInstanceOf(OutcomeUnknownError);
    expect((error as Error).message).toMatch(/^no connection: /);
    expect(took).toBeLessThan(LONGEST);
    for (const outcome of await Promise.all(hanging))
      expect(outcome).toBeInstanceOf(OutcomeUnknownError);
  });
});

describe("commits that shared a statement whose answer got lost", { timeout: 60_000 }, () => {
  const ids = Array.from({ length: 6 }, (_, i) => `R-${1001 + i}`);
  const { events } = newRequest("R-1001");
  let store: PostgresStore;
  beforeEach(async () => {
    store = await openOn(proxy.url(url));
    for (const id of ids) await store.commit(newRequest(id));
  });
  afterEach(() => store.close());

  const change = (id: string, endReason: string) =>
    requestCommit({ ...submitted(id).request, endReason }, 1, {}, events);

  it("D1 U1 are unreadable, each of them, until the truth was read, and then as it is", async () => {
    const [overtaken = "", ...others] = ids;
    const other = await openOn(url);
    await other.commit(change(overtaken, "by another node"));
    proxy.holdAnswers();
    const before = store.roundTrips;
    const told = ids.map((id) => failureOf(store.commit(change(id, "by this node"))));
    await eventually(async () => {
      const [row] = await sql(
        "select count(*)::int as n from riskgate.aggregate where version = 2",
      );
      return row?.n === ids.length;
    });
    expect(store.roundTrips - before).toBeLessThan(4);
    proxy.cut();
    for (const error of await Promise.all(told)) expect(error).toBeInstanceOf(OutcomeUnknownError);
    for (const id of ids) {
      const [loading, committing] = [store.load("request", id), store.commit(change(id, "again"))];
      await expect(loading).rejects.toThrow("It is not known whether the last change of");
      await expect(committing).rejects.toBeInstanceOf(StoreUnavailableError);
    }
    proxy.heal();
    await eventually(() => store.problem() === undefined);
    expect((await store.load("request", overtaken))?.value.endReason).toBe("by another node");
    for (const id of others) {
      const loaded = await store.load("request", id);
      expect([loaded?.version, loaded?.value.endReason]).toEqual([2, "by this node"]);
      expect(await store.events("request", id)).toHaveLength(events.length + 1);
      expect(await store.commit(change(id, "again"))).toEqual({ ok: false, reason: "conflict" });
    }
    expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({ isIntact: true });
    await other.close();
  });
});
