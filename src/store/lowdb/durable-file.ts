import { dirname } from "node:path";
import type { Adapter } from "lowdb";
import type { FileSystem } from "./file-system.js";
import { FolderSyncs } from "./folder-syncs.js";
import { WriteBatches } from "./write-batches.js";

/** A disk, with what coalesces the writes and the syncs of its folders. */
export interface Disk {
  readonly files: FileSystem;
  readonly folders: FolderSyncs;
  readonly writes: WriteBatches;
}

export function createDisk(files: FileSystem): Disk {
  const folders = new FolderSyncs(files);
  return { files, folders, writes: new WriteBatches(files, folders) };
}

/**
 * A lowdb adapter whose write is on the disk when it resolves. lowdb's JSONFile syncs nothing: after a power cut its
 * file can be empty. Rejects as `writeDurably` does.
 */
export class DurableFile<T> implements Adapter<T> {
  readonly #disk: Disk;
  readonly #path: string;

  readonly #toText: (value: T) => string;

  constructor(disk: Disk, path: string, toText: (value: T) => string = JSON.stringify) {
    this.#disk = disk;
    this.#path = path;
    this.#toText = toText;
  }

  async read(): Promise<T | null> {
    const text = await this.#disk.files.read(this.#path);
    return text === undefined ? null : (JSON.parse(text) as T);
  }

  write(value: T): Promise<void> {
    return writeDurably(this.#disk, this.#path, this.#toText(value));
  }
}

/**
 * Replaces a file as a whole: a file of its own, sync, rename, sync of the folder. Rejects with StoreUnavailableError
 * when nothing was changed, and with OutcomeUnknownError when anything fails from the rename on.
 */
export function writeDurably(disk: Disk, path: string, text: string): Promise<void> {
  return disk.writes.write(path, text);
}

/** Writes or appends; the content is on the disk when this resolves, the name of a new file is not yet. */
export async function writeSynced(
  files: FileSystem,
  path: string,
  flags: "w" | "a",
  text: string,
): Promise<void> {
  const file = await files.open(path, flags);
  try {
    await file.write(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it that are missing; their names are on the disk when this resolves. */
export async function makeFolderDurably({ files, folders }: Disk, path: string): Promise<void> {
  const topmost = files.makeFolder(path);
  if (topmost === undefined) return;
  for (let made = path; made.length >= topmost.length; made = dirname(made)) {
    await folders.sync(dirname(made));
  }
}
