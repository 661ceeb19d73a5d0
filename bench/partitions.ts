import { parseArgs } from "node:util";
import { isTenantProblems } from "../src/local/tenant.js";
import { loadTenant } from "../src/local/tenant-file.js";
import type { AuditedStore } from "../src/service/ports/audit-trail.js";
import { Database } from "../src/store/postgres/database.js";
import { DatabaseHealth } from "../src/store/postgres/database-health.js";
import { makeMonths, monthOf } from "../src/store/postgres/evidence-months.js";
import { openPostgresStore } from "../src/store/postgres/open-postgres-store.js";
import { SCHEMA_2 } from "../src/store/postgres/schema-2.js";
import { castOf } from "./cast.js";
import { cloneRequests } from "./clone-requests.js";
import { copyDatabase, nameOf, startDatabaseServer, withoutWaiting } from "./database.js";
import { denialOf } from "./denial.js";
import { fillOpened } from "./fill-store.js";
import { keepJson } from "./keep-json.js";
import { median } from "./median.js";
import {
  evidenceInOneTable,
  MONTH,
  MONTHS,
  requestsByMonth,
  sortEvidence,
  withoutMonths,
} from "./month-partitions.js";
import { settleDisk } from "./settle-disk.js";
import { root } from "./workshop.js";

/**
 * What months cost and bring (decision 0012): decisions and retention on the schema as it is, with evidence by the month of
 * its request's submission, on one with all evidence in one table, and on one with the requests by month as well. All
 * three hold the same and take the same decisions in turn: `node .build/bench/partitions.js [--closed 50000] [--decisions 500] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    closed: { type: "string", default: "50000" },
    decisions: { type: "string", default: "500" },
  },
});
const closed = Number(options.closed);
const decisions = Number(options.decisions);
const WARM_UP = 100;
/** Of how many requests retention takes at once, and how often that is measured. */
const BATCH = { size: 200, times: 20 };

/** Those of the month that runs have not ended long enough ago. */
const FEWEST = Math.ceil((BATCH.size * BATCH.times * MONTHS) / (MONTHS - 1));
if (!(closed >= FEWEST)) throw new Error(`--closed has to be ${FEWEST} or more, such as 50000`);

/** The end of the names of the oldest month's tables. */
const OLDEST = `select min(right(relname, 8)) as month from pg_class
  where relnamespace = 'riskgate'::regnamespace and relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'`;

const SCHEMAS = [
  { name: "asItIs", change: "" },
  { name: "evidenceInOneTable", change: evidenceInOneTable() },
  { name: "requestsByMonth", change: requestsByMonth() },
] as const;

