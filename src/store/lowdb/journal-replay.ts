import { dirname, join } from "node:path";
import { type Disk, writeDurably } from "./durable-file.js";
import { journalledPath } from "./journal.js";
import { readSegment, type SegmentContent } from "./journal-format.js";
import { listJournal, removeSegment } from "./journal-segment.js";
import { isAggregatePath, JOURNAL_FOLDER } from "./layout.js";
import type { StartReader } from "./start-reader.js";

const LARGEST_BATCH = 64;

interface FoundSegment extends SegmentContent {
  readonly path: string;
  readonly isDamaged: boolean;
}

/**
 * Brings what the last process left in its journal to its files. A crash meanwhile repeats it: no segment is removed
 * before everything is on the disk. A segment in which something acknowledged cannot be read is noted as unreadable, with
 * what can be read of it brought to its files; the others stay with it, for they tell what is missing in it.
 */
export async function replayJournal(
  disk: Disk,
  reader: StartReader,
  folder: string,
): Promise<void> {
  const segments = findSegments(disk, reader, folder);
  if (segments.length === 0) return;
  const newest = new Map<string, string | undefined>();
  for (const { path, text } of segments.flatMap(({ entries }) => entries)) newest.set(path, text);
  await writeAll(disk, reader, folder, newest);
  const damaged = segments.filter(({ isDamaged }) => isDamaged);
  for (const { path } of damaged)
    reader.noteUnreadable(path, "an entry that was written is damaged or missing");
  if (damaged.length > 0) return;
  for (const { path } of segments) await removeSegment(disk, folder, path);
  reader.report(`${newest.size} files were brought up to date from the journal.`);
}

function findSegments(disk: Disk, reader: StartReader, folder: string): readonly FoundSegment[] {
  const found = listJournal(disk, folder).map((name) => {
    const path = join(folder, JOURNAL_FOLDER, name);
    return { path, ...readSegment(reader.readText(path) ?? "") };
  });
  return found.map((segment, i) => ({
    ...segment,
    // A tear is what a crash leaves at the end of what is certain, and never before it.
    isDamaged:
      segment.tail === "damaged" ||
      segment.length < (found[i + 1]?.previous ?? 0) ||
      segment.entries.some(({ path }) => !isAggregatePath(path)),
  }));
}

async function writeAll(
  disk: Disk,
  reader: StartReader,
  folder: string,
  newest: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const touched = new Set<string>();
  const batch: Promise<void>[] = [];
  for (const [name, text] of newest) {
    if (!isAggregatePath(name)) continue;
    const path = journalledPath(folder, name);
    if (text === undefined) {
      await disk.files.remove(path);
      touched.add(dirname(path));
    } else if (isNewer(text, reader.readText(path))) {
      batch.push(writeDurably(disk, path, text));
    }
    if (batch.length === LARGEST_BATCH) await Promise.all(batch.splice(0));
  }
  await Promise.all(batch);
  for (const place of touched) await disk.folders.sync(place);
}

/** A file that cannot be read is older than anything. */
function isNewer(text: string, stored: string | undefined): boolean {
  if (stored === undefined) return true;
  return text !== stored && (readVersion(text) ?? 0) >= (readVersion(stored) ?? 0);
}

/** From the first line of a record's file, or from the whole of one that was not written by this version. */
function readVersion(text: string): number | undefined {
  const [first = ""] = text.split(",\n", 1);
  for (const head of [`${first}}`, text]) {
    try {
      const { version } = JSON.parse(head) as { readonly version?: unknown };
      if (typeof version === "number") return version;
    } catch {}
  }
  return undefined;
}
