import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../../src/service/ports/store.js";
import { connectionOptions } from "../../../src/store/postgres/connection-options.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { TcpProxy } from "./tcp-proxy.js";
import { useOwnPostgres } from "./use-postgres.js";

const READ_ONLY = "The database does not serve: the database answered 25006.";

const primary = useOwnPostgres();
const standby = useOwnPostgres();

let name: string;
let target: () => ReturnType<typeof primary>;
let proxy: TcpProxy;
let store: PostgresStore;
let problems: (string | undefined)[];
beforeEach(async () => {
  const url = await primary().createDatabase();
  name = new URL(url).pathname.slice(1);
  target = primary;
  proxy = await TcpProxy.start(() => target());
  problems = [];
  store = await openOn(proxy.url(url), { onProblem: (problem) => problems.push(problem) });
  await store.commit(newRequest("R-1001"));
});
afterEach(async () => {
  await store.close();
  await proxy.stop();
  await standby().kill();
  await standby().start();
});

const commit = (version: number) =>
  store.commit(requestCommit(submitted("R-1001").request, version));
const ready = () => eventually(() => store.problem() === undefined);

/** A server that lags behind: it has the request in its first version, and takes no writes. */
async function makeStandby(kind: "standby" | "set to read only"): Promise<void> {
  await standby().query("postgres", `create database ${name}`);
  const behind = await openOn(standby().url(name));
  await behind.commit(newRequest("R-1001"));
  await behind.close();
  await standby().query(
    "postgres",
    `alter database ${name} set default_transaction_read_only = ${kind === "standby" ? "off" : "on"}`,
  );
  await standby().kill();
  await standby().start(kind === "standby" ? "standby" : "primary");
}

describe("an address that leads to another server", { timeout: 60_000 }, () => {
  it.each(["standby", "set to read only"] as const)(
    "D9 a server that is %s is neither written nor read, and is left as soon as the address leads back",
    async (kind) => {
      await makeStandby(kind);
      await commit(1);
      target = standby;
      proxy.heal();
      await eventually(() => store.problem() !== undefined);
      await expect(store.load("request", "R-1001")).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(commit(2)).rejects.toBeInstanceOf(StoreUnavailableError);
      expect(store.problem()).toMatch(/^The database does not serve: /);
      // Nothing is cut: what is connected stays where it leads.
      target = primary;
      await ready();
      expect((await store.load("request", "R-1001"))?.version).toBe(2);
      expect(await commit(2)).toEqual({ ok: true, version: 3 });
      expect(problems.filter((problem) => problem === undefined)).toHaveLength(1);
    },
  );

  it("a server that stops to take writes while it is connected is not read any more", async () => {
    const pids = () =>
      primary().query(
        name,
        `select pid from pg_stat_activity where application_name ~ '^riskgate \\w+ \\d+$'`,
      );
    const before = await pids();
    expect(before.length).toBeGreaterThan(0);
    await primary().query(
      name,
      `create function refuse() returns trigger language plpgsql as $$
        begin raise exception 'cannot execute UPDATE' using errcode = '25006'; end $$;
        create trigger refuse before insert on riskgate.waiting_head execute function refuse()`,
    );
    const { request, events } = submitted("R-1001");
    await expect(store.commit(requestCommit(request, 1, {}, events))).rejects.toThrow(
      "the database answered 25006; nothing was changed",
    );
    expect(problems).toEqual([READ_ONLY]);
    await primary().query(name, "drop trigger refuse on riskgate.waiting_head");
    await store.load("request", "R-1001");
    const kept = new Set(before.map(({ pid }) => pid));
    expect((await pids()).filter(({ pid }) => kept.has(pid))).toEqual([]);
    // A sign of life goes another way; only what was written disproves it.
    expect(store.problem()).toBe(READ_ONLY);
    expect(await commit(1)).toEqual({ ok: true, version: 2 });
    await ready();
  });
});

describe("a connection", () => {
  it("does not outlive a change of the address that nobody has told of by more than minutes", () => {
    const { maxLifetimeSeconds } = connectionOptions(
      "postgres://db.example/riskgate",
      "riskgate a",
    );
    expect(maxLifetimeSeconds).toBe(300);
  });
});

describe("what disproves that the database serves no writes", () => {
  it("is a statement that wrote, and no sign of life", () => {
    const health = new DatabaseHealth(() => undefined);
    health.failed("the database answered 25006");
    health.beat();
    expect(health.problem()).toBe(READ_ONLY);
    health.wrote();
    health.beat();
    expect(health.problem()).toBeUndefined();
    health.beatFailed("the database answered 25006");
    health.beat();
    expect(health.problem()).toBeUndefined();
    health.failed("the database answered 53100");
    health.wrote();
    health.beat();
    expect(health.problem()).toBe("The database does not serve: the database answered 53100.");
  });
});
