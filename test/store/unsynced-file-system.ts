import { dirname } from "node:path";
import {
  type FileSystem,
  FolderLockedError,
  type OpenFile,
} from "../../src/store/lowdb/file-system.js";
import { survivingPart } from "./surviving-part.js";

interface StoredFile {
  text: string;
  /** What is on the disk; undefined when the content was never synced. */
  synced: string | undefined;
}
type Entry = StoredFile | "folder";

interface StoredFolder {
  readonly entries: Map<string, Entry>;
  /** The names that are on the disk. */
  synced: Map<string, Entry>;
}

export type Operation =
  | "open"
  | "write"
  | "truncate"
  | "sync"
  | "rename"
  | "remove"
  | "syncFolder"
  | "read";
/** `before` fails without an effect, `after` has its effect and fails all the same. */
export type Fault = "before" | "after" | undefined;

/**
 * A file system in memory that remembers what was synced. `crash` leaves what a power cut may leave: synced content and
 * synced names for certain, everything else or not, each as `survives` says.
 */
export class UnsyncedFileSystem implements FileSystem {
  /** Asked before every operation; makes it fail. */
  fault: (operation: Operation, path: string) => Fault = () => undefined;
  readonly counts = new Map<Operation, number>();
  readonly #folders: Map<string, StoredFolder>;
  readonly #locked = new Set<string>();
  #isDead = false;

  constructor(folders = new Map<string, StoredFolder>([["/", newFolder()]])) {
    this.#folders = folders;
  }

  /** Ends this machine, whatever still runs on it, and returns the next one with what the disk still has. */
  crash(survives: () => boolean = () => false): UnsyncedFileSystem {
    this.#isDead = true;
    for (const folder of this.#folders.values()) loseUnsynced(folder, survives);
    for (const path of [...this.#folders.keys()].sort()) {
      const parent = this.#folders.get(dirname(path));
      if (path !== "/" && parent?.entries.get(nameOf(path)) !== "folder")
        this.#folders.delete(path);
    }
    return new UnsyncedFileSystem(this.#folders);
  }

  makeFolder(path: string): string | undefined {
    if (this.#folders.has(path)) return undefined;
    const topmost = this.makeFolder(dirname(path));
    this.#folder(dirname(path)).entries.set(nameOf(path), "folder");
    this.#folders.set(path, newFolder());
    return topmost ?? path;
  }

  list(folder: string): readonly string[] {
    return [...(this.#folders.get(folder)?.entries.keys() ?? [])];
  }

  readNow(path: string): string | undefined {
    const file = this.#folders.get(dirname(path))?.entries.get(nameOf(path));
    if (file === "folder") throw new Error(`EISDIR: ${path}`);
    return file?.text;
  }

  read(path: string): Promise<string | undefined> {
    return this.#act("read", path, () => this.readNow(path));
  }

  /** For tests: puts a file on the disk for certain, without any of the store's care. */
  put(path: string, text: string): void {
    this.makeFolder(dirname(path));
    const folder = this.#folder(dirname(path));
    const file: StoredFile = { text, synced: text };
    folder.entries.set(nameOf(path), file);
    folder.synced.set(nameOf(path), file);
  }

  async open(path: string, flags: "w" | "a" | "r+"): Promise<OpenFile> {
    const file = await this.#act("open", path, () => this.#openEntry(path, flags));
    const act = (operation: Operation, effect: () => void) => this.#act(operation, path, effect);
    return {
      write: (text) =>
        act("write", () => {
          file.text += text;
        }),
      overwrite: (text) =>
        act("write", () => {
          file.text = text + file.text.slice(text.length);
        }),
      truncate: (length) =>
        act("truncate", () => {
          file.text = Buffer.from(file.text).subarray(0, length).toString();
        }),
      sync: () =>
        act("sync", () => {
          file.synced = file.text;
        }),
      close: async () => undefined,
    };
  }

  rename(from: string, to: string): Promise<void> {
    return this.#act("rename", to, () => {
      const file = this.#folder(dirname(from)).entries.get(nameOf(from));
      if (!file) throw new Error(`ENOENT: ${from}`);
      this.#folder(dirname(from)).entries.delete(nameOf(from));
      this.#folder(dirname(to)).entries.set(nameOf(to), file);
    });
  }

  remove(path: string): Promise<void> {
    return this.#act("remove", path, () => {
      this.#folders.get(dirname(path))?.entries.delete(nameOf(path));
    });
  }

  syncFolder(path: string): Promise<void> {
    // Only what is there when the sync begins is sure to be on the disk when it ends.
    const begun = new Map(this.#folders.get(path)?.entries);
    return this.#act("syncFolder", path, () => {
      this.#folder(path).synced = begun;
    });
  }

  async lock(folder: string) {
    if (this.#locked.has(folder)) throw new FolderLockedError(folder, undefined);
    this.#locked.add(folder);
    return { release: async () => void this.#locked.delete(folder) };
  }

  #openEntry(path: string, flags: "w" | "a" | "r+"): StoredFile {
    const folder = this.#folder(dirname(path));
    const known = folder.entries.get(nameOf(path));
    if (known === "folder" || (!known && flags === "r+")) throw new Error(`Cannot open ${path}`);
    const file = known ?? { text: "", synced: undefined };
    if (flags === "w") file.text = "";
    folder.entries.set(nameOf(path), file);
    return file;
  }

  #folder(path: string): StoredFolder {
    const folder = this.#folders.get(path);
    if (!folder) throw new Error(`ENOENT: ${path}`);
    return folder;
  }

  async #act<T>(operation: Operation, path: string, effect: () => T): Promise<T> {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
    // The disk takes its time: whatever else runs may run in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#isDead) throw new Error("The machine has crashed.");
    const fault = this.fault(operation, path);
    if (fault === "before") throw new Error(`EIO: ${operation} ${path}`);
    const result = effect();
    if (fault === "after") throw new Error(`EIO after ${operation} ${path}`);
    return result;
  }
}

function loseUnsynced(folder: StoredFolder, survives: () => boolean): void {
  for (const name of new Set([...folder.entries.keys(), ...folder.synced.keys()])) {
    const synced = folder.synced.get(name);
    if (folder.entries.get(name) === synced || survives()) continue;
    if (synced === undefined) folder.entries.delete(name);
    else folder.entries.set(name, synced);
  }
  for (const file of folder.entries.values()) {
    if (file === "folder") continue;
    // A file whose content was not synced may be empty although its name survived.
    file.text = survivingPart(file.text, file.synced, survives);
    file.synced = file.text;
  }
  folder.synced = new Map(folder.entries);
}

function newFolder(): StoredFolder {
  return { entries: new Map(), synced: new Map() };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
