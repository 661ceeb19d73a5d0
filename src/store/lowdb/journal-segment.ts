import { join } from "node:path";
import { type Disk, makeFolderDurably } from "./durable-file.js";
import type { OpenFile } from "./file-system.js";
import { JOURNAL_FOLDER } from "./layout.js";

const ENDING = ".log";
const NAME = /^\d{6,}\.log$/;

/** A segment of the journal, as the process that writes it knows it. */
export interface JournalSegment {
  readonly number: number;
  readonly path: string;
  readonly file: OpenFile;
  /** Bytes that are on the disk for certain. */
  certain: number;
  /** What has an entry here. */
  readonly paths: Set<string>;
}

/** The segments that are there, oldest first. */
export function listJournal({ files }: Disk, folder: string): readonly string[] {
  const names = files.list(join(folder, JOURNAL_FOLDER)).filter((name) => NAME.test(name));
  return names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Begins a segment; its name is on the disk when this resolves. Leaves nothing when it rejects, if that is possible. */
export async function openSegment(
  disk: Disk,
  folder: string,
  number: number,
): Promise<JournalSegment> {
  const place = join(folder, JOURNAL_FOLDER);
  const path = join(place, `${String(number).padStart(6, "0")}${ENDING}`);
  await makeFolderDurably(disk, place);
  const file = await disk.files.open(path, "w");
  try {
    await disk.folders.sync(place);
  } catch (error) {
    await file.close().catch(() => undefined);
    await disk.files.remove(path).catch(() => undefined);
    throw error;
  }
  return { number, path, file, certain: 0, paths: new Set() };
}

/** Removes a segment for good: none is removed before the removal of those before it is on the disk. */
export async function removeSegment(disk: Disk, folder: string, path: string): Promise<void> {
  await disk.files.remove(path);
  await disk.folders.sync(join(folder, JOURNAL_FOLDER));
}
