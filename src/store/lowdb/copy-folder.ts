import { dirname, join } from "node:path";
import { type Disk, makeFolderDurably, writeDurably } from "./durable-file.js";
import { listJournal } from "./journal-segment.js";
import { AGGREGATE_FOLDERS, CLOSED_FOLDER, isMonth, JOURNAL_FOLDER } from "./layout.js";
import { AUDIT_FOLDER } from "./signing-key-file.js";
import { STORE_FILE } from "./store-file.js";
import { UNFINISHED } from "./write-batches.js";

/** Files that are written together. */
const LARGEST_BATCH = 64;
/** What a copy needs besides the aggregates. What lasts for a moment only, and what is put aside, stays behind. */
const OTHERS = ["request-ids.json", "outages.json", "alive.txt", "clock-jump.json", STORE_FILE];

/**
 * Copies what a store keeps, also while a process works on it. The order makes the copy fit: anchors before the journal,
 * the journal before the files, open files before closed ones. So whatever an anchor of the copy names is in it, as old
 * as its anchor or newer; each aggregate is whole, and is as it was at some moment while it was copied. Each folder is listed
 * when its turn comes: a segment that vanished before it was copied has brought what it held to files. Returns bytes.
 */
export async function copyFolder(disk: Disk, from: string, to: string): Promise<number> {
  let bytes = 0;
  bytes += await copyAll(disk, from, to, listFiles(disk, from, AUDIT_FOLDER));
  // Newest first: one that was still written when it was read must not be followed by another.
  const segments = [...listJournal(disk, from)].reverse();
  bytes += await copyAll(
    disk,
    from,
    to,
    segments.map((name) => join(JOURNAL_FOLDER, name)),
  );
  for (const folder of Object.values(AGGREGATE_FOLDERS))
    bytes += await copyAll(disk, from, to, listFiles(disk, from, folder));
  for (const month of disk.files.list(join(from, CLOSED_FOLDER)).filter(isMonth))
    bytes += await copyAll(disk, from, to, listFiles(disk, from, join(CLOSED_FOLDER, month)));
  return bytes + (await copyAll(disk, from, to, OTHERS));
}

function listFiles({ files }: Disk, from: string, folder: string): readonly string[] {
  const names = files.list(join(from, folder)).filter((name) => !name.endsWith(UNFINISHED));
  return names.map((name) => join(folder, name));
}

async function copyAll(
  disk: Disk,
  from: string,
  to: string,
  names: readonly string[],
): Promise<number> {
  let bytes = 0;
  for (let at = 0; at < names.length; at += LARGEST_BATCH) {
    const batch = names.slice(at, at + LARGEST_BATCH).map(async (name) => {
      const text = disk.files.readNow(join(from, name));
      // Moved or removed since it was listed: it is where it was moved to, which is copied later.
      if (text === undefined) return 0;
      await makeFolderDurably(disk, dirname(join(to, name)));
      await writeDurably(disk, join(to, name), text);
      return Buffer.byteLength(text);
    });
    for (const length of await Promise.all(batch)) bytes += length;
  }
  return bytes;
}
