import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR } from "../../../src/approval/instant.js";
import { removeOld } from "../../../src/service/retention.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { Database } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import {
  dropEmptyMonths,
  makeMonths,
  monthOf,
  monthsAhead,
} from "../../../src/store/postgres/evidence-months.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { addEnded, addRequest } from "../../audit/sample-trail.js";
import { newRequest, personCommit } from "../../builders/commit.js";
import { NOW } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();
const MARCH = "2025_03";
/** Long after the requests of March have ended. */
const LATER = Date.parse("2026-06-15T12:00:00Z");
const KEPT_FOR = 400 * DAY;

let url: string;
let now: number;
let store: PostgresStore;
let database: Database;
beforeEach(async () => {
  now = NOW;
  url = await server().createDatabase();
  store = await openOn(url, { clock: () => now });
  database = new Database(url, "riskgate test", new DatabaseHealth(() => undefined));
});
afterEach(async () => {
  await database.close();
  await store.close();
});

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);

/** The tables of a kind of evidence, without their common name. */
async function placesOf(table = "audit_event"): Promise<string[]> {
  const rows =
    await sql(`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'riskgate.${table}'::regclass order by 1`);
  return rows.map(({ name }) => String(name).slice(table.length + 1));
}

async function placesWith(id: string, table = "audit_event"): Promise<string[]> {
  const rows = await sql(
    `select distinct tableoid::regclass::text as name from riskgate.${table} where id = '${id}'`,
  );
  return rows.map(({ name }) => String(name).slice(`riskgate.${table}_`.length));
}

/** Who waits for a table. */
const WAITING =
  "select pid from pg_locks where not granted and relation = 'riskgate.audit_event'::regclass";

/** Until it waits for a table, or has given up to do so. */
async function waitsOrIsOver(work: Promise<unknown>, waiting = WAITING): Promise<void> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  work.then(end, end);
  await eventually(async () => isOver || (await sql(waiting)).length > 0);
}

/** Drops what may be dropped; the upkeep of the node may be at it as well, and in the way for a moment. */
async function dropUntilGone(month: string, table: string): Promise<void> {
  await eventually(async () => {
    await dropEmptyMonths(database, LATER);
    return !(await placesOf(table)).includes(month);
  });
}

const verdict = () => walkTrail(store.auditTrail, () => now);

