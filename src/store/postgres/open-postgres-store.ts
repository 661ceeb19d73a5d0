import { randomBytes } from "node:crypto";
import type { Instant } from "../../approval/instant.js";
import { StoreUnavailableError } from "../../service/ports/store.js";
import { makeMonotonic } from "../monotonic-clock.js";
import { StartRefusedError } from "../start-refused-error.js";
import { AggregateLists } from "./aggregate-lists.js";
import { AnchorWriter } from "./anchor-writer.js";
import { Database } from "./database.js";
import { DatabaseClock } from "./database-clock.js";
import { DatabaseHealth } from "./database-health.js";
import { reasonOf } from "./failure.js";
import { migrateSchema } from "./migrate-schema.js";
import { OutageTable } from "./outage-table.js";
import type { PostgresStore } from "./postgres-store.js";
import { runPostgresStore } from "./run-postgres-store.js";
import { openSigningKey } from "./signing-key-row.js";

export interface PostgresStoreOptions {
  /** `DATABASE_URL`: a direct connection, or a pooler that keeps sessions. */
  readonly url: string;
  readonly tenantId: string;
  /** Instead of the database's own. */
  readonly clock?: () => Instant;
  /** Private Ed25519 key in PEM that signs the audit; then the database keeps its public half only. */
  readonly signingKeyPem?: string;
  /** Whenever `problem()` changes; undefined when it is over. */
  readonly onProblem?: (problem: string | undefined) => void;
  /** What an operator may want to know and need not act on. */
  readonly log?: (message: string) => void;
}

/**
 * Opens the store of one node of any number. Rejects with StartRefusedError, whose `remedy` an operator can act on, when
 * the database cannot be reached, belongs to another tenant or to a newer version, or is signed with another key.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { url, tenantId } = options;
  await migrateSchema(url, tenantId);
  const node = `riskgate ${randomBytes(6).toString("hex")}`;
  const health = new DatabaseHealth(options.onProblem ?? (() => undefined));
  const database = new Database(url, node, health);
  try {
    const databaseClock = new DatabaseClock();
    await readTime(database, databaseClock);
    const now = makeMonotonic(options.clock ?? (() => databaseClock.now()));
    const signer = await openSigningKey(database, options.signingKeyPem);
    const outages = new OutageTable(database);
    await outages.recordDowntime(now());
    return await runPostgresStore({
      ...{
        url,
        node: node.slice("riskgate ".length),
        now,
        database,
        databaseClock,
        health,
        outages,
      },
      lists: new AggregateLists(database),
      anchors: new AnchorWriter(database, signer, now),
      log: options.log ?? (() => undefined),
    });
  } catch (error) {
    await database.close();
    if (!(error instanceof StoreUnavailableError)) throw error;
    const problem = `The database stopped to serve during the start: ${reasonOf(error)}.`;
    throw new StartRefusedError("inaccessible", problem, "Start again.", { cause: error });
  }
}

async function readTime(database: Database, clock: DatabaseClock): Promise<void> {
  const sentAt = performance.now();
  const [row] = await database.read<{ readonly time: number }>({
    text: "select (extract(epoch from clock_timestamp()) * 1000)::float8 as time",
    values: [],
  });
  if (row) clock.take(row.time, sentAt);
}
