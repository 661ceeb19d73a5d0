import { readFileSync } from "node:fs";
import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../../src/approval/instant.js";
import { removeOld } from "../../../src/service/retention.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { migrateSchema } from "../../../src/store/postgres/migrate-schema.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { SCHEMA_1 } from "../../../src/store/postgres/schema-1.js";
import { requestCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn, TENANT } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

/** As a node of schema 1 has written them: R-1001, which has ended, and R-1002, which is open. */
const ROWS = JSON.parse(
  readFileSync(new URL("schema-1-rows.json", import.meta.url), "utf8"),
) as Record<string, readonly Record<string, unknown>[]>;

let url: string;
beforeEach(async () => {
  url = await server().createDatabase();
});
const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);

/** Writes the rows by the columns that schema 1 knows. */
async function writeRows(): Promise<void> {
  for (const [table, rows] of Object.entries(ROWS)) {
    const columns = Object.keys(rows[0] ?? {}).join(", ");
    const json = JSON.stringify(rows).replaceAll("'", "''");
    await sql(`insert into riskgate.${table} (${columns})
      select ${columns} from jsonb_populate_recordset(null::riskgate.${table}, '${json}')`);
  }
}

/** Who waits for a table. */
const WAITING =
  "select pid from pg_locks where not granted and relation = 'riskgate.audit_event'::regclass";

const whereIs = (table: string, id: string) =>
  sql(`select sequence, tableoid::regclass::text as place from riskgate.${table}
    where id = '${id}' group by sequence, tableoid order by sequence`);

async function checkAll(store: PostgresStore): Promise<void> {
  expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({
    ...{ isIntact: true, aggregates: 2, events: 5, texts: 16, problems: [] },
  });
  expect(await store.events("request", "R-1001")).toHaveLength(2);
  // The open one goes on, in the month of its submission.
  const loaded = await store.load("request", "R-1002");
  if (!loaded) throw new Error("R-1002 is missing");
  const { events } = submitted("R-1002");
  const commit = requestCommit(loaded.value, loaded.version, {}, events.slice(0, 1));
  expect(await store.commit(commit)).toMatchObject({ ok: true });
  const before = { place: "riskgate.audit_event_lasting" };
  expect(await whereIs("audit_event", "R-1002")).toEqual([
    { sequence: 1, ...before },
    { sequence: 2, ...before },
    { sequence: 3, ...before },
    { sequence: 4, place: "riskgate.audit_event_2025_03" },
  ]);
  expect(await store.events("request", "R-1002")).toHaveLength(4);
  const verdict = await walkTrail(store.auditTrail, () => NOW);
  expect(verdict).toMatchObject({ isIntact: true, events: 6 });
}

describe("a database of schema 1", () => {
  it("U1 keeps its evidence, and what is added to it goes by month", async () => {
    await migrateSchema(url, TENANT, { migrations: [SCHEMA_1] });
    await writeRows();
    const before = await sql("select kind, id, sequence, event from riskgate.audit_event");
    const said: string[] = [];
    const store = await openOn(url, { log: (message) => said.push(message) });
    expect(said[0]).toMatch(/^The database was brought from schema 1 to 2 in \d+\.\d s\.$/);
    expect(await sql("select kind, id, sequence, event from riskgate.audit_event")).toEqual(before);
    await checkAll(store);
    await store.close();
  });

  it("U1 takes what a node of schema 1 writes that runs on while the schema goes forward", async () => {
    const store = await openOn(url);
    await writeRows();
    await checkAll(store);
    await store.close();
  });

  it("U1 loses to retention what ended, wherever its evidence is", async () => {
    await migrateSchema(url, TENANT, { migrations: [SCHEMA_1] });
    await writeRows();
    let now = NOW;
    const store = await openOn(url, { clock: () => now });
    now += 10 * DAY;
    expect(await removeOld({ store }, store.trailKeeping, 9 * DAY)).toBe(1);
    for (const table of ["audit_event", "personal_text"])
      expect(await whereIs(table, "R-1001")).toEqual([]);
    expect(await walkTrail(store.auditTrail, () => now)).toMatchObject({
      ...{ isIntact: true, aggregates: 1, removed: 1 },
    });
    await store.close();
  });

  it("is left as it is while somebody reads it for long, and no commit waits behind that", async () => {
    await migrateSchema(url, TENANT, { migrations: [SCHEMA_1] });
    await writeRows();
    const reader = new pg.Client(url);
    await reader.connect();
    await reader.query("begin; lock table riskgate.audit_event in access share mode");
    let isOver = false;
    const starting = openOn(url)
      .catch((error: unknown) => error)
      .finally(() => {
        isOver = true;
      });
    await eventually(async () => isOver || (await sql(WAITING)).length > 0);
    // What a node of the version before writes meanwhile has to be through before that gives up.
    await sql(
      "set lock_timeout = '1s'; begin; lock table riskgate.audit_event in row exclusive mode",
    );
    expect(String(await starting)).toContain(
      "The database cannot be prepared: the database answered 55P03. Something else holds its tables for long, such as a dump. " +
        "Start again when that has ended; nothing was changed.",
    );
    expect(await sql("select max(version) as version from riskgate.schema_version")).toEqual([
      { version: 1 },
    ]);
    await reader.end();
    const store = await openOn(url);
    await checkAll(store);
    await store.close();
  });

  it("U1 refuses to change or remove what was written before", async () => {
    await migrateSchema(url, TENANT, { migrations: [SCHEMA_1] });
    await writeRows();
    await (await openOn(url)).close();
    for (const table of ["audit_event", "personal_text"])
      for (const place of [table, `${table}_lasting`])
        for (const statement of [
          `delete from riskgate.${place}`,
          `update riskgate.${place} set sequence = 9`,
          `truncate riskgate.${place}`,
        ])
          await expect(sql(statement), statement).rejects.toThrow("the audit is append-only");
  });
});