describe("evidence by month", () => {
  it("U1 of a request is in the month of its submission, of anything else in none", async () => {
    await addEnded(store, "R-1001");
    now = NOW + 40 * DAY;
    await addRequest(store, "R-1002");
    const { events } = newRequest("R-1003");
    await store.commit({ ...personCommit(21), events });
    for (const table of ["audit_event", "personal_text"])
      for (const id of ["R-1001", "R-1002"]) expect(await placesWith(id, table)).toEqual([MARCH]);
    expect(
      await sql(
        "select distinct tableoid::regclass::text as place, kind from riskgate.audit_event where kind <> 'request'",
      ),
    ).toEqual([{ place: "riskgate.audit_event_lasting", kind: "person" }]);
    expect(await verdict()).toMatchObject({ isIntact: true, aggregates: 3 });
  });

  it("has its tables before the month begins, from the start on and from then on each hour", async () => {
    const first = [MARCH, "2025_04", "2025_05", "lasting", "other"];
    for (const table of ["audit_event", "personal_text"])
      expect(await placesOf(table)).toEqual(first);
    now = Date.parse("2025-04-01T00:00:00Z") - HOUR;
    const last = await openOn(url, { clock: () => now, isCandidate: false });
    expect(await placesOf()).toEqual(first);
    await last.close();
    now = Date.parse("2025-04-01T00:00:00Z");
    await eventually(async () => (await placesOf()).includes("2025_06"));
    expect(await placesOf()).toContain(MARCH);
    // March holds nothing and is over for a day.
    now += DAY;
    await eventually(async () => !(await placesOf("personal_text")).includes(MARCH));
    expect(await placesOf()).toEqual(["2025_04", "2025_05", "2025_06", "lasting", "other"]);
  });

  it("U1 of a month that has no table is kept, verified and removed all the same", async () => {
    const june = Date.parse("2025-06-10T09:00:00Z");
    await store.commit(newRequest("R-1001", {}, june));
    expect(await placesWith("R-1001")).toEqual(["other"]);
    await makeMonths(database, monthsAhead(june));
    expect(await placesOf()).not.toContain("2025_06");
    expect(await placesOf()).toContain("2025_07");
    await addEnded(store, "R-1002");
    expect(await verdict()).toMatchObject({ isIntact: true, aggregates: 2 });
    await sql(
      `update riskgate.aggregate set is_closed = true, completed_at = ${june} where id = 'R-1001'`,
    );
    now = LATER + KEPT_FOR;
    expect(await removeOld({ store }, store.trailKeeping, KEPT_FOR)).toBe(2);
    expect(await sql("select id from riskgate.audit_event where kind = 'request'")).toEqual([]);
    expect(await sql("select id from riskgate.personal_text where kind = 'request'")).toEqual([]);
    await eventually(async () => (await makeMonths(database, monthsAhead(june))).length === 0);
    expect(await placesOf()).toContain("2025_06");
  });

  it("U1 goes with its month once retention has removed all of it, and not before", async () => {
    await addEnded(store, "R-1001");
    await addRequest(store, "R-1002");
    now = LATER;
    await removeOld({ store }, store.trailKeeping, KEPT_FOR);
    expect(await store.load("request", "R-1001")).toBeUndefined();
    await dropEmptyMonths(database, now);
    expect(await placesOf()).toContain(MARCH);
    expect(await placesOf("personal_text")).toContain(MARCH);
    await sql(`update riskgate.aggregate set is_closed = true, completed_at = ${NOW}`);
    await removeOld({ store }, store.trailKeeping, KEPT_FOR);
    await dropUntilGone(MARCH, "audit_event");
    await dropUntilGone(MARCH, "personal_text");
    expect(await verdict()).toMatchObject({ isIntact: true, removed: 2 });
  });

  it("U1 that somebody has put into another month is found, and goes with its request", async () => {
    await addEnded(store, "R-1001");
    expect((await verdict()).isIntact).toBe(true);
    const elsewhere = monthOf(LATER)?.from;
    await sql(`insert into riskgate.audit_event (kind, id, sequence, event, submitted_at)
      select kind, id, 3, event, ${elsewhere} from riskgate.audit_event where sequence = 2`);
    await sql(`insert into riskgate.personal_text (kind, id, sequence, name, salt, text, submitted_at)
      select kind, id, 3, name, salt, text, ${elsewhere} from riskgate.personal_text limit 1`);
    const places = (await verdict()).problems.map(({ place }) => place);
    expect(places).toContain("R-1001, event 3");
    now = LATER;
    expect(await removeOld({ store }, store.trailKeeping, KEPT_FOR)).toBe(1);
    for (const table of ["audit_event", "personal_text"])
      expect(await placesWith("R-1001", table)).toEqual([]);
  });

  it("U1 is kept in a month that gets some while it is about to be dropped, whatever the database isolates by itself", async () => {
    const name = new URL(url).pathname.slice(1);
    await sql(`alter database ${name} set default_transaction_isolation = 'repeatable read'`);
    const later = new Database(url, "riskgate test", new DatabaseHealth(() => undefined));
    const writer = new pg.Client(url);
    await writer.connect();
    try {
      // Written and not yet committed when the drop begins, which then waits for it.
      await writer.query(`begin; insert into riskgate.audit_event (kind, id, sequence, event, submitted_at)
        values ('request', 'R-1001', 1, '{}', ${NOW})`);
      const dropping = dropEmptyMonths(later, LATER);
      await waitsOrIsOver(dropping);
      await writer.query("commit");
      await dropping;
      expect(await placesWith("R-1001")).toEqual([MARCH]);
      expect(await placesOf()).toContain(MARCH);
    } finally {
      await writer.end();
      await later.close();
    }
  });

  it("has its tables made by one of many that begin at the same time", async () => {
    const months = monthsAhead(LATER);
    const other = new pg.Client(url);
    await other.connect();
    // The first of them has made a table and waits to attach it when the others come.
    await other.query("begin; lock table only riskgate.audit_event in share update exclusive mode");
    const made = Array.from({ length: 4 }, () => makeMonths(database, months));
    const all = Promise.all(made);
    await waitsOrIsOver(all);
    await other.end();
    await all;
    await eventually(async () => (await makeMonths(database, months)).length === 0);
    expect(await placesOf()).toEqual(expect.arrayContaining(months.map(({ name }) => name)));
  });

  it("is left alone where somebody else makes its table in the same moment", async () => {
    const other = new pg.Client(url);
    await other.connect();
    await other.query(
      "begin; create table riskgate.audit_event_2026_06 (like riskgate.audit_event_lasting)",
    );
    const making = makeMonths(database, monthsAhead(LATER));
    await waitsOrIsOver(making, "select pid from pg_locks where not granted");
    await other.query("commit");
    await other.end();
    expect(await making).toEqual(["2026_06"]);
  });

  it("is told to be without tables where they cannot be made, and the node works on", async () => {
    const said: string[] = [];
    await store.close();
    const owner = new pg.Client(url);
    await owner.connect();
    try {
      await owner.query(
        "begin; lock table only riskgate.audit_event in share update exclusive mode",
      );
      now = LATER;
      store = await openOn(url, { clock: () => now, log: (message) => said.push(message) });
      expect(said.join("\n")).toContain(
        "Events and texts of 2026_06, 2026_07, 2026_08 have no table of their own yet and go to audit_event_other and personal_text_other.",
      );
      expect(await store.commit(newRequest("R-1001", {}, now))).toMatchObject({ ok: true });
      expect(await placesWith("R-1001")).toEqual(["other"]);
    } finally {
      await owner.end();
    }
    // Those without evidence so far are made the next time; the other one stays as it is.
    await eventually(
      async () => (await makeMonths(database, monthsAhead(now))).join() === "2026_06",
    );
    expect(await verdict()).toMatchObject({ isIntact: true, aggregates: 1 });
  });

  it("has the second of its two tables made where only the first is there", async () => {
    await sql("drop table riskgate.personal_text_2025_05");
    await eventually(async () => (await makeMonths(database, monthsAhead(now))).length === 0);
    expect(await placesOf("personal_text")).toContain("2025_05");
  });

  it("U1 stays where all texts of a request were erased, as long as the request is there", async () => {
    await addRequest(store, "R-1001");
    await sql("set session_replication_role = replica; delete from riskgate.personal_text");
    now = LATER;
    await dropEmptyMonths(database, now);
    expect(await placesOf("personal_text")).toContain(MARCH);
  });

  it("U1 stays as long as there is any, whoever has made its request away", async () => {
    await addRequest(store, "R-1001");
    await sql("delete from riskgate.aggregate");
    await dropEmptyMonths(database, LATER);
    expect(await placesOf()).toContain(MARCH);
    expect(await placesOf("personal_text")).toContain(MARCH);
    await sql("set session_replication_role = replica; delete from riskgate.audit_event");
    await dropUntilGone(MARCH, "audit_event");
    expect(await placesOf("personal_text")).toContain(MARCH);
  });

  it("is never the month that runs, or one to come", async () => {
    const before = await placesOf();
    await dropEmptyMonths(database, NOW);
    expect(await placesOf()).toEqual(before);
  });

  it("waits for nobody who reads for long, and holds no commit up", async () => {
    now = LATER;
    await makeMonths(database, monthsAhead(now));
    const reader = new pg.Client(url);
    await reader.connect();
    try {
      await reader.query("begin; lock table riskgate.audit_event in access share mode");
      const before = await placesOf();
      const kept = Promise.all([
        dropEmptyMonths(database, now),
        makeMonths(database, monthsAhead(now + 90 * DAY)),
      ]);
      expect(await store.commit(newRequest("R-1001", {}, now))).toMatchObject({ ok: true });
      await kept;
      expect(await placesOf()).toEqual(before);
    } finally {
      await reader.end();
    }
    await dropUntilGone(MARCH, "audit_event");
    expect(await placesWith("R-1001")).toEqual(["2026_06"]);
  });
});
