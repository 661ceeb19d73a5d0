import type { AggregateRef } from "../../service/ports/store.js";
import { type LoadedRow, loadManyStatement, loadStatement, nameOf } from "./aggregate-head.js";
import type { Database } from "./database.js";

/** Aggregates that one statement brings at most. */
const MOST_AT_ONCE = 64;

interface Waiting {
  readonly ref: AggregateRef;
  readonly resolve: (row: LoadedRow | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads aggregates. What is asked for within one turn of the event loop is asked of the database together, each aggregate
 * once: many clicks and timers read the same few people. Nothing is kept: whatever is asked is read after it was asked.
 */
export class AggregateLoader {
  readonly #database: Database;
  #waiting: Waiting[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined when there is no such aggregate. */
  load(ref: AggregateRef): Promise<LoadedRow | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#readAll());
      this.#waiting.push({ ref, resolve, reject });
    });
  }

  #readAll(): void {
    const wanted = new Map<string, Waiting[]>();
    for (const one of this.#waiting.splice(0)) {
      const name = nameOf(one.ref);
      const others = wanted.get(name);
      if (others) others.push(one);
      else wanted.set(name, [one]);
    }
    const names = [...wanted.values()];
    while (names.length > 0) void this.#read(names.splice(0, MOST_AT_ONCE));
  }

  /** Each list is of one aggregate. */
  async #read(asked: readonly (readonly Waiting[])[]): Promise<void> {
    try {
      const refs = asked.flatMap(([first]) => first?.ref ?? []);
      const [only, ...others] = refs;
      const rows = await this.#database.read(
        only && others.length === 0 ? loadStatement(only) : loadManyStatement(refs),
      );
      const byName = new Map(rows.map((row) => [nameOf(row), row]));
      for (const { ref, resolve } of asked.flat()) resolve(byName.get(nameOf(ref)));
    } catch (error) {
      for (const { reject } of asked.flat()) reject(error);
    }
  }
}
