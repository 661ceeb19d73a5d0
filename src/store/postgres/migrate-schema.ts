import pg from "pg";
import { StartRefusedError } from "../start-refused-error.js";
import { sessionOptions } from "./connection-options.js";
import { checkAddress, ownSettingsIn, URL_REMEDY } from "./database-url.js";
import { hasCode, READ_ONLY, reasonOf, sqlStateOf } from "./failure.js";
import { SCHEMA_1 } from "./schema-1.js";
import { SCHEMA_2 } from "./schema-2.js";

/** Steps forward, the first makes schema 1. There is no way back: a backup is. */
const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2];

/** Held while the schema is looked at and changed: of many nodes that start at once, one migrates and the others wait. */
const LOCK = "select pg_advisory_lock(hashtext('riskgate.schema'))";
/** So long a step waits for a table. Milliseconds. */
const LOCK_PATIENCE = 400;
const LOCK_TIMED_OUT = "55P03";
const CONNECT_REMEDY =
  "Check DATABASE_URL, and that the server runs and takes connections from this machine.";
const WRITE_REMEDY = "DATABASE_URL has to lead to the server that takes writes, not to a standby.";
const BUSY_REMEDY =
  "Something else holds its tables for long, such as a dump. Start again when that has ended; nothing was changed.";
const RIGHTS_REMEDY =
  "The user of DATABASE_URL has to own the schema riskgate and its tables, or may create it.";

export interface MigrationOptions {
  readonly migrations?: readonly string[];
  /** What an operator wants to know: the way back is a backup. */
  readonly log?: (message: string) => void;
}

/**
 * Brings the database to the schema of this version and ties it to its tenant. Rejects with StartRefusedError when it
 * cannot be reached, when a newer version wrote it, or when it belongs to another tenant.
 *
 * @param tenantId undefined for a tool, which takes the database as it is and makes nothing: an older schema is refused too
 */
export async function migrateSchema(
  url: string,
  tenantId: string | undefined,
  { migrations = MIGRATIONS, log = () => undefined }: MigrationOptions = {},
): Promise<void> {
  checkAddress(url);
  const [own] = ownSettingsIn(url);
  if (own !== undefined) {
    const problem = `The address of the database sets ${own}, which the bot sets itself.`;
    throw new StartRefusedError("inaccessible", problem, URL_REMEDY);
  }
  const client = new pg.Client(sessionOptions(url, "riskgate start"));
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    const [what, remedy] = sqlStateOf(cause)
      ? ["does not let this process in", remedyFor(cause)]
      : ["cannot be reached", CONNECT_REMEDY];
    throw refuseUse(`${what}: ${reasonOf(cause)}`, remedy, cause);
  }
  try {
    await client.query(LOCK);
    const present = await readSchemaVersion(client);
    checkVersion(present, migrations.length, tenantId === undefined);
    // Before anything is changed, in case that it belongs to somebody else.
    if (present > 0) await checkTenant(client, tenantId);
    await migrate(client, present, migrations, log);
    if (present === 0) await checkTenant(client, tenantId);
  } catch (cause) {
    if (cause instanceof StartRefusedError) throw cause;
    throw refuseUse(`cannot be prepared: ${reasonOf(cause)}`, preparationRemedyFor(cause), cause);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What a server has answered that was reached. */
function remedyFor(cause: unknown): string {
  const code = sqlStateOf(cause) ?? "";
  if (code.startsWith("28"))
    return "Check the user and the password of DATABASE_URL, and that pg_hba.conf of the server lets them in.";
  return code === "3D000" ? "Make the database that DATABASE_URL names." : CONNECT_REMEDY;
}

function preparationRemedyFor(cause: unknown): string {
  if (hasCode(cause, READ_ONLY)) return WRITE_REMEDY;
  return hasCode(cause, LOCK_TIMED_OUT) ? BUSY_REMEDY : RIGHTS_REMEDY;
}

function checkVersion(present: number, known: number, isTool: boolean): void {
  if (present > known) {
    throw new StartRefusedError(
      "newerSchema",
      `The database has schema ${present}, and this version knows schemas up to ${known}.`,
      "Start the version that wrote it, or a newer one.",
    );
  }
  if (!isTool || present === known) return;
  if (present === 0) throw refuseEmpty();
  throw new StartRefusedError(
    "olderSchema",
    `The database has schema ${present}, and this version works on schema ${known}.`,
    "Use the version that runs on it, or start the bot in this version first.",
  );
}

async function migrate(
  client: pg.Client,
  present: number,
  migrations: readonly string[],
  log: (message: string) => void,
): Promise<void> {
  if (present === 0) await makeVersions(client);
  for (const [at, migration] of migrations.entries()) {
    const version = at + 1;
    if (version <= present) continue;
    const began = performance.now();
    await client.query("begin");
    // Whoever waits for a table keeps everybody from it who comes after: nodes of the version before run on meanwhile.
    await client.query(`set local lock_timeout = ${LOCK_PATIENCE}`);
    await client.query(migration);
    await client.query("insert into riskgate.schema_version (version) values ($1)", [version]);
    await client.query("commit");
    if (present === 0) continue;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    log(`The database was brought from schema ${at} to ${version} in ${seconds} s.`);
  }
}

/** 0 where there is none. */
async function readSchemaVersion(client: pg.Client): Promise<number> {
  const found = await client.query("select to_regclass('riskgate.schema_version') as name");
  if (found.rows[0]?.name === null) return 0;
  const newest = await client.query(
    "select coalesce(max(version), 0) as version from riskgate.schema_version",
  );
  return Number(newest.rows[0]?.version);
}

async function makeVersions(client: pg.Client): Promise<void> {
  // Whoever owns the schema need not be allowed to make one.
  const schema = await client.query("select to_regnamespace('riskgate') as name");
  if (schema.rows[0]?.name === null) await client.query("create schema riskgate");
  await client.query(
    "create table if not exists riskgate.schema_version (version integer primary key, applied_at timestamptz not null default now())",
  );
}

async function checkTenant(client: pg.Client, tenantId: string | undefined): Promise<void> {
  if (tenantId !== undefined)
    await client.query(
      "insert into riskgate.store (tenant_id) values ($1) on conflict do nothing",
      [tenantId],
    );
  const { rows } = await client.query("select tenant_id from riskgate.store");
  const known: unknown = rows[0]?.tenant_id;
  if (known === undefined) throw refuseEmpty();
  if (tenantId === undefined || known === tenantId) return;
  throw new StartRefusedError(
    "otherTenant",
    `The database belongs to tenant ${String(known)}, not to ${tenantId}.`,
    "Use a database of this tenant, or an empty one.",
  );
}

function refuseEmpty(): StartRefusedError {
  return new StartRefusedError(
    "notAStore",
    "The database holds no store.",
    "Check its address, or start the bot on it first.",
  );
}

function refuseUse(problem: string, remedy: string, cause: unknown): StartRefusedError {
  return new StartRefusedError("inaccessible", `The database ${problem}.`, remedy, { cause });
}
