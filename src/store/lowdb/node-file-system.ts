import * as fs from "node:fs";
import { promisify } from "node:util";
import type { FileSystem, OpenFile } from "./file-system.js";
import { lockFolder } from "./lock-folder.js";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

// The callback functions cost about half the processor time of node:fs/promises, which wraps every descriptor.
const fsync = promisify(fs.fsync);
const open = promisify(fs.open);
const rename = promisify(fs.rename);

/**
 * The real disk. What makes or moves names, or waits for the device, goes to the thread pool. Contents are read, written
 * and closed at once: that takes some microseconds in the page cache, less than handing it to another thread and back.
 */
export const nodeFileSystem: FileSystem = {
  makeFolder: (path) => fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE }),
  list: (folder) => orWhenMissing(() => fs.readdirSync(folder), []),
  readNow: (path) => orWhenMissing(() => fs.readFileSync(path, "utf8"), undefined),
  read: async (path) => orWhenMissing(() => fs.readFileSync(path, "utf8"), undefined),
  open: async (path, flags) => openedFile(await open(path, flags, FILE_MODE), flags),
  rename,
  remove: async (path) => orWhenMissing(() => fs.unlinkSync(path), undefined),
  syncFolder: async (path) => {
    // Windows can neither open nor sync a folder; NTFS keeps renames in its own journal.
    if (process.platform === "win32") return;
    const descriptor = fs.openSync(path, "r");
    try {
      await fsync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  },
  lock: lockFolder,
};

function openedFile(descriptor: number, flags: "w" | "a" | "r+"): OpenFile {
  // Cutting off does not move the place where the operating system writes next. Appending has no other place than the end.
  let end: number | null = flags === "a" ? null : 0;
  return {
    write: async (text) => {
      const written = writeAll(descriptor, text, end);
      if (end !== null) end += written;
    },
    overwrite: async (text) => {
      writeAll(descriptor, text, 0);
    },
    truncate: async (length) => {
      fs.ftruncateSync(descriptor, length);
      if (end !== null) end = length;
    },
    sync: () => fsync(descriptor),
    close: async () => fs.closeSync(descriptor),
  };
}

/** Returns how many bytes it wrote. Text is handed over as it is: a buffer of its own for every write would be work for the garbage collector. */
function writeAll(descriptor: number, text: string, start: number | null): number {
  const length = Buffer.byteLength(text);
  let done = fs.writeSync(descriptor, text, start, "utf8");
  // The rest is written only when the disk took a part: rare, so that making a buffer does not matter.
  const bytes = done < length ? Buffer.from(text) : undefined;
  while (bytes && done < length) {
    const position = start === null ? null : start + done;
    done += fs.writeSync(descriptor, bytes, done, length - done, position);
  }
  return length;
}

function orWhenMissing<T>(act: () => T, missing: T): T {
  try {
    return act();
  } catch (error) {
    undefinedWhenMissing(error);
    return missing;
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
