import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import type { AccessRequest } from "../src/approval/request.js";
import { isTenantProblems } from "../src/local/tenant.js";
import { loadTenant } from "../src/local/tenant-file.js";
import type { Commit } from "../src/service/ports/store.js";
import { openPostgresStore } from "../src/store/postgres/open-postgres-store.js";
import { castOf } from "./cast.js";
import { nameOf, startDatabaseServer, withoutWaiting } from "./database.js";
import { denialOf } from "./denial.js";
import { fillOpened, type OpenCard } from "./fill-store.js";
import { keepJson } from "./keep-json.js";
import { median } from "./median.js";
import { settleDisk } from "./settle-disk.js";

/**
 * The transaction of a decision against a bare statement that updates one row by version and inserts as many ledger rows,
 * in turn on one connection each, so that both meet the same processor and disk. Both are timed where they are sent to the
 * database and answered; the whole commit, with chaining, turning into text and waiting for others to go along, is given
 * beside them: `node .build/bench/transaction.js [--decisions 1000] [--at-a-time 1] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    decisions: { type: "string", default: "1000" },
    "at-a-time": { type: "string", default: "1" },
  },
});
/** So many of the one come after each other, then as many of the other. */
const AT_A_TIME = Number(options["at-a-time"]);
const blocks = Math.ceil(Number(options.decisions) / AT_A_TIME);
/** Blocks before those that count. */
const WARM_UP = Math.ceil(250 / AT_A_TIME);

const BARE = `with changed as (
    update bare set version = version + 1, value = $3::jsonb where id = $1 and version = $2::integer returning 1)
  insert into bare_row (id, number, value) select $1, n, row from changed, unnest($4::integer[], $5::text[]) as r(n, row)`;

/** How long each statement took from its sending to its answer, by name; milliseconds. */
const roundTrips = new Map<string, number[]>();
timeStatements();

interface Decided {
  readonly commit: Commit<"request">;
  readonly rows: readonly string[];
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const tenant = await loadTenant(`${root}env/demo/tenant.json`);
if (isTenantProblems(tenant)) throw new Error("the demo tenant cannot be read");
const cast = castOf(tenant);
const server = await startDatabaseServer();
try {
  const url = await server.createDatabase();
  const { tenantId } = tenant;
  const filling = await openPostgresStore({ url: withoutWaiting(url), tenantId });
  const cards = await fillOpened(filling, tenant, cast, 0, (blocks + WARM_UP) * AT_A_TIME);
  await filling.close();
  const store = await openPostgresStore({ url, tenantId });
  const bare = new pg.Client({ connectionString: url });
  // The failure of a statement is the one that counts.
  bare.on("error", () => undefined);
  await bare.connect();
  await server.query(
    nameOf(url),
    `create table bare (id text primary key, version integer not null, value jsonb not null);
    create table bare_row (id text not null, number integer not null, value text not null, primary key (id, number));
    insert into bare select id, 1, value from riskgate.aggregate where kind = 'request'`,
  );
  await server.query(nameOf(url), "vacuum analyze");
  await settleDisk();

  const times = { commit: [] as number[], rows: [] as number[] };
  for (let block = 0; block < blocks + WARM_UP; block += 1) {
    const own = cards.slice(block * AT_A_TIME, (block + 1) * AT_A_TIME);
    const commits: Decided[] = [];
    for (const card of own) commits.push(await decisionOf(card));
    const isCounted = block >= WARM_UP;
    if (block === WARM_UP) roundTrips.clear();
    const act = {
      transaction: async ({ commit }: Decided) => {
        const result = await store.commit(commit);
        if (!result.ok) throw new Error(`${commit.id} was not decided: ${result.reason}`);
      },
      bare: async ({ commit, rows }: Decided) => {
        const values = [commit.id, 1, JSON.stringify(commit.value), rows.map((_, i) => i), rows];
        const { rowCount } = await bare.query({ name: "bare", text: BARE, values });
        if (rowCount !== rows.length) throw new Error("the bare statement wrote something else");
        if (isCounted) times.rows.push(rows.length);
      },
    };
    const order =
      block % 2 === 0 ? (["transaction", "bare"] as const) : (["bare", "transaction"] as const);
    for (const name of order)
      for (const commit of commits) {
        const began = performance.now();
        await act[name](commit);
        if (isCounted && name === "transaction") times.commit.push(performance.now() - began);
      }
  }
  await bare.end();
  await store.close();
  const ofServer = async (
    part: string,
  ): Promise<{ ms: number; walKb: number; walPages: number }> => {
    const [row] = await server.query(
      "postgres",
      `select sum(total_exec_time) / sum(calls) as ms, sum(wal_bytes) / sum(calls) / 1024 as kb, sum(wal_fpi) / sum(calls) as pages
      from pg_stat_statements where query like '%${part}%' and calls >= 25`,
    );
    return { ms: Number(row?.ms), walKb: Number(row?.kb), walPages: Number(row?.pages) };
  };
  const transaction = [...roundTrips].flatMap(([name, of]) =>
    name.startsWith("commit-") ? of : [],
  );
  const ofBare = roundTrips.get("bare") ?? [];
  if (transaction.length !== times.commit.length || ofBare.length !== times.commit.length)
    throw new Error("a statement was not timed");
  const result = {
    atATime: AT_A_TIME,
    decisions: times.commit.length,
    ledgerRows: median(times.rows),
    transaction: median(transaction),
    bare: median(ofBare),
    ratio: median(transaction) / median(ofBare),
    wholeCommit: median(times.commit),
    inServer: {
      transaction: await ofServer("update riskgate.aggregate set version"),
      bare: await ofServer("update bare set version"),
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  await keepJson(options.json, result);

  async function decisionOf(card: OpenCard): Promise<Decided> {
    const { commit, before } = await denialOf(store, cast, card);
    return { commit, rows: changedRows(before, commit.value) };
  }
} finally {
  await server.stop();
}

/** Every row of the ledger that the decision made or changed. */
function changedRows(before: AccessRequest, after: AccessRequest): string[] {
  const known = new Set(before.notices.map((row) => JSON.stringify(row)));
  return after.notices.map((row) => JSON.stringify(row)).filter((row) => !known.has(row));
}

function timeStatements(): void {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = async function (this: pg.Client, ...given: unknown[]) {
    const began = performance.now();
    const answer = await Reflect.apply(query, this, given);
    const [{ name = "" } = {}] = given as [{ name?: string }];
    const times = roundTrips.get(name) ?? [];
    times.push(performance.now() - began);
    roundTrips.set(name, times);
    return answer;
  } as typeof query;
}
