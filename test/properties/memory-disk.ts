import { dirname } from "node:path";
import {
  type FileSystem,
  type FolderLock,
  FolderLockedError,
  type OpenFile,
} from "../../src/store/lowdb/file-system.js";
import { survivingPart } from "../store/surviving-part.js";

interface StoredFile {
  text: string;
  /** What would be there after a power cut; undefined when the content was never synced. */
  synced: string | undefined;
}
type Names = ReadonlyMap<string, StoredFile>;

/** Whether something that was not synced is there after a power cut all the same. */
export type Survives = () => boolean;

/**
 * A disk in memory without real waiting, so that a run takes milliseconds and a seed repeats it: every operation takes
 * as many turns of the microtask queue as `turns` says. It remembers what was synced, for power cuts.
 */
export class MemoryDisk implements FileSystem {
  /** By folder, then by path: what the operating system shows. */
  readonly #names = new Map<string, Map<string, StoredFile>>([["/", new Map()]]);
  /** The same as of the last sync of each folder. */
  readonly #synced = new Map<string, Names>();
  readonly #locked = new Set<string>();
  readonly #turns: () => number;
  #interruption: { left: number; readonly act: () => void } | undefined;

  constructor(turns: () => number = () => 0) {
    this.#turns = turns;
  }

  /**
   * What a process that is started now would find, while the old one may still run on its own copy. With `survives` the
   * power was cut as well: what was not synced is there or not, name by name and content by content; of what was appended
   * a part may be there.
   */
  fork(turns = this.#turns, survives: Survives = () => true): MemoryDisk {
    const copy = new MemoryDisk(turns);
    for (const [folder, names] of this.#names) {
      const kept = new Map<string, StoredFile>();
      const synced = this.#synced.get(folder);
      for (const path of new Set([...names.keys(), ...(synced?.keys() ?? [])])) {
        const before = synced?.get(path);
        const now = names.get(path);
        const file = now === before || survives() ? now : before;
        if (!file) continue;
        const text = survivingPart(file.text, file.synced, survives);
        kept.set(path, { text, synced: text });
      }
      copy.#names.set(folder, kept);
      copy.#synced.set(folder, new Map(kept));
    }
    return copy;
  }

  /** Acts in the middle of things: just before this many more operations have had their effect. */
  interruptAfter(operations: number, act: () => void): void {
    this.#interruption = { left: operations, act };
  }

  put(path: string, text: string): void {
    this.#folder(path).set(path, { text, synced: text });
  }

  makeFolder(path: string): string | undefined {
    if (this.#names.has(path)) return undefined;
    const topmost = this.makeFolder(dirname(path));
    this.#names.set(path, new Map());
    return topmost ?? path;
  }

  list(folder: string): readonly string[] {
    const inside = [...this.#names.keys()].filter(
      (path) => path !== "/" && dirname(path) === folder,
    );
    return [...inside, ...(this.#names.get(folder)?.keys() ?? [])].map((path) =>
      path.slice(path.lastIndexOf("/") + 1),
    );
  }

  readNow(path: string): string | undefined {
    return this.#names.get(dirname(path))?.get(path)?.text;
  }

  async read(path: string): Promise<string | undefined> {
    await this.#wait();
    return this.readNow(path);
  }

  async open(path: string, flags: "w" | "a" | "r+"): Promise<OpenFile> {
    await this.#wait();
    const known = this.#folder(path).get(path);
    if (!known && flags === "r+") throw new Error(`ENOENT: ${path}`);
    const file = known ?? { text: "", synced: undefined };
    if (flags === "w") file.text = "";
    this.#folder(path).set(path, file);
    return {
      write: async (text) => {
        await this.#wait();
        file.text += text;
      },
      overwrite: async (text) => {
        file.text = text + file.text.slice(text.length);
      },
      truncate: async (length) => {
        await this.#wait();
        file.text = Buffer.from(file.text).subarray(0, length).toString();
      },
      sync: async () => {
        await this.#wait();
        file.synced = file.text;
      },
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#wait();
    const file = this.#folder(from).get(from);
    if (!file) throw new Error(`ENOENT: ${from}`);
    this.#folder(from).delete(from);
    this.#folder(to).set(to, file);
  }

  async remove(path: string): Promise<void> {
    await this.#wait();
    this.#folder(path).delete(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#wait();
    this.#synced.set(path, new Map(this.#names.get(path)));
  }

  async lock(folder: string): Promise<FolderLock> {
    if (this.#locked.has(folder)) throw new FolderLockedError(folder, undefined);
    this.#locked.add(folder);
    return { release: async () => void this.#locked.delete(folder) };
  }

  #folder(path: string): Map<string, StoredFile> {
    const folder = this.#names.get(dirname(path));
    if (!folder) throw new Error(`ENOENT: ${path}`);
    return folder;
  }

  async #wait(): Promise<void> {
    if (this.#interruption && this.#interruption.left-- === 0) this.#interruption.act();
    for (let left = this.#turns(); left > 0; left -= 1) await undefined;
  }
}
