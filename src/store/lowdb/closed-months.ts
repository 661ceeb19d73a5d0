import { join } from "node:path";
import type { AggregateRef } from "../../service/ports/store.js";
import { parseHead, type RecordHead } from "./aggregate-record.js";
import { type Disk, makeFolderDurably, writeDurably, writeSynced } from "./durable-file.js";
import { CLOSED_FOLDER, closedPath, idOf, isMonth, SUMMARIES_FILE } from "./layout.js";
import type { StoredEntry } from "./memory-index.js";
import { SCHEMA } from "./migrations.js";
import type { StartReader } from "./start-reader.js";

/** The monthly folders of requests that were put away, each with a file of summaries, one JSON object a line. */
export class ClosedMonths {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #known = new Set<string>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  path(month: string, id: string): string {
    return closedPath(this.#folder, month, id);
  }

  /** Adds summaries to a month. Later lines count more than earlier ones about the same request. */
  async append(month: string, entries: readonly StoredEntry[]): Promise<void> {
    const path = join(this.#folder, CLOSED_FOLDER, month);
    if (!this.#known.has(month)) {
      await makeFolderDurably(this.#disk, path);
    }
    await writeSynced(this.#disk.files, join(path, SUMMARIES_FILE), "a", writeLines(entries));
    // The name of a new file has to last as well.
    if (!this.#known.has(month)) await this.#disk.folders.sync(path);
    this.#known.add(month);
  }

  /** Replaces the summaries of a month. */
  async rewrite(month: string, entries: readonly StoredEntry[]): Promise<void> {
    const path = join(this.#folder, CLOSED_FOLDER, month, SUMMARIES_FILE);
    await writeDurably(this.#disk, path, writeLines(entries));
  }

  /**
   * What was put away, from the summaries alone where they are whole. A month whose summaries are torn or missing is
   * read file by file and its summaries are written anew. `isOpen` requests are left out: their open file counts.
   */
  async readAll(
    reader: StartReader,
    isOpen: (id: string) => boolean,
  ): Promise<readonly StoredEntry[]> {
    const months = this.#disk.files.list(join(this.#folder, CLOSED_FOLDER)).filter(isMonth);
    const entries: StoredEntry[] = [];
    for (const month of months) entries.push(...(await this.#readMonth(month, reader, isOpen)));
    return entries;
  }

  async #readMonth(
    month: string,
    reader: StartReader,
    isOpen: (id: string) => boolean,
  ): Promise<readonly StoredEntry[]> {
    const path = join(this.#folder, CLOSED_FOLDER, month);
    const summaries = join(path, SUMMARIES_FILE);
    const heads = readLines(reader.readText(summaries) ?? "");
    const ids = this.#disk.files.list(path).flatMap((name) => idOf(name) ?? []);
    const entries: StoredEntry[] = [];
    let isWhole = heads !== undefined;
    for (const id of ids) {
      if (isOpen(id)) continue;
      const ref: AggregateRef = { kind: "request", id };
      const known = heads?.get(id);
      if (!known) isWhole = false;
      const head = known ?? reader.readRecordHead(this.path(month, id), ref);
      if (head) entries.push({ ref, version: head.version, index: head.index, month });
    }
    const present = new Set(ids);
    for (const id of heads?.keys() ?? []) {
      if (!present.has(id) && !isOpen(id))
        reader.report(`${this.path(month, id)} is missing; ${id} is not listed.`);
    }
    if (!isWhole && reader.unreadable.length === 0) {
      reader.report(
        `The summaries of ${month} were incomplete; they were written anew from the files.`,
      );
      await writeDurably(this.#disk, summaries, writeLines(entries));
    }
    return entries;
  }
}

function writeLines(entries: readonly StoredEntry[]): string {
  return entries
    .map(
      ({ ref, version, index }) =>
        `${JSON.stringify({ schema: SCHEMA, ...ref, version, index })}\n`,
    )
    .join("");
}

/** Undefined when any line is torn: then no line can be trusted to be the newest about its request. */
function readLines(text: string): ReadonlyMap<string, RecordHead> | undefined {
  const heads = new Map<string, RecordHead>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      const content = JSON.parse(line) as { readonly id?: unknown };
      const id = String(content.id);
      heads.set(id, parseHead(content, { kind: "request", id }));
    } catch {
      return undefined;
    }
  }
  return heads;
}
