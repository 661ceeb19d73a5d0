import type { Adapter } from "lowdb";
import type { AggregateKind, AggregateRef } from "../../service/ports/store.js";
import { type AggregateRecord, parseRecord, recordText } from "./aggregate-record.js";
import { type Disk, writeDurably } from "./durable-file.js";

/** A lowdb adapter for the file of one aggregate, durable as DurableFile is. It knows a file as written by its text. */
export class RecordFile<K extends AggregateKind> implements Adapter<AggregateRecord<K> | null> {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #ref: AggregateRef<K>;

  constructor(disk: Disk, path: string, ref: AggregateRef<K>) {
    this.#disk = disk;
    this.#path = path;
    this.#ref = ref;
  }

  async read(): Promise<AggregateRecord<K> | null> {
    const text = await this.#disk.files.read(this.#path);
    return text === undefined ? null : parseRecord(text, this.#ref);
  }

  async write(record: AggregateRecord<K> | null): Promise<void> {
    if (!record) throw new TypeError(`There is no record to write to ${this.#path}.`);
    await writeDurably(this.#disk, this.#path, recordText(record));
  }
}
