import { dirname } from "node:path";
import {
  type FileSystem,
  type FolderLock,
  FolderLockedError,
  type OpenFile,
} from "../../src/store/lowdb/file-system.js";

interface StoredFile {
  text: string;
}

/**
 * A disk in memory without real waiting, so that a run takes milliseconds and a seed repeats it: every operation takes
 * as many turns of the microtask queue as `turns` says. What is lost without a sync is the crash test's to show.
 */
export class MemoryDisk implements FileSystem {
  readonly #files = new Map<string, StoredFile>();
  readonly #folders: Set<string>;
  readonly #locked = new Set<string>();
  readonly #turns: () => number;

  constructor(turns: () => number = () => 0, folders: Iterable<string> = ["/"]) {
    this.#turns = turns;
    this.#folders = new Set(folders);
  }

  /** What a process that is started now would find, while the old one may still run on its own copy. */
  fork(turns = this.#turns): MemoryDisk {
    const copy = new MemoryDisk(turns, this.#folders);
    for (const [path, { text }] of this.#files) copy.#files.set(path, { text });
    return copy;
  }

  put(path: string, text: string): void {
    this.#files.set(path, { text });
  }

  makeFolder(path: string): string | undefined {
    if (this.#folders.has(path)) return undefined;
    const topmost = this.makeFolder(dirname(path));
    this.#folders.add(path);
    return topmost ?? path;
  }

  list(folder: string): readonly string[] {
    const prefix = folder.endsWith("/") ? folder : `${folder}/`;
    return [...this.#folders, ...this.#files.keys()]
      .filter((path) => path !== folder && path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .filter((name) => name !== "" && !name.includes("/"));
  }

  readNow(path: string): string | undefined {
    return this.#files.get(path)?.text;
  }

  async read(path: string): Promise<string | undefined> {
    await this.#wait();
    return this.readNow(path);
  }

  async open(path: string, flags: "w" | "a" | "r+"): Promise<OpenFile> {
    await this.#wait();
    const known = this.#files.get(path);
    if (!known && flags === "r+") throw new Error(`ENOENT: ${path}`);
    const file = known ?? { text: "" };
    if (flags === "w") file.text = "";
    this.#files.set(path, file);
    return {
      write: async (text) => {
        await this.#wait();
        file.text += text;
      },
      overwrite: async (text) => {
        file.text = text + file.text.slice(text.length);
      },
      sync: () => this.#wait(),
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#wait();
    const file = this.#files.get(from);
    if (!file) throw new Error(`ENOENT: ${from}`);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    await this.#wait();
    this.#files.delete(path);
  }

  syncFolder(): Promise<void> {
    return this.#wait();
  }

  async lock(folder: string): Promise<FolderLock> {
    if (this.#locked.has(folder)) throw new FolderLockedError(folder, undefined);
    this.#locked.add(folder);
    return { release: async () => void this.#locked.delete(folder) };
  }

  async #wait(): Promise<void> {
    for (let left = this.#turns(); left > 0; left -= 1) await undefined;
  }
}
