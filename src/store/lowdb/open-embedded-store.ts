import { join, resolve } from "node:path";
import type { Instant } from "../../approval/instant.js";
import type { AuditedStore } from "../../service/ports/audit-trail.js";
import type { ClockJump } from "../../service/ports/holds.js";
import { StartRefusedError } from "../start-refused-error.js";
import { AnchorLog } from "./anchor-log.js";
import { readClockJump } from "./clock-hold.js";
import { ClosedMonths } from "./closed-months.js";
import { createDisk, type Disk, makeFolderDurably } from "./durable-file.js";
import { type FileSystem, type FolderLock, FolderLockedError } from "./file-system.js";
import { type Clocks, GuardedClock } from "./guarded-clock.js";
import { readLastAlive } from "./heartbeat.js";
import { JOURNAL_DEFAULTS, type JournalOptions } from "./journal.js";
import { replayJournal } from "./journal-replay.js";
import { AGGREGATE_FOLDERS, AGGREGATE_KINDS, CLOSED_FOLDER, JOURNAL_FOLDER } from "./layout.js";
import type { StoredEntry } from "./memory-index.js";
import { migrateFolder } from "./migrate-folder.js";
import { MIGRATIONS, type Migration, SCHEMA } from "./migrations.js";
import { refuseMoved } from "./moved-house.js";
import { nodeFileSystem } from "./node-file-system.js";
import { OutageLog } from "./outage-log.js";
import { checkQuarantine, quarantine } from "./quarantine.js";
import { RequestIds } from "./request-ids.js";
import { readRestored } from "./restore-hold.js";
import { runStore } from "./run-store.js";
import { StartReader } from "./start-reader.js";
import { readIdentity, writeIdentity } from "./store-file.js";

export interface EmbeddedStoreOptions {
  /** `DATA_DIR`. Made when it is missing; nobody else may write in it. */
  readonly folder: string;
  readonly tenantId: string;
  /** The wall clock; the machine's unless said. */
  readonly clock?: () => Instant;
  /** Counts the time that goes by, in milliseconds. Without it a clock that was given is not guarded. */
  readonly steady?: () => number;
  readonly files?: FileSystem;
  /** Steps from older schemas to the present one, by the schema that they start from. */
  readonly migrations?: ReadonlyMap<number, Migration>;
  /** When what is in the journal goes to its files. */
  readonly journal?: JournalOptions;
  /** The folder may have moved into a database: it is opened to move again. */
  readonly mayHaveMoved?: true;
  /** Whenever `problem()` changes; undefined when it is over. */
  readonly onProblem?: (problem: string | undefined) => void;
  /** What an operator may want to know and need not act on. */
  readonly log?: (message: string) => void;
}

/**
 * Opens the store of a single process. Rejects with StartRefusedError, whose `remedy` an operator can act on, when
 * another process holds the folder, when it belongs to another tenant or to a newer version, or when a file in it
 * cannot be read: that file is put into quarantine, and no start succeeds until somebody has moved it out of there.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<AuditedStore> {
  const folder = resolve(options.folder);
  const files = options.files ?? nodeFileSystem;
  const disk = createDisk(files);
  const lock = await takeLock(disk, folder);
  try {
    return await start({ ...options, folder }, disk, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function start(
  options: EmbeddedStoreOptions,
  disk: Disk,
  lock: FolderLock,
): Promise<AuditedStore> {
  const { folder } = options;
  const report = options.log ?? (() => undefined);
  const reader = new StartReader(disk, report);
  checkQuarantine(disk, folder);
  await prepareFolder(options, disk, reader);

  const open: StoredEntry[] = [];
  for (const kind of AGGREGATE_KINDS) open.push(...(await reader.readOpen(folder, kind)));
  const openIds = new Set(
    open.filter(({ ref }) => ref.kind === "request").map(({ ref }) => ref.id),
  );
  const months = new ClosedMonths(disk, folder);
  const closed = await months.readAll(reader, (id) => openIds.has(id));
  const next = RequestIds.readNext(reader, folder, [
    ...openIds,
    ...closed.map(({ ref }) => ref.id),
  ]);
  const outages = new OutageLog(disk, folder, OutageLog.read(reader, folder));
  const restored = readRestored(reader, folder);
  const clock = openClock(options, disk, reader);
  if (reader.unreadable.length > 0) return quarantine(disk, folder, reader.unreadable);

  const { now } = clock;
  const anchorLog = await AnchorLog.open({ disk, folder, now, report });
  await outages.recordDowntime(readLastAlive(disk, folder), now());
  return runStore({
    disk,
    folder,
    lock,
    now,
    clock,
    restored,
    report,
    onProblem: options.onProblem ?? (() => undefined),
    entries: [...closed, ...open],
    months,
    outages,
    ids: new RequestIds(disk, folder, next),
    anchorLog,
    journalOptions: options.journal ?? JOURNAL_DEFAULTS,
  });
}

/** A clock that was given alone moves and stands as its owner likes: there is no other to compare it with. */
function openClock(options: EmbeddedStoreOptions, disk: Disk, reader: StartReader): GuardedClock {
  const { clock = () => Date.now(), folder, log, steady } = options;
  const report = (jump: ClockJump): void =>
    log?.(`The clock has jumped from ${isoOf(jump.from)} to ${isoOf(jump.to)}; timers wait.`);
  if (options.clock && !steady) return new GuardedClock({ wall: clock, steady: clock }, report);
  const clocks: Clocks = { wall: clock, steady: steady ?? (() => performance.now()) };
  const held = readClockJump(reader, folder);
  return new GuardedClock(clocks, report, readLastAlive(disk, folder), held);
}

function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Identity, schema and folders. The identity is written first: folders without one are refused. */
async function prepareFolder(
  options: EmbeddedStoreOptions,
  disk: Disk,
  reader: StartReader,
): Promise<void> {
  const { folder, tenantId } = options;
  const identity = readIdentity(disk, reader, folder, tenantId);
  if (!options.mayHaveMoved) refuseMoved(reader, folder);
  await replayJournal(disk, reader, folder);
  if (identity && identity.schema < SCHEMA) {
    const steps = options.migrations ?? MIGRATIONS;
    const lastAlive = readLastAlive(disk, folder) ?? (options.clock ?? Date.now)();
    await migrateFolder(disk, reader, folder, identity.schema, steps, lastAlive);
    reader.report(`The records were migrated from schema ${identity.schema} to ${SCHEMA}.`);
  }
  if (identity?.schema !== SCHEMA && reader.unreadable.length === 0)
    await writeIdentity(disk, folder, tenantId);
  for (const name of [...Object.values(AGGREGATE_FOLDERS), CLOSED_FOLDER, JOURNAL_FOLDER]) {
    await makeFolderDurably(disk, join(folder, name));
  }
}

async function takeLock(disk: Disk, folder: string): Promise<FolderLock> {
  try {
    await makeFolderDurably(disk, folder);
    return await disk.files.lock(folder);
  } catch (cause) {
    if (cause instanceof FolderLockedError) {
      const problem = cause.message;
      const remedy = "Stop it first, or use another data folder: one folder serves one process.";
      throw new StartRefusedError("inUse", problem, remedy, { cause });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefusedError(
      "inaccessible",
      `${folder} cannot be used: ${reason}.`,
      "Use a folder on a local disk (not a network share) that the user of this process can write to.",
      { cause },
    );
  }
}
