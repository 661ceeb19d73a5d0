import type { Adapter } from "lowdb";
import type { AggregateKind, AggregateRef, IndexEntry } from "../../service/ports/store.js";
import { type AggregateRecord, parseRecord, recordText } from "./aggregate-record.js";
import type { Journal } from "./journal.js";

/** A lowdb adapter for the file of one aggregate, by way of the journal. It knows a file as written by its text. */
export class RecordFile<K extends AggregateKind> implements Adapter<AggregateRecord<K> | null> {
  readonly #journal: Journal;
  readonly #path: string;
  readonly #ref: AggregateRef<K>;
  readonly #index: IndexEntry | undefined;

  /** With `index`, what is known of the record's index: only for a record of the version that it belongs to. */
  constructor(journal: Journal, path: string, ref: AggregateRef<K>, index?: IndexEntry) {
    this.#journal = journal;
    this.#path = path;
    this.#ref = ref;
    this.#index = index;
  }

  async read(): Promise<AggregateRecord<K> | null> {
    const text = await this.#journal.read(this.#path);
    return text === undefined ? null : parseRecord(text, this.#ref, this.#index);
  }

  async write(record: AggregateRecord<K> | null): Promise<void> {
    if (!record) throw new TypeError(`There is no record to write to ${this.#path}.`);
    await this.#journal.write(this.#path, recordText(record));
  }
}
