import { join } from "node:path";
import { Low } from "lowdb";
import { z } from "zod";
import { type Disk, DurableFile } from "./durable-file.js";
import type { StartReader } from "./start-reader.js";
import { Turns } from "./turns.js";

const FILE = "request-ids.json";
const FIRST = 1_001;
/** Numbers that one write sets aside; as many can be skipped by a kill. */
const BLOCK = 50;

const fileSchema = z.object({ unused: z.int().min(FIRST) });

/**
 * Numbers requests from R-1001 upward. The file says from where on no number was ever given out; it is on the disk before
 * a number is, so that none comes twice, also when the request was never committed.
 */
export class RequestIds {
  readonly #database: Low<{ unused: number }>;
  readonly #turns = new Turns();
  #next: number;
  #unused: number;

  constructor(disk: Disk, folder: string, next: number) {
    this.#next = next;
    this.#unused = next;
    this.#database = new Low(new DurableFile<{ unused: number }>(disk, join(folder, FILE)), {
      unused: next,
    });
  }

  /** The first number after those of the file and of every known request. */
  static readNext(reader: StartReader, folder: string, known: Iterable<string>): number {
    const file = reader.readJson(join(folder, FILE), (content) => fileSchema.parse(content));
    let next = file?.unused ?? FIRST;
    for (const id of known) {
      const number = Number(/^R-(\d{1,12})$/.exec(id)?.[1]);
      if (number >= next) next = number + 1;
    }
    return next;
  }

  take(): Promise<string> {
    return this.#turns.take(FILE, async () => {
      if (this.#next === this.#unused) await this.#write(this.#unused + BLOCK);
      const id = `R-${this.#next}`;
      this.#next += 1;
      return id;
    });
  }

  /** Leaves a gap: numbers that somebody else may have given out do not come again. */
  passOver(count: number): Promise<void> {
    return this.#turns.take(FILE, async () => {
      const next = this.#next + count;
      await this.#write(next);
      this.#next = next;
    });
  }

  /** Gives back what was set aside and not used, so that an orderly restart leaves no gap. */
  async close(): Promise<void> {
    await this.#turns.take(FILE, async () => {
      if (this.#next !== this.#unused) await this.#write(this.#next);
    });
  }

  async #write(unused: number): Promise<void> {
    this.#database.data = { unused };
    await this.#database.write();
    this.#unused = unused;
  }
}
