import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../../src/service/ports/store.js";
import { Database } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import { newRequest } from "../../builders/commit.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { useOwnPostgres } from "./use-postgres.js";

const server = useOwnPostgres();

let url: string;
let other: pg.Client;
let database: Database;
let health: DatabaseHealth;
beforeEach(async () => {
  url = await server().createDatabase();
  other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query("create table counter (id integer primary key, n integer not null)");
  await other.query("insert into counter values (1, 0), (2, 0)");
  health = new DatabaseHealth(() => undefined);
  database = new Database(url, "riskgate test", health);
});
afterEach(async () => {
  await database.close();
  await other.end();
});

const statement = (text: string) => ({ text, values: [] });
const add = (id: number, n: number) =>
  statement(`update counter set n = n + ${n} where id = ${id}`);
const counted = async () =>
  (await other.query("select n from counter order by id")).rows.map(({ n }) => n);
const waits = () =>
  eventually(async () => {
    const found = await server().query(
      "postgres",
      "select 1 from pg_stat_activity where wait_event_type = 'Lock'",
    );
    return found.length > 0;
  });

describe("a statement that lost a race", { timeout: 60_000 }, () => {
  it("of a deadlock (40P01) is sent again, all of its transaction", async () => {
    // The other one lets itself be waited for longer: this side is the one that the server picks.
    await other.query("set deadlock_timeout = '30s'");
    await other.query("begin");
    await other.query(add(2, 10));
    let attempts = 0;
    const transaction = database.transaction(async (send) => {
      attempts += 1;
      await send(add(1, 1));
      await send(add(2, 1));
    });
    await waits();
    await other.query(add(1, 10));
    await other.query("commit");
    await transaction;
    expect(attempts).toBe(2);
    expect(await counted()).toEqual([11, 11]);
    expect(health.problem()).toBeUndefined();
  });

  it("of a serialization failure (40001) is sent again, all of its transaction", async () => {
    let attempts = 0;
    await database.transaction(async (send) => {
      attempts += 1;
      const [row] = await send<{ n: number }>(statement("select n from counter where id = 1"));
      if (attempts === 1) await other.query(add(1, 10));
      await send(statement(`update counter set n = ${(row?.n ?? 0) + 1} where id = 1`));
    }, "isolation level repeatable read");
    expect(attempts).toBe(2);
    expect(await counted()).toEqual([11, 0]);
  });

  it("again and again is refused in the end, and nothing was changed", async () => {
    const failing = database.write(
      statement("do $$ begin raise exception 'lost' using errcode = '40001'; end $$"),
    );
    await expect(failing).rejects.toThrow("too many changes at once");
    await expect(failing).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it("I3 with a commit is sent again, whichever order somebody else claims the keys in", async () => {
    const store = await openOn(url);
    await other.query("set deadlock_timeout = '30s'");
    await other.query("begin");
    const claim = (key: string) =>
      other.query("insert into riskgate.reserved_key values ($1, 'request', 'R-9')", [key]);
    await claim("key b");
    const commit = store.commit(
      newRequest("R-1001", { keys: [{ key: "key a" }, { key: "key b" }] }),
    );
    await waits();
    await claim("key a");
    await other.query("rollback");
    expect(await commit).toEqual({ ok: true, version: 1 });
    expect(await store.events("request", "R-1001")).toHaveLength(1);
    await store.close();
  });

  it("against its time-out (57014) is refused, and nothing was changed", async () => {
    const slow = statement(
      "with slept as (select pg_sleep(20)) update counter set n = 1 from slept",
    );
    await expect(database.write(slow)).rejects.toThrow(
      "the database answered 57014; nothing was changed",
    );
    expect(await counted()).toEqual([0, 0]);
  });
});
