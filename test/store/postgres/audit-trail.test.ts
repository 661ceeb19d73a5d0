import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../../src/approval/instant.js";
import { erasePerson } from "../../../src/service/erase-person.js";
import { removeOld } from "../../../src/service/retention.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import type { AnchorWriter } from "../../../src/store/postgres/anchor-writer.js";
import { Database, type Send } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import { dropEmptyMonths } from "../../../src/store/postgres/evidence-months.js";
import { PostgresAuditTrail } from "../../../src/store/postgres/postgres-audit-trail.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { addEnded, addRequest } from "../../audit/sample-trail.js";
import { NOW, person } from "../../builders/request.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

let url: string;
let now: number;
let store: PostgresStore;
beforeEach(async () => {
  now = NOW;
  url = await server().createDatabase();
  store = await openOn(url, { clock: () => now });
});
afterEach(() => store.close());

const check = () => walkTrail(store.auditTrail, () => now);
const places = async () => (await check()).problems.map(({ place, what }) => `${place}: ${what}`);
const database = () => new URL(url).pathname.slice(1);
const sql = (text: string) => server().query(database(), text);
/** What somebody can do who owns the database and switches the guards off. */
const tamper = (text: string) => sql(`set session_replication_role = replica; ${text}`);

describe("the trail in the database", () => {
  it("U1 is intact as it was written, anchored in one signed chain over restarts", async () => {
    await addRequest(store, "R-1001");
    await store.auditTrail.anchor();
    await store.close();
    store = await openOn(url, { clock: () => now });
    await addRequest(store, "R-1002");
    expect(await check()).toMatchObject({
      ...{ isIntact: true, aggregates: 2, events: 6, texts: 24, anchors: 2, unanchored: 0 },
      ...{ problems: [], lastAnchor: { sequence: 2 } },
    });
  });

  it("U1 an aggregate that comes to be by many commits at once is anchored by its newest event", async () => {
    await Promise.all(["R-1001", "R-1002", "R-1003"].map((id) => addRequest(store, id)));
    await Promise.all([store.auditTrail.anchor(), store.auditTrail.anchor()]);
    const verdict = await check();
    expect(verdict).toMatchObject({ isIntact: true, unanchored: 0 });
  });

  it("U1 refuses to change or remove evidence", async () => {
    await addRequest(store, "R-1001");
    await store.auditTrail.anchor();
    for (const statement of [
      "update riskgate.audit_event set event = '{}'",
      "delete from riskgate.audit_event",
      "truncate riskgate.audit_event",
      "truncate riskgate.audit_event_2025_03",
      "delete from riskgate.audit_event_2025_03",
      "update riskgate.audit_event_2025_03 set submitted_at = -1",
      "truncate riskgate.audit_event_lasting",
      "truncate riskgate.audit_event_other",
      "truncate riskgate.personal_text_2025_03",
      "truncate riskgate.personal_text_lasting",
      "truncate riskgate.personal_text_other",
      "update riskgate.personal_text set text = 'x'",
      "delete from riskgate.personal_text",
      "update riskgate.anchor set line = ''",
      "delete from riskgate.anchor",
      "truncate riskgate.anchor",
      "set riskgate.keeping = 'erasure'; delete from riskgate.audit_event",
      "set riskgate.keeping = 'removal'; delete from riskgate.anchor",
    ]) {
      await expect(sql(statement), statement).rejects.toThrow("the audit is append-only");
    }
    expect((await check()).isIntact).toBe(true);
  });

  it.each([
    [
      "an event that was changed",
      `update riskgate.audit_event set event = replace(event, 'requestSubmitted', 'requestSubmittee')`,
    ],
    ["an event that is gone", "delete from riskgate.audit_event where sequence = 3"],
    ["an event in between that is gone", "delete from riskgate.audit_event where sequence = 2"],
    [
      "a text that was changed",
      "update riskgate.personal_text set text = 'other' where sequence = 1",
    ],
    ["a text that is gone", "delete from riskgate.personal_text where sequence = 1"],
    ["a request that is gone", "delete from riskgate.aggregate where id = 'R-1001'"],
    ["a value that was changed", `update riskgate.aggregate set value = value || '{"state":"x"}'`],
    [
      "an anchor that was changed",
      `update riskgate.anchor set line = replace(line, 'R-1001', 'R-1009')`,
    ],
    ["anchors that are gone", "delete from riskgate.anchor"],
  ])("U1 finds %s", async (_, statement) => {
    await addRequest(store, "R-1001");
    await store.auditTrail.anchor();
    expect((await check()).isIntact).toBe(true);
    await tamper(statement);
    now += DAY;
    expect((await check()).isIntact).toBe(false);
  });

  it("U1 removes what ended long enough ago, with a signed record, and nothing that is open", async () => {
    await addEnded(store, "R-1001");
    await addRequest(store, "R-1002");
    now += 10 * DAY;
    expect(await removeOld({ store }, store.trailKeeping, 11 * DAY)).toBe(0);
    expect(await removeOld({ store }, store.trailKeeping, 9 * DAY)).toBe(1);
    expect(await store.load("request", "R-1001")).toBeUndefined();
    expect(await store.noticeCounts()).toMatchObject({ intended: 1, pending: 1 });
    expect(await check()).toMatchObject({ isIntact: true, aggregates: 1, removed: 1 });
    for (const table of ["audit_event", "personal_text", "reserved_key"])
      expect(await sql(`select 1 from riskgate.${table} where id = 'R-1001'`)).toEqual([]);
  });

  it("U1 is read as it was at one instant, also when retention empties a month meanwhile that is then dropped", async () => {
    await addEnded(store, "R-1001");
    const database = new Database(url, "riskgate test", new DatabaseHealth(() => undefined));
    const { trailKeeping } = store;
    let isRemoved = false;
    const slow = {
      transaction: <T>(work: (send: Send) => Promise<T>, mode: string) =>
        database.transaction(
          (send) =>
            work(async (statement) => {
              const rows = await send(statement);
              if (isRemoved || !statement.text.includes("from riskgate.aggregate")) return rows;
              isRemoved = true;
              now += 500 * DAY;
              expect(await removeOld({ store }, trailKeeping, 400 * DAY)).toBe(1);
              await dropEmptyMonths(database, now);
              return rows;
            }),
          mode,
        ),
    } as unknown as Database;
    const anchors = {} as AnchorWriter;
    const kept = await new PostgresAuditTrail(slow, anchors, undefined).trail("request", "R-1001");
    expect(isRemoved).toBe(true);
    expect(kept?.damage).toBeUndefined();
    expect(kept?.events).toHaveLength(2);
    await database.close();
  });

  it("U1 erases a person and leaves the chain whole", async () => {
    await addEnded(store, "R-1001");
    expect(await sql("select 1 from riskgate.personal_text where text like '%Rae%'")).not.toEqual(
      [],
    );
    expect(await erasePerson(store, person(1).id)).toMatchObject({ kind: "erased" });
    expect(await sql("select 1 from riskgate.personal_text where text like '%Rae%'")).toEqual([]);
    expect(await sql("select 1 from riskgate.aggregate a where a::text like '%Rae%'")).toEqual([]);
    expect((await places()).join("\n")).toBe("");
    expect((await check()).erasedTexts).toBeGreaterThan(0);
    expect(await erasePerson(store, person(1).id)).toMatchObject({ kind: "erased", texts: 0 });
  });

  it("U1 a commit of an erasure that comes too late leaves everything as it was", async () => {
    await addEnded(store, "R-1001");
    const loaded = await store.load("request", "R-1001");
    if (!loaded) throw new Error("R-1001 is missing");
    const anchors = await sql("select sequence from riskgate.anchor");
    const late = { kind: "request", id: "R-1001", events: [], expectedVersion: 1 } as const;
    const index = { isClosed: true, keys: [], deciders: [], concerned: [], unreached: [] };
    const noticeCounts = { intended: 0, delivered: 0, failed: 0, withdrawn: 0, pending: 0 };
    const result = await store.trailKeeping.erase(
      { ...late, value: loaded.value, index: { ...index, noticeCounts } },
      [["request/R-1001", 1, ["requestor"]]],
    );
    expect(result).toEqual({ ok: false, reason: "conflict" });
    expect(await sql("select sequence from riskgate.anchor")).toEqual(anchors);
    expect((await check()).erasedTexts).toBe(0);
  });
});
