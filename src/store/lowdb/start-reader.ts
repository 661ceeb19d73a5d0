import { join } from "node:path";
import type { AggregateKind, AggregateRef } from "../../service/ports/store.js";
import { StartRefusedError } from "../start-refused-error.js";
import { parseFileHead, type RecordHead } from "./aggregate-record.js";
import type { Disk } from "./durable-file.js";
import { AGGREGATE_FOLDERS, idOf } from "./layout.js";
import type { StoredEntry } from "./memory-index.js";
import { UNFINISHED } from "./write-batches.js";

export interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
}

/** Reads files at start and collects those that cannot be read, so that an operator hears of all of them at once. */
export class StartReader {
  readonly #unreadable = new Map<string, UnreadableFile>();
  readonly report: (message: string) => void;
  readonly #disk: Disk;

  constructor(disk: Disk, report: (message: string) => void) {
    this.#disk = disk;
    this.report = report;
  }

  get unreadable(): readonly UnreadableFile[] {
    return [...this.#unreadable.values()];
  }

  readText(path: string): string | undefined {
    try {
      return this.#disk.files.readNow(path);
    } catch (cause) {
      throw new StartRefusedError(
        "inaccessible",
        `${path} cannot be read.`,
        "Check the disk and that the file belongs to the user of this process, then start again.",
        { cause },
      );
    }
  }

  /** Undefined when the file is missing, or unreadable: then it is noted. */
  readJson<T>(path: string, parse: (content: unknown) => T): T | undefined {
    return this.#read(path, (text) => parse(JSON.parse(text)));
  }

  readRecordHead(path: string, ref: AggregateRef): RecordHead | undefined {
    return this.#read(path, (text) => parseFileHead(text, ref));
  }

  #read<T>(path: string, parse: (text: string) => T): T | undefined {
    const text = this.readText(path);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      this.noteUnreadable(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  noteUnreadable(path: string, reason: string): void {
    this.#unreadable.set(path, { path, reason: reason.replaceAll(/\s+/g, " ").slice(0, 200) });
  }

  /** Everything in the open folder of a kind. What a killed process left half written is removed. */
  async readOpen(folder: string, kind: AggregateKind): Promise<readonly StoredEntry[]> {
    const path = join(folder, AGGREGATE_FOLDERS[kind]);
    const entries: StoredEntry[] = [];
    for (const name of this.#disk.files.list(path)) {
      if (name.endsWith(UNFINISHED)) await this.#disk.files.remove(join(path, name));
      const id = idOf(name);
      if (id === undefined) continue;
      const ref = { kind, id };
      const head = this.readRecordHead(join(path, name), ref);
      if (head) entries.push({ ref, version: head.version, index: head.index });
    }
    return entries;
  }
}
