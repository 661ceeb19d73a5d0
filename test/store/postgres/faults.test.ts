import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CommitResult,
  OutcomeUnknownError,
  StoreUnavailableError,
} from "../../../src/service/ports/store.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { TcpProxy } from "./tcp-proxy.js";
import { useOwnPostgres } from "./use-postgres.js";

const PATIENCE = 60_000;
/** A fault is over when the store says so. */
const RECOVERY = { timeoutMs: 20_000 };

const server = useOwnPostgres();

let url: string;
let proxy: TcpProxy;
let store: PostgresStore;
let problems: (string | undefined)[];
beforeEach(async () => {
  url = await server().createDatabase();
  proxy = await TcpProxy.start(server);
  problems = [];
  store = await openOn(proxy.url(url), { onProblem: (problem) => problems.push(problem) });
});
afterEach(async () => {
  await store.close();
  await proxy.stop();
});

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const ready = () => eventually(() => store.problem() === undefined, RECOVERY);

/** Counts a request up, one commit after the other, through whatever happens; answers the versions acknowledged. */
async function countUp(id: string, until: () => boolean): Promise<number> {
  let acknowledged = 0;
  while (!until()) {
    try {
      const loaded = await store.load("request", id);
      const { request } = submitted(id);
      const version = loaded?.version ?? 0;
      // After an unknown outcome the truth may be one further, never anything else.
      expect(version - acknowledged).toBeGreaterThanOrEqual(0);
      acknowledged = version;
      const result: CommitResult = await store.commit(
        loaded ? requestCommit(request, version, {}, newRequest(id).events) : newRequest(id),
      );
      if (result.ok) acknowledged = result.version;
    } catch (error) {
      const isTold = error instanceof OutcomeUnknownError || error instanceof StoreUnavailableError;
      if (!isTold) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return acknowledged;
}

/** Twelve writers go on while something breaks; nothing acknowledged is lost, and no event is there twice. */
async function writeThrough(breakIt: () => Promise<void>): Promise<void> {
  let isOver = false;
  const ids = Array.from({ length: 12 }, (_, i) => `R-${1001 + i}`);
  const writers = ids.map((id) => countUp(id, () => isOver));
  try {
    await breakIt();
    await ready();
  } finally {
    isOver = true;
  }
  const acknowledged = await Promise.all(writers);
  await ready();
  for (const [at, id] of ids.entries()) {
    const version = (await store.load("request", id))?.version ?? 0;
    expect(version).toBeGreaterThanOrEqual(acknowledged[at] ?? 0);
    expect(await store.events("request", id)).toHaveLength(version);
  }
  expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({ isIntact: true });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("faults of the database", { timeout: PATIENCE }, () => {
  it("U1 sessions that are ended by force lose nothing and repeat nothing", () =>
    writeThrough(async () => {
      for (let i = 0; i < 4; i += 1) {
        await pause(150);
        await sql(`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'riskgate%' and pid <> pg_backend_pid()`);
      }
    }));

  it("U1 a server that is killed and started again loses nothing and repeats nothing", async () => {
    await writeThrough(async () => {
      await pause(200);
      await server().kill();
      await eventually(() => store.problem() !== undefined, RECOVERY);
      await server().start();
    });
    expect(problems.some((problem) => problem !== undefined)).toBe(true);
  });

  it("U1 a network that is cut again and again loses nothing and repeats nothing", () =>
    writeThrough(async () => {
      for (let i = 0; i < 4; i += 1) {
        await pause(150);
        proxy.cut();
        await pause(50);
        proxy.heal();
      }
    }));

  it("an answer that got lost is an unknown outcome until the truth was read", async () => {
    await store.commit(newRequest("R-1001"));
    proxy.holdAnswers();
    const lost = store.commit(requestCommit(submitted("R-1001").request, 1));
    const told = lost.catch((error: unknown) => error);
    await eventually(
      async () => (await sql("select version from riskgate.aggregate"))[0]?.version === 2,
    );
    proxy.cut();
    expect(await told).toBeInstanceOf(OutcomeUnknownError);
    expect(store.problem()).toMatch(/It is not known whether the last change of request\/R-1001/);
    await expect(store.load("request", "R-1001")).rejects.toBeInstanceOf(StoreUnavailableError);
    proxy.heal();
    await ready();
    expect((await store.load("request", "R-1001"))?.version).toBe(2);
    expect(await store.commit(requestCommit(submitted("R-1001").request, 1))).toEqual({
      ok: false,
      reason: "conflict",
    });
  });

  it("an unknown outcome is not read back from a standby", async () => {
    await store.commit(newRequest("R-1001"));
    proxy.holdAnswers();
    const lost = store.commit(requestCommit(submitted("R-1001").request, 1));
    const told = lost.catch((error: unknown) => error);
    await eventually(
      async () => (await sql("select version from riskgate.aggregate"))[0]?.version === 2,
    );
    proxy.cut();
    expect(await told).toBeInstanceOf(OutcomeUnknownError);
    await server().kill();
    await server().start("standby");
    proxy.heal();
    await pause(1_500);
    expect(store.problem()).toMatch(/It is not known whether/);
    await expect(store.load("request", "R-1001")).rejects.toBeInstanceOf(StoreUnavailableError);
    await server().kill();
    await server().start();
    await ready();
    expect((await store.load("request", "R-1001"))?.version).toBe(2);
  });

  it("a commit that still waits in the server when its connection breaks is ended before anything is said", async () => {
    await store.commit(newRequest("R-1001"));
    // Somebody holds the row, so that the commit waits in the server.
    const holder = sql(
      "begin; select 1 from riskgate.aggregate for update; select pg_sleep(1.5); rollback",
    );
    await eventually(
      async () =>
        (await sql("select 1 from pg_stat_activity where wait_event = 'PgSleep'")).length > 0,
    );
    const told = store
      .commit(requestCommit(submitted("R-1001").request, 1))
      .catch((error: unknown) => error);
    await eventually(
      async () =>
        (await sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).length > 0,
    );
    proxy.cut();
    expect(await told).toBeInstanceOf(OutcomeUnknownError);
    proxy.heal();
    await ready();
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    await holder;
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    expect(await sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).toEqual([]);
  });

  it("says within seconds that nothing was changed while the database is away, and why it is not ready", async () => {
    await store.commit(newRequest("R-1001"));
    proxy.cut();
    await eventually(() => store.problem() !== undefined, RECOVERY);
    expect(store.problem()).toMatch(/^The database does not serve: /);
    await expect(store.load("request", "R-1001")).rejects.toBeInstanceOf(StoreUnavailableError);
    const refused = store.commit(requestCommit(submitted("R-1001").request, 1));
    await expect(refused).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(refused).rejects.not.toBeInstanceOf(OutcomeUnknownError);
    await expect(store.nextRequestId()).rejects.toBeInstanceOf(StoreUnavailableError);
    proxy.heal();
    await ready();
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
  });

  it("a row that is held for too long is refused, and taken afterwards", async () => {
    await store.commit(newRequest("R-1001"));
    const holder = sql(
      "begin; select 1 from riskgate.aggregate for update; select pg_sleep(4); rollback",
    );
    await eventually(
      async () =>
        (await sql("select 1 from pg_stat_activity where wait_event = 'PgSleep'")).length > 0,
    );
    const refused = store.commit(requestCommit(submitted("R-1001").request, 1));
    await expect(refused).rejects.toBeInstanceOf(StoreUnavailableError);
    await holder;
    await ready();
    const result = await store.commit(requestCommit(submitted("R-1001").request, 1));
    expect(result).toEqual({ ok: true, version: 2 });
  });

  it("a full disk on the server is refused clearly, and nothing of the commit stays", async () => {
    await store.commit(newRequest("R-1001"));
    await sql(`create function full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
      create trigger full_disk before insert on riskgate.waiting_head execute function full_disk()`);
    const refused = store.commit(
      requestCommit(submitted("R-1001").request, 1, {}, newRequest("R-1001").events),
    );
    await expect(refused).rejects.toThrow("the database answered 53100; nothing was changed");
    expect(problems).toContain("The database does not serve: the database answered 53100.");
    // Signs of life still find a place: they do not say that there is room again.
    await pause(1_500);
    expect(store.problem()).toBe("The database does not serve: the database answered 53100.");
    await sql("drop trigger full_disk on riskgate.waiting_head");
    await ready();
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    expect(await store.events("request", "R-1001")).toHaveLength(1);
  });

  it("more at once than there are connections waits its turn", async () => {
    const results = await Promise.all(
      Array.from({ length: 300 }, (_, i) => store.commit(newRequest(`R-${2000 + i}`))),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
  });

  it("a server without a free connection is refused clearly", async () => {
    const name = new URL(url).pathname.slice(1);
    await sql(
      `alter database ${name} connection limit 0; create role narrow login password 'narrow'`,
    );
    const narrow = new URL(url);
    narrow.username = "narrow";
    narrow.password = "narrow";
    await expect(openOn(narrow.href)).rejects.toThrow("the database answered 53300");
    await sql(`drop role narrow`);
  });

  it("I3 commits that want the same keys in any order never deadlock to the outside", async () => {
    const keys = Array.from({ length: 12 }, (_, i) => ({ key: `key ${i}` }));
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const wanted = i % 2 === 0 ? keys : keys.toReversed();
        return store.commit(newRequest(`R-${3000 + i}`, { keys: wanted.slice(i % 5) }));
      }),
    );
    expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    const refused = results.filter((result) => !result.ok);
    expect(refused.every((result) => !result.ok && result.reason === "reserved")).toBe(true);
  });
});
