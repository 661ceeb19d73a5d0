import { rm } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { Instant } from "../../approval/instant.js";
import type { AuditTrail } from "../../service/ports/audit-trail.js";
import { copyFolder } from "./copy-folder.js";
import { createDisk, type Disk, makeFolderDurably } from "./durable-file.js";
import { QUARANTINE_FOLDER } from "./layout.js";
import { SCHEMA } from "./migrations.js";
import { hasMoved } from "./moved-house.js";
import { nodeFileSystem } from "./node-file-system.js";
import { openEmbeddedStore } from "./open-embedded-store.js";
import { readRestored, writeRestored } from "./restore-hold.js";
import { StartReader } from "./start-reader.js";
import { STORE_FILE } from "./store-file.js";

/** A running process may remove what was just listed: then the copy does not fit, and is made again. */
const ATTEMPTS = 3;
const UNFINISHED_FOLDER = ".unfinished";

export interface BackupOptions {
  /** The data folder, in use or not. */
  readonly from: string;
  /** A folder that does not exist yet. */
  readonly to: string;
  /** Checks the trail of the copy; returns what does not fit. */
  readonly check: (trail: AuditTrail, now: () => Instant) => Promise<readonly string[]>;
}

export interface Backup {
  readonly takenAt: Instant;
  readonly bytes: number;
}

/** The copy cannot be made, or does not fit; nothing is left of it. */
export class BackupFailedError extends Error {
  override readonly name = "BackupFailedError";
}

/**
 * Makes a copy of a store that can be put in its place, and opens and checks it before it gets its name. It says of
 * itself that it is a copy: a bot that starts on it waits for an administrator. It holds the signing key: keep it as
 * secret as the folder.
 */
export async function backUpStore(options: BackupOptions): Promise<Backup> {
  const [from, to] = [resolve(options.from), resolve(options.to)];
  const disk = createDisk(nodeFileSystem);
  const tenantId = checkFolders(disk, from, to);
  const unfinished = `${to}${UNFINISHED_FOLDER}`;
  let problems: readonly string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await rm(unfinished, { recursive: true, force: true });
    try {
      const backup = await makeCopy(disk, from, unfinished);
      problems = await checkCopy(unfinished, tenantId, options.check);
      if (problems.length === 0) {
        await disk.files.rename(unfinished, to);
        await disk.folders.sync(dirname(to));
        return backup;
      }
    } catch (error) {
      problems = [error instanceof Error ? error.message : String(error)];
    }
  }
  await rm(unfinished, { recursive: true, force: true });
  throw new BackupFailedError(
    `The copy does not fit, and was removed: ${problems.slice(0, 5).join("; ")}`,
  );
}

function checkFolders(disk: Disk, from: string, to: string): string {
  const inside = relative(from, to);
  if (inside === "" || !inside.startsWith(".."))
    throw new BackupFailedError(`${to} is inside the data folder. Name a folder outside ${from}.`);
  if (disk.files.readNow(`${to}/${STORE_FILE}`) !== undefined || disk.files.list(to).length > 0)
    throw new BackupFailedError(`${to} is there already. Name a folder that does not exist yet.`);
  if (hasMoved(from))
    throw new BackupFailedError(
      `${from} has moved into a database, and holds nothing that was decided since. Back up the database with pg_dump.`,
    );
  if (disk.files.list(`${from}/${QUARANTINE_FOLDER}`).length > 0)
    throw new BackupFailedError(
      `${from} has files in quarantine. See to them first: a copy without them would hide a loss.`,
    );
  const { schema, tenantId } = readStoreFile(disk, from);
  if (schema !== SCHEMA)
    throw new BackupFailedError(
      `${from} has schema ${schema}, and this version copies schema ${SCHEMA}. Start this version on it once.`,
    );
  return tenantId;
}

function readStoreFile(disk: Disk, from: string): { schema?: unknown; tenantId: string } {
  const text = disk.files.readNow(`${from}/${STORE_FILE}`);
  try {
    const identity: unknown = JSON.parse(text ?? "");
    if (typeof identity === "object" && identity && "tenantId" in identity)
      return { ...identity, tenantId: String(identity.tenantId) };
  } catch {}
  throw new BackupFailedError(
    `${from} is no data folder of Riskgate: its ${STORE_FILE} cannot be read.`,
  );
}

async function makeCopy(disk: Disk, from: string, to: string): Promise<Backup> {
  // A copy of a copy that was never released knows nothing since the first one.
  const earlier = readRestored(new StartReader(disk, () => undefined), from);
  const takenAt = earlier?.takenAt ?? Date.now();
  await makeFolderDurably(disk, to);
  await writeRestored(disk, to, { takenAt });
  return { takenAt, bytes: await copyFolder(disk, from, to) };
}

/** Opens the copy as a start would, which brings its journal to its files, and closes it in order. */
async function checkCopy(
  folder: string,
  tenantId: string,
  check: BackupOptions["check"],
): Promise<readonly string[]> {
  const store = await openEmbeddedStore({ folder, tenantId });
  try {
    return await check(store.auditTrail, () => store.now());
  } finally {
    await store.close();
  }
}
