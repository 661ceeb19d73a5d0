import { randomBytes } from "node:crypto";
import type { Instant } from "../../approval/instant.js";
import { StoreUnavailableError } from "../../service/ports/store.js";
import { makeMonotonic } from "../monotonic-clock.js";
import { StartRefusedError } from "../start-refused-error.js";
import { AggregateLists } from "./aggregate-lists.js";
import { AnchorWriter } from "./anchor-writer.js";
import { STATEMENT_TIMEOUT } from "./connection-options.js";
import { Database } from "./database.js";
import { DatabaseClock } from "./database-clock.js";
import { DatabaseHealth } from "./database-health.js";
import { reasonOf } from "./failure.js";
import { keepMonths } from "./keep-months.js";
import { migrateSchema } from "./migrate-schema.js";
import { OutageTable } from "./outage-table.js";
import type { PostgresStore } from "./postgres-store.js";
import { refusePooler } from "./refuse-pooler.js";
import { runPostgresStore } from "./run-postgres-store.js";
import { openSigningKey, readFirstKey } from "./signing-key-row.js";
import type { Tables } from "./tables.js";

/** SQLSTATE with which PgBouncer refuses the time-outs that a node asks for. */
const POOLER_REFUSES = "08P01";

export interface PostgresStoreOptions {
  /** `DATABASE_URL`: a direct connection, or a pooler that keeps sessions. */
  readonly url: string;
  /** Undefined for a tool that takes the database as it is; an empty one is then refused. */
  readonly tenantId: string | undefined;
  /** False for a tool beside the nodes: it never becomes the one that sends. */
  readonly isCandidate?: boolean;
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
  const { url, tenantId, log = () => undefined } = options;
  await migrateSchema(url, tenantId, { log });
  const node = `riskgate ${randomBytes(6).toString("hex")}`;
  const health = new DatabaseHealth(options.onProblem ?? (() => undefined));
  const database = new Database(url, node, health);
  try {
    const copyTakenAt = await readState(database);
    const databaseClock = new DatabaseClock();
    await readTime(database, databaseClock, options.clock === undefined);
    const now = makeMonotonic(options.clock ?? (() => databaseClock.now()));
    const signer = await openSigningKey(database, options.signingKeyPem);
    const outages = new OutageTable(database);
    await outages.recordDowntime(now());
    // A tool makes nothing.
    if (tenantId !== undefined) await keepMonths(database, now(), log);
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
      isCandidate: options.isCandidate ?? true,
      lists: new AggregateLists(database),
      anchors: new AnchorWriter(database, signer, now),
      copyTakenAt,
      firstKey: await readFirstKey(database),
      log,
    });
  } catch (error) {
    await database.close();
    if (!(error instanceof StoreUnavailableError)) throw error;
    const problem = `The database stopped to serve during the start: ${reasonOf(error)}.`;
    const isPooler = problem.includes(POOLER_REFUSES);
    const remedy = isPooler ? "Connect to PostgreSQL directly, without a pooler." : "Start again.";
    throw new StartRefusedError("inaccessible", problem, remedy, { cause: error });
  }
}

/**
 * When the database was copied, where it is a copy. What has moved in by half is refused: it would look like a company
 * without its open requests.
 */
async function readState(database: Database): Promise<Instant | undefined> {
  const [row] = await database.read<StateRow>({
    text: `select move, copy_taken_at, (select setting from pg_settings where name = 'statement_timeout') as time_out
      from riskgate.store`,
    values: [],
  });
  if (row?.time_out !== String(STATEMENT_TIMEOUT)) throw refusePooler();
  if (row?.move !== "begun") return row?.copy_taken_at ?? undefined;
  throw new StartRefusedError(
    "notAStore",
    "A move from a data folder into this database has not ended.",
    "Run migrate-store again; it goes on where it was interrupted.",
  );
}

/** @param isOwn false where another clock counts: then the database's has no history */
async function readTime(database: Database, clock: DatabaseClock, isOwn: boolean): Promise<void> {
  const sentAt = performance.now();
  const [row] = await database.read<TimeRow>({
    text: `select (extract(epoch from clock_timestamp()) * 1000)::float8 as time, alive_at, clock_jump
      from riskgate.liveness`,
    values: [],
  });
  if (!row) return;
  const history = { aliveAt: row.alive_at ?? undefined, jump: row.clock_jump ?? undefined };
  clock.begin(row.time, sentAt, isOwn ? history : { aliveAt: undefined, jump: undefined });
}

interface StateRow extends Pick<Tables["store"], "move" | "copy_taken_at"> {
  readonly time_out: string;
}

interface TimeRow extends Pick<Tables["liveness"], "alive_at" | "clock_jump"> {
  readonly time: number;
}
