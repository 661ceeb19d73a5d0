import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Tenant } from "../src/local/tenant.js";
import { openPostgresStore } from "../src/store/postgres/open-postgres-store.js";
import type { Cast } from "./cast.js";
import { cloneRequests } from "./clone-requests.js";
import { copyRequests } from "./copy-requests.js";
import { copyDatabase, nameOf, startDatabaseServer, withoutWaiting } from "./database.js";
import { fillOpened, fillStore, type OpenCard } from "./fill-store.js";
import { processorTimeOfFamily } from "./processor-time.js";
import { settleDisk } from "./settle-disk.js";

/** Of the requests that only lie there so many are made by the real functions, the others are copies of them. */
const MOST_REAL = 500;

/** Statements of a kind, how often they were sent, and how long the server took for one. Milliseconds. */
export interface StatementCount {
  readonly statement: string;
  readonly calls: number;
  readonly mean: number;
}

/** A store that was filled, of which every run gets a copy. */
export interface FilledPlace {
  readonly store: "embedded" | "postgres";
  /** Open requests beside those that are decided. */
  readonly size: number;
  readonly cards: readonly OpenCard[];
  /** The environment of a bot on what was filled itself, for a run that may change it. */
  readonly original: Readonly<Record<string, string>>;
  /** Makes a fresh copy; answers the environment of a bot on it. */
  copy(): Promise<Record<string, string>>;
  /** Waits until what was written so far is where it belongs, 30 s at most. */
  settle(): Promise<void>;
  /** Of the database, in milliseconds; 0 where there is none. */
  processorTime(): number;
  /** Counts from now on; call what it answers to read the counts. */
  resetStatements(): Promise<() => Promise<readonly StatementCount[]>>;
}

export interface Place {
  /** @param own where the approvers are others */
  fill(size: number, toDecide: number, own?: Cast): Promise<FilledPlace>;
  stop(): Promise<void>;
}

export function embeddedPlace(tenant: Tenant, cast: Cast, work: string): Place {
  const folder = join(work, "run");
  let stores = 0;
  return {
    async fill(size, toDecide, own = cast) {
      stores += 1;
      const filled = join(work, `filled-${stores}`);
      const real = Math.min(size, MOST_REAL);
      await fillStore(filled, tenant, own, 0, real);
      if (size > real) copyRequests(filled, size - real);
      const cards = await fillStore(filled, tenant, own, real, toDecide);
      return {
        ...{ store: "embedded", size, cards, original: { DATA_DIR: filled } },
        async copy() {
          await rm(folder, { recursive: true, force: true });
          await cp(filled, folder, { recursive: true });
          await settleDisk();
          return { DATA_DIR: folder };
        },
        settle: () => waitForFiles(folder),
        processorTime: () => 0,
        resetStatements: async () => async () => [],
      };
    },
    stop: async () => undefined,
  };
}

export async function postgresPlace(tenant: Tenant, cast: Cast): Promise<Place> {
  const server = await startDatabaseServer();
  return {
    async fill(size, toDecide, own = cast) {
      const url = await server.createDatabase();
      const { tenantId } = tenant;
      const store = await openPostgresStore({ url: withoutWaiting(url), tenantId });
      const real = Math.min(size, MOST_REAL);
      await fillOpened(store, tenant, own, 0, real);
      if (size > real) await cloneRequests(server, nameOf(url), size - real);
      const cards = await fillOpened(store, tenant, own, real, toDecide);
      await store.close();
      // What the server does by itself within minutes.
      await server.query(nameOf(url), "vacuum analyze");
      return {
        ...{ store: "postgres", size, cards, original: { DATABASE_URL: url } },
        async copy() {
          const copied = await copyDatabase(server, url, "run");
          await server.query("postgres", "checkpoint");
          await settleDisk();
          return { DATABASE_URL: copied };
        },
        settle: async () => undefined,
        processorTime: () => processorTimeOfFamily(server.pid),
        async resetStatements() {
          await server.query("postgres", "select pg_stat_statements_reset()");
          return async () => {
            const rows = await server.query(
              "postgres",
              `select left(regexp_replace(query, '\\s+', ' ', 'g'), 100) as statement, calls,
                round(mean_exec_time::numeric, 3)::float8 as mean
              from pg_stat_statements where query like '%riskgate%' order by total_exec_time desc limit 12`,
            );
            return rows.map(({ statement, calls, mean }) => ({
              ...{ statement: String(statement), calls: Number(calls), mean: Number(mean) },
            }));
          };
        },
      };
    },
    stop: () => server.stop(),
  };
}

async function waitForFiles(folder: string): Promise<void> {
  const end = performance.now() + 30_000;
  const isLong = async () => (await readdir(join(folder, "journal"))).length > 1;
  while ((await isLong()) && performance.now() < end) await wait(100);
}
