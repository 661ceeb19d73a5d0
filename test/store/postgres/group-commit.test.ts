import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccessRequest } from "../../../src/approval/request.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { valueText } from "../../../src/store/postgres/value-text.js";
import { closing, newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { NOW, person } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();
const COUNT = 40;
/** Of one statement, and of what the upkeep of the store may send meanwhile. */
const FEW = 4;
const CHANGED = { ok: true, version: 2 };
const CONFLICT = { ok: false, reason: "conflict" };

let url: string;
let store: PostgresStore;
beforeEach(async () => {
  url = await server().createDatabase();
  store = await openOn(url);
});
afterEach(() => store.close());

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const idOf = (i: number) => `R-${1001 + i}`;
const { events } = newRequest("R-1001");

async function create(count: number, keys: (i: number) => { key: string }[] = () => []) {
  const made = Array.from({ length: count }, (_, i) => newRequest(idOf(i), { keys: keys(i) }));
  await Promise.all(made.map((commit) => store.commit(commit)));
  return made.map(({ value }) => value);
}

const changeAll = (requests: readonly AccessRequest[]) =>
  Promise.all(requests.map((request) => store.commit(requestCommit(request, 1, {}, events))));

/** What a commit has left in every table, without what names the aggregate or says when and by chance. */
async function traceOf(id: string): Promise<unknown> {
  const [row] = await sql(`select to_jsonb(a) - 'id' - 'undelivered_order' - 'last_hash'
      - 'digest' - 'value' - 'summary' as row, undelivered_order is null as has_no_place, value, digest,
    (select jsonb_agg(sequence || e.tableoid::regclass::text order by sequence) from riskgate.audit_event e where e.id = a.id) as events,
    (select jsonb_agg(sequence || name || t.tableoid::regclass::text order by sequence, name) from riskgate.personal_text t where t.id = a.id) as texts,
    (select jsonb_agg(k.key order by k.key) from riskgate.reserved_key k where k.id = a.id) as keys
    from riskgate.aggregate a where id = '${id}'`);
  const { value, digest, ...trace } = row ?? {};
  expect(digest).toBe(valueText(value as AccessRequest).digest);
  return trace;
}

describe("commits that come at once", { timeout: 60_000 }, () => {
  it("D1 U1 share statements, each is answered by itself, and the trail is whole", async () => {
    const requests = await create(COUNT);
    const before = store.roundTrips;
    expect(await changeAll(requests)).toEqual(requests.map(() => CHANGED));
    expect(store.roundTrips - before).toBeLessThan(10);
    for (const { id } of requests) {
      expect((await store.load("request", id))?.version).toBe(2);
      expect(await store.events("request", id)).toHaveLength(events.length + 1);
    }
    expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({ isIntact: true });
  });

  it("leave in every table what each would have left by itself", async () => {
    const keys = (i: number) => [{ key: `open ${i}` }, { key: `origin ${i}` }];
    const requests = await create(7, keys);
    const [alone, ...others] = requests.map((request, i) => {
      const index = { nextDueAt: NOW + 5, deciders: [person(1).id], unreached: [person(2).id] };
      return closing(request, 1, { ...index, keys: [{ key: `origin ${i}` }] });
    });
    if (!alone) throw new Error("there is none");
    expect(await store.commit(alone)).toEqual(CHANGED);
    const counted = await store.noticeCounts();
    const before = store.roundTrips;
    await Promise.all(others.map((commit) => store.commit(commit)));
    expect(store.roundTrips - before).toBeLessThan(FEW);
    const text = (trace: unknown, i: number) => JSON.stringify(trace).replaceAll(` ${i}"`, ' 0"');
    const expected = text(await traceOf(idOf(0)), 0);
    for (const [at, commit] of others.entries()) {
      expect(text(await traceOf(commit.id), at + 1)).toBe(expected);
      expect((await store.load("request", commit.id))?.value).toEqual(commit.value);
    }
    const rows = alone.index.noticeCounts.intended;
    expect(rows).toBeGreaterThan(0);
    expect(await store.noticeCounts()).toEqual({
      ...counted,
      delivered: counted.delivered + 6 * rows,
      pending: counted.pending - 6 * rows,
    });
  });

  it("D1 those that were overtaken are conflicts, and the others happen", async () => {
    const requests = await create(10);
    const other = await openOn(url);
    for (const request of requests.slice(0, 4)) await other.commit(requestCommit(request, 1));
    await other.close();
    expect(await changeAll(requests)).toEqual(requests.map((_, i) => (i < 4 ? CONFLICT : CHANGED)));
  });

  it("D1 of two of the same aggregate one wins", async () => {
    const [request, ...others] = await create(5);
    if (!request) throw new Error("there is none");
    const rivals = ["first", "second"].map((endReason) => ({ ...request, endReason }));
    const [one, two, ...rest] = await changeAll([...rivals, ...others]);
    expect([one, two]).toEqual(one?.ok ? [CHANGED, CONFLICT] : [CONFLICT, CHANGED]);
    expect(rest).toEqual(others.map(() => CHANGED));
    const { endReason } = rivals[one?.ok ? 0 : 1] ?? {};
    expect((await store.load("request", request.id))?.value.endReason).toBe(endReason);
  });

  it("U1 one that the database refuses fails by itself", async () => {
    const [bad, ...others] = await create(6);
    if (!bad) throw new Error("there is none");
    const results = await Promise.allSettled([
      store.commit(requestCommit({ ...bad, justification: "no \u0000 is stored" }, 1)),
      ...others.map((request) => store.commit(requestCommit(request, 1, {}, events))),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      "rejected",
      ...others.map(() => "fulfilled"),
    ]);
    expect((await store.load("request", bad.id))?.version).toBe(1);
    expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({ isIntact: true });
  });

  it("one whose row is held by somebody else does not hold up the others", async () => {
    const [held, ...others] = await create(6);
    if (!held) throw new Error("there is none");
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query(
      `begin; select 1 from riskgate.aggregate where id = '${held.id}' for update`,
    );
    const waiting = store.commit(requestCommit(held, 1));
    expect(await changeAll(others)).toEqual(others.map(() => CHANGED));
    await holder.query("rollback");
    expect(await waiting).toEqual(CHANGED);
    await holder.end();
  });

  it("one that came alone and waits for its row does not hold up those that come after it", async () => {
    const [held, ...others] = await create(6);
    if (!held) throw new Error("there is none");
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query(
      `begin; select 1 from riskgate.aggregate where id = '${held.id}' for update`,
    );
    let isAnswered = false;
    const waiting = store.commit(requestCommit(held, 1)).finally(() => {
      isAnswered = true;
    });
    await eventually(
      async () =>
        (await sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).length > 0,
    );
    expect(await changeAll(others)).toEqual(others.map(() => CHANGED));
    expect(isAnswered).toBe(false);
    await holder.query("rollback");
    expect(await waiting).toEqual(CHANGED);
    await holder.end();
  });

  it("I3 keys that one of them lets go of are free, those of the others are not", async () => {
    const requests = await create(4, (i) => [{ key: `open ${i}` }]);
    await Promise.all(
      requests.map((request, i) =>
        store.commit(requestCommit(request, 1, { keys: i === 0 ? [] : [{ key: `open ${i}` }] })),
      ),
    );
    const rival = (i: number) =>
      store.commit(newRequest(`R-200${i}`, { keys: [{ key: `open ${i}` }] }));
    expect(await rival(0)).toMatchObject({ ok: true });
    for (const i of [1, 2, 3])
      expect(await rival(i)).toMatchObject({ reason: "reserved", holder: { id: idOf(i) } });
  });

  it("I3 one that wants a key of another aggregate is refused, and the others happen", async () => {
    const requests = await create(5, (i) => [{ key: `open ${i}` }]);
    const results = await Promise.all(
      requests.map((request, i) =>
        store.commit(requestCommit(request, 1, { keys: [{ key: `open ${i === 0 ? 1 : i}` }] })),
      ),
    );
    expect(results).toEqual([
      { ok: false, reason: "reserved", key: "open 1", holder: { kind: "request", id: idOf(1) } },
      ...requests.slice(1).map(() => CHANGED),
    ]);
  });
});

describe("reads that come at once", { timeout: 60_000 }, () => {
  it("share one round trip, each aggregate is read once, and each answer is its own", async () => {
    await create(5);
    await store.commit(personCommit(7));
    const before = store.roundTrips;
    const loaded = await Promise.all([
      ...Array.from({ length: 20 }, (_, i) => store.load("request", idOf(i % 5))),
      store.load("person", person(7).id),
      store.load("person", "R-1001"),
    ]);
    expect(store.roundTrips - before).toBeLessThan(FEW);
    const ids = Array.from({ length: 20 }, (_, i) => idOf(i % 5));
    expect(loaded.map((one) => one?.value.id)).toEqual([...ids, person(7).id, undefined]);
  });

  it("D9 what is read after a commit has it", async () => {
    const requests = await create(3);
    await changeAll(requests);
    const loaded = await Promise.all(requests.map(({ id }) => store.load("request", id)));
    expect(loaded.map((one) => one?.version)).toEqual([2, 2, 2]);
  });

  it("D1 a value is the one that the database has, also where its version went back", async () => {
    const [request] = await create(1);
    if (!request) throw new Error("there is none");
    await store.commit(requestCommit({ ...request, endReason: "lost" }, 1));
    expect((await store.load("request", request.id))?.value.endReason).toBe("lost");
    const again = (await store.load("request", request.id))?.value;
    expect(again).toEqual({ ...request, endReason: "lost" });
    // A database that was restored from before goes another way from there.
    await sql(`update riskgate.aggregate set value = value || '{"endReason": "other"}' where id = '${request.id}';
      update riskgate.aggregate set digest = 'that of another value'`);
    const other = await store.load("request", request.id);
    expect(other).toMatchObject({ version: 2, value: { endReason: "other" } });
  });

  it("T6 outages that are asked for at once are read once", async () => {
    await store.recordOutage({ from: NOW - 60_000, to: NOW - 1 });
    const before = store.roundTrips;
    const asked = await Promise.all(Array.from({ length: 8 }, () => store.outages()));
    expect(store.roundTrips - before).toBeLessThan(FEW);
    for (const one of asked) expect(one).toEqual([{ from: NOW - 60_000, to: NOW - 1 }]);
  });
});
