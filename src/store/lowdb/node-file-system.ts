import * as fs from "node:fs";
import { promisify } from "node:util";
import type { FileSystem, OpenFile } from "./file-system.js";
import { lockFolder } from "./lock-folder.js";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

// The callback functions cost about half the processor time of node:fs/promises, which wraps every descriptor.
const close = promisify(fs.close);
const fsync = promisify(fs.fsync);
const open = promisify(fs.open);
const readFile = promisify(fs.readFile);
const rename = promisify(fs.rename);
const unlink = promisify(fs.unlink);
const write = promisify(fs.write);

/** The real disk. */
export const nodeFileSystem: FileSystem = {
  makeFolder: (path) => {
    fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  },
  list: (folder) => orWhenMissing(() => fs.readdirSync(folder), []),
  readNow: (path) => orWhenMissing(() => fs.readFileSync(path, "utf8"), undefined),
  read: (path) => readFile(path, "utf8").catch(undefinedWhenMissing),
  open: async (path, flags) => openedFile(await open(path, flags, FILE_MODE)),
  rename,
  remove: (path) => unlink(path).catch(undefinedWhenMissing),
  syncFolder: async (path) => {
    // Windows can neither open nor sync a folder; NTFS keeps renames in its own journal.
    if (process.platform === "win32") return;
    const descriptor = await open(path, "r");
    try {
      await fsync(descriptor);
    } finally {
      await close(descriptor);
    }
  },
  lock: lockFolder,
};

function openedFile(descriptor: number): OpenFile {
  return {
    write: (text) => writeAll(descriptor, text, null),
    overwrite: (text) => writeAll(descriptor, text, 0),
    sync: () => fsync(descriptor),
    close: () => close(descriptor),
  };
}

async function writeAll(descriptor: number, text: string, start: number | null): Promise<void> {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) {
    const position = start === null ? null : start + done;
    const { bytesWritten } = await write(descriptor, bytes, done, bytes.length - done, position);
    done += bytesWritten;
  }
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
