import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR, MINUTE } from "../../../src/approval/instant.js";
import type { Outage } from "../../../src/approval/outage.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { TcpProxy } from "./tcp-proxy.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

let url: string;
let now: number;
let proxy: TcpProxy;
const stores: PostgresStore[] = [];
beforeEach(async () => {
  now = NOW;
  url = await server().createDatabase();
  proxy = await TcpProxy.start(server);
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  vi.restoreAllMocks();
  await proxy.stop();
});

async function startNode(at = url): Promise<PostgresStore> {
  const store = await openOn(at, { clock: () => now });
  stores.push(store);
  return store;
}
const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const recorded = async () =>
  (await sql("select outages from riskgate.liveness"))[0]?.outages as readonly Outage[];
const aliveAt = async () =>
  Number((await sql("select alive_at from riskgate.liveness"))[0]?.alive_at);

/** Time goes by, on the steady clock of this machine as well. */
function passes(duration: number): void {
  now += duration;
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => steady() + duration);
}

/** Somebody holds the row into which every beat writes. */
async function holdBeats(): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin; select 1 from riskgate.liveness for update");
  return async () => {
    await holder.query("rollback");
    await holder.end();
  };
}

describe("an outage of the database", { timeout: 60_000 }, () => {
  it("T6 is known from the first statement after it on, and recorded by the sign of life that ends it", async () => {
    const store = await startNode(proxy.url(url));
    proxy.cut();
    passes(HOUR);
    const release = await holdBeats();
    proxy.heal();
    expect(await store.outages()).toEqual([{ from: NOW }]);
    expect(await recorded()).toEqual([]);
    await release();
    await eventually(async () => (await aliveAt()) === now);
    expect(await recorded()).toEqual([{ from: NOW, to: now }]);
    expect(await store.outages()).toEqual([{ from: NOW, to: now }]);
  });

  it("T6 is none where another node was alive", async () => {
    const store = await startNode(proxy.url(url));
    proxy.cut();
    passes(HOUR);
    // As the beat of another node does.
    await sql(`update riskgate.liveness set alive_at = ${now}`);
    proxy.heal();
    expect(await store.outages()).toEqual([]);
    await eventually(() => store.problem() === undefined);
    expect(await recorded()).toEqual([]);
  });

  it("T6 is none where time alone went on: this node was alive all the while", async () => {
    const store = await startNode();
    now += HOUR;
    expect(await store.outages()).toEqual([]);
    await eventually(async () => (await aliveAt()) === now);
    expect(await recorded()).toEqual([]);
  });

  it("T6 is one outage where several nodes come back, and those recorded at once are all kept", async () => {
    const [one, two] = [await startNode(proxy.url(url)), await startNode(proxy.url(url))];
    proxy.cut();
    passes(HOUR);
    proxy.heal();
    await eventually(async () => (await aliveAt()) === now);
    await eventually(() => one.problem() === undefined && two.problem() === undefined);
    expect(await two.outages()).toEqual([{ from: NOW, to: now }]);
    const spans = Array.from({ length: 8 }, (_, i) => ({
      from: NOW - (2 * i + 2) * HOUR,
      to: NOW - (2 * i + 1) * HOUR,
    }));
    await Promise.all(spans.map((span, i) => (i % 2 ? one : two).recordOutage(span)));
    expect(await one.outages()).toEqual([...spans.toReversed(), { from: NOW, to: now }]);
  });
});

describe("an outage that is recorded", { timeout: 60_000 }, () => {
  it("T6 holds up no sign of life, wherever its node comes to stand still", async () => {
    const store = await startNode(proxy.url(url));
    await store.commit(newRequest("R-1001"));
    proxy.holdAnswers();
    const recording = store.recordOutage({ from: NOW - HOUR, to: NOW }).catch(() => undefined);
    await eventually(
      async () =>
        (
          await sql(`select 1 from pg_stat_activity where application_name ~ '^riskgate \\w+ \\d+$'
            and state like 'idle%' and query like '%"outages"%' and datname = current_database()`)
        ).length > 0,
    );
    await sql("set lock_timeout = '1s'; update riskgate.liveness set alive_at = alive_at");
    proxy.heal();
    await recording;
  });
});

describe("an outage that lasts", { timeout: 60_000 }, () => {
  it("T6 ends with the election of a sender, also where that fails at first", async () => {
    const store = await startNode();
    await store.recordOutage({ from: NOW - HOUR });
    // What ends it is refused twice.
    await sql(`create sequence attempts;
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.outages::text like '%"to"%' and nextval('attempts') <= 2 then
          raise exception 'refused' using errcode = '53100'; end if;
        return new; end $$;
      create trigger refuse before update on riskgate.liveness for each row execute function refuse();
      select pg_terminate_backend(pid) from pg_stat_activity
        where application_name like 'riskgate % session' and datname = current_database()`);
    await eventually(async () => (await recorded())[0]?.to === NOW);
    expect(await store.outages()).toEqual([{ from: NOW - HOUR, to: NOW }]);
  });

  it("T6 is over when the first node of all has started", async () => {
    await (await startNode()).recordOutage({ from: NOW - HOUR });
    await stores.pop()?.close();
    const store = await startNode();
    expect(await store.outages()).toEqual([{ from: NOW - HOUR, to: NOW }]);
  });
});

describe("a database that refuses what is to be stored", { timeout: 60_000 }, () => {
  it("T6 is an outage from the first refusal to the last, known to every node", async () => {
    const [store, other] = [await startNode(), await startNode()];
    await store.commit(newRequest("R-1001"));
    await sql(`create function full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
      create trigger full_disk before insert on riskgate.waiting_head execute function full_disk()`);
    const { request, events } = submitted("R-1001");
    const click = () => store.commit(requestCommit(request, 1, {}, events));
    await expect(click()).rejects.toThrow("53100");
    for (const to of [NOW + MINUTE, NOW + HOUR]) {
      now = to;
      await expect(click()).rejects.toThrow("53100");
      await eventually(async () => (await other.outages())[0]?.to === to);
      expect(await other.outages()).toEqual([{ from: NOW, to }]);
    }
    expect(await recorded()).toHaveLength(1);
    await sql("drop trigger full_disk on riskgate.waiting_head");
    expect(await click()).toMatchObject({ ok: true });
    now += HOUR;
    await eventually(async () => (await aliveAt()) === now);
    expect(await store.outages()).toEqual([{ from: NOW, to: NOW + HOUR }]);
  });
});
