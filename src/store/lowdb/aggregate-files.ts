import { Low } from "lowdb";
import {
  type AggregateKind,
  type AggregateRef,
  type IndexEntry,
  StoreUnavailableError,
} from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import { RecentRecords } from "../recent-records.js";
import { type AggregateRecord, type InspectedRecord, inspectRecord } from "./aggregate-record.js";
import type { Journal } from "./journal.js";
import { closedPath, openPath } from "./layout.js";
import type { StoredEntry } from "./memory-index.js";
import { RecordFile } from "./record-file.js";

/** Records kept parsed; at 10 KB of JSON each about 7 MB. */
const MAX_RECENT = 256;

/** The database files: one lowdb database per aggregate. */
export class AggregateFiles {
  readonly #journal: Journal;
  readonly #folder: string;
  readonly #recent = new RecentRecords<AggregateRecord>(MAX_RECENT);

  constructor(journal: Journal, folder: string) {
    this.#journal = journal;
    this.#folder = folder;
  }

  /** The record as it was published last, when it was used lately. */
  recent(ref: AggregateRef): AggregateRecord | undefined {
    return this.#recent.get(refKey(ref));
  }

  /** Rejects with StoreUnavailableError when the file cannot be read or is not what was published. */
  async load({ ref, month, version, index }: StoredEntry): Promise<AggregateRecord> {
    const path =
      month === undefined ? openPath(this.#folder, ref) : closedPath(this.#folder, month, ref.id);
    try {
      const record = await this.#read(path, ref, index);
      if (record?.version !== version) throw new Error(`Version ${version} was expected.`);
      this.#recent.set(refKey(ref), record);
      return record;
    } catch (cause) {
      throw new StoreUnavailableError(`${path} cannot be read.`, { cause });
    }
  }

  /** What the journal or the file holds now, whatever is kept parsed. Rejects when it cannot be read. */
  async inspect({ ref, month, version }: StoredEntry): Promise<InspectedRecord> {
    const path =
      month === undefined ? openPath(this.#folder, ref) : closedPath(this.#folder, month, ref.id);
    const text = await this.#journal.read(path);
    if (text === undefined) throw new Error("It is missing.");
    const inspected = inspectRecord(text, ref);
    if (inspected.record.version !== version)
      throw new Error(`It holds version ${inspected.record.version}, not ${version}.`);
    return inspected;
  }

  /** Forgets what is kept parsed of an aggregate that is removed. */
  forget(ref: AggregateRef): void {
    this.#recent.delete(refKey(ref));
  }

  /** Writes to the open folder; rejects as `Journal.write` does. */
  async write(record: AggregateRecord): Promise<void> {
    const path = openPath(this.#folder, record);
    await new Low<AggregateRecord | null>(
      new RecordFile(this.#journal, path, record),
      record,
    ).write();
  }

  publish(record: AggregateRecord): void {
    this.#recent.set(refKey(record), record);
  }

  async #read<K extends AggregateKind>(
    path: string,
    ref: AggregateRef<K>,
    index: IndexEntry,
  ): Promise<AggregateRecord<K> | undefined> {
    const database = new Low<AggregateRecord<K> | null>(
      new RecordFile(this.#journal, path, ref, index),
      null,
    );
    await database.read();
    return database.data ?? undefined;
  }
}
