import { dirname, join } from "node:path";
import type { Instant } from "../../approval/instant.js";
import { StartRefusedError } from "../start-refused-error.js";
import { type Disk, makeFolderDurably, writeDurably } from "./durable-file.js";
import {
  AGGREGATE_FOLDERS,
  BACKUP_FOLDER,
  CLOSED_FOLDER,
  idOf,
  isMonth,
  SUMMARIES_FILE,
} from "./layout.js";
import { type Envelope, type Migration, SCHEMA } from "./migrations.js";
import { RESTORED_FILE, writeRestored } from "./restore-hold.js";
import { AUDIT_FOLDER } from "./signing-key-file.js";
import type { StartReader } from "./start-reader.js";

/**
 * Brings every record to the present schema. All files are copied to `backup/schema-N` first: a folder that a version of
 * before starts on, and that says of itself that it is a copy, of `lastAlive`. Each record names its own schema, so that
 * a migration that was killed goes on where it stood; the caller writes `store.json` last.
 */
export async function migrateFolder(
  disk: Disk,
  reader: StartReader,
  folder: string,
  from: number,
  steps: ReadonlyMap<number, Migration>,
  lastAlive: Instant,
): Promise<void> {
  const records = listRecords(disk, folder);
  await backUp(disk, reader, folder, from, records, lastAlive);
  for (const name of records) {
    const path = join(folder, name);
    const older = reader.readJson(path, (content) => content as Envelope);
    if (!older || older.schema === SCHEMA) continue;
    await writeDurably(disk, path, JSON.stringify(migrate(older, steps)));
  }
  // They hold heads in the older schema; the start writes them anew from the files.
  for (const month of listMonths(disk, folder))
    await disk.files.remove(join(folder, month, SUMMARIES_FILE));
}

function migrate(older: Envelope, steps: ReadonlyMap<number, Migration>): Envelope {
  let envelope = older;
  while (envelope.schema < SCHEMA) {
    const step = steps.get(envelope.schema);
    if (!step) {
      throw new StartRefusedError(
        "newerSchema",
        `This version cannot migrate records of schema ${envelope.schema}.`,
        "Start the version between once, and this one afterwards.",
      );
    }
    envelope = { ...step(envelope), schema: envelope.schema + 1 };
  }
  // The digest was that of the older text: with another one the file would look changed by hand.
  const { digest: _, ...migrated } = envelope as Envelope & { readonly digest?: unknown };
  return migrated;
}

async function backUp(
  disk: Disk,
  reader: StartReader,
  folder: string,
  schema: number,
  names: readonly string[],
  takenAt: Instant,
): Promise<void> {
  const backup = join(folder, BACKUP_FOLDER, `schema-${schema}`);
  // Its own store.json is copied last: a backup that has one is whole, and older than any migrated record.
  if (disk.files.readNow(join(backup, "store.json")) !== undefined) return;
  const audit = disk.files.list(join(folder, AUDIT_FOLDER)).map((name) => join(AUDIT_FOLDER, name));
  const others = disk.files
    .list(folder)
    .filter((name) => /\.(json|txt)$/.test(name) && name !== "store.json");
  if (!others.includes(RESTORED_FILE)) {
    await makeFolderDurably(disk, backup);
    await writeRestored(disk, backup, { takenAt });
  }
  for (const name of [...names, ...audit, ...others, "store.json"]) {
    const text = reader.readText(join(folder, name));
    if (text === undefined) continue;
    const copy = join(backup, name);
    await makeFolderDurably(disk, dirname(copy));
    await writeDurably(disk, copy, text);
  }
}

function listRecords(disk: Disk, folder: string): readonly string[] {
  return [...Object.values(AGGREGATE_FOLDERS), ...listMonths(disk, folder)].flatMap((place) =>
    disk.files
      .list(join(folder, place))
      .filter((name) => idOf(name) !== undefined)
      .map((name) => join(place, name)),
  );
}

function listMonths(disk: Disk, folder: string): readonly string[] {
  return disk.files
    .list(join(folder, CLOSED_FOLDER))
    .filter(isMonth)
    .map((month) => join(CLOSED_FOLDER, month));
}