const tenant = await loadTenant(`${root}env/demo/tenant.json`);
if (isTenantProblems(tenant)) throw new Error("the demo tenant cannot be read");
const { tenantId } = tenant;
const cast = castOf(tenant);
const server = await startDatabaseServer();
try {
  const url = await server.createDatabase();
  const filling = await openPostgresStore({ url: withoutWaiting(url), tenantId });
  const cards = await fillOpened(filling, tenant, cast, 0, decisions + WARM_UP);
  await filling.close();
  await cloneRequests(server, nameOf(url), closed);
  await server.query(nameOf(url), closeClones());
  await makeMonthsOf(url);
  await server.query(nameOf(url), sortEvidence());
  const places: { name: string; database: string; store: AuditedStore; times: Times }[] = [];
  for (const { name, change } of SCHEMAS) {
    const copy = await copyDatabase(server, url, name.toLowerCase());
    // The start wants the schema as it is.
    const store = await openPostgresStore({ url: copy, tenantId });
    if (change) await server.query(nameOf(copy), change);
    await server.query(nameOf(copy), "vacuum analyze");
    places.push({ name, database: nameOf(copy), store, times: { load: [], commit: [] } });
  }
  await settleDisk();

  for (const [n, card] of cards.entries()) {
    if (n === WARM_UP) {
      await server.query("postgres", "select pg_stat_statements_reset()");
      for (const { times } of places) times.load.length = times.commit.length = 0;
    }
    // Each comes first as often as the others.
    for (let i = 0; i < places.length; i += 1) {
      const place = places[(n + i) % places.length];
      if (!place) continue;
      const began = performance.now();
      const { commit } = await denialOf(place.store, cast, card);
      const loaded = performance.now();
      const result = await place.store.commit(commit);
      if (!result.ok) throw new Error(`${commit.id} was not decided: ${result.reason}`);
      place.times.load.push(loaded - began);
      place.times.commit.push(performance.now() - loaded);
    }
  }
  const figures = [];
  for (const { name, database, store, times } of places) {
    figures.push({
      ...{ schema: name, loadAndDecide: median(times.load), commit: median(times.commit) },
      loadInServer: await ofServer(database, "%unnest%riskgate%aggregate%"),
      commitInServer: await ofServer(database, "%update riskgate.aggregate set version%"),
      removal: await removalOf(store),
    });
    await store.close();
  }
  const [oldest] = await server.query("asitis", OLDEST);
  const [dropped] = await timed(() =>
    server.query(
      "asitis",
      `drop table riskgate.audit_event${oldest?.month}, riskgate.personal_text${oldest?.month}`,
    ),
  );
  const older = nameOf(await copyDatabase(server, url, "withoutmonths"));
  await server.query(older, withoutMonths());
  await server.query(older, "vacuum analyze");
  const [stepForward] = await timed(() => server.query(older, SCHEMA_2));
  const [size] = await server.query(
    "postgres",
    "select pg_database_size('asitis') / 1048576 as mb",
  );
  const result = {
    ...{ closed, months: MONTHS, decisions, sizeMb: Number(size?.mb) },
    ...{ batch: BATCH.size, figures, dropOfAMonth: dropped, stepForward },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  await keepJson(options.json, result);
} finally {
  await server.stop();
}

interface Times {
  readonly load: number[];
  readonly commit: number[];
}

/** The clones have ended, spread over the months, and wait for nothing. */
function closeClones(): string {
  return `update riskgate.aggregate set is_closed = true, next_due_at = null, next_send_at = null,
      deciders = '{}', unreached = '{}', keys = '[]', undelivered_order = null,
      submitted_at = submitted_at - (substring(id from 3)::bigint % ${MONTHS}) * ${MONTH},
      completed_at = submitted_at - (substring(id from 3)::bigint % ${MONTHS}) * ${MONTH} + 3600000
    where kind = 'request' and length(id) > 6;
    delete from riskgate.reserved_key where length(id) > 6`;
}

/** The tables of the months of the requests. */
async function makeMonthsOf(url: string): Promise<void> {
  const rows = await server.query(
    nameOf(url),
    "select distinct submitted_at from riskgate.aggregate where submitted_at is not null",
  );
  const months = new Map(
    rows.flatMap((row) => {
      const month = monthOf(Number(row.submitted_at));
      return month ? [[month.name, month]] : [];
    }),
  );
  const database = new Database(url, "riskgate bench", new DatabaseHealth(() => undefined));
  await makeMonths(database, [...months.values()]);
  await database.close();
}

/** Milliseconds and pages a call, as the server counts them. */
async function ofServer(database: string, like: string): Promise<{ ms: number; pages: number }> {
  const [row] = await server.query(
    "postgres",
    `select sum(total_exec_time + total_plan_time) / sum(calls) as ms,
      sum(shared_blks_hit + shared_blks_read) / sum(calls) as pages
    from pg_stat_statements where query like '${like}' and calls >= 25
      and dbid = (select oid from pg_database where datname = '${database}')`,
  );
  return { ms: Number(row?.ms), pages: Number(row?.pages) };
}

/** How long retention takes for a batch of the oldest. Milliseconds, in the middle. */
async function removalOf(store: AuditedStore): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < BATCH.times; i += 1) {
    const [ms, removed] = await timed(() =>
      store.trailKeeping.removeEndedBefore(store.now(), BATCH.size),
    );
    if (removed !== BATCH.size) throw new Error(`${removed} were removed`);
    times.push(ms);
  }
  return median(times);
}

async function timed<T>(act: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await act();
  return [performance.now() - began, result];
}
