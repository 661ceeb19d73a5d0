import {
  type AggregateKind,
  type AggregateRef,
  type Aggregates,
  StoreUnavailableError,
} from "../../service/ports/store.js";
import { RecentRecords } from "../recent-records.js";
import { type AggregateHead, headOf, loadStatement, nameOf } from "./aggregate-head.js";
import type { Database } from "./database.js";

/** Aggregates that one statement brings at most. */
const MOST_AT_ONCE = 64;
/** Values kept parsed; at 10 KB of JSON each about 15 MB. */
const MOST_KEPT = 512;

export interface LoadedAggregate {
  readonly head: AggregateHead;
  readonly digest: string;
  readonly value: Aggregates[AggregateKind];
}

interface KeptValue {
  readonly digest: string;
  readonly value: Aggregates[AggregateKind];
}

interface Waiting {
  readonly ref: AggregateRef;
  readonly resolve: (loaded: LoadedAggregate | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads aggregates. What is asked for within one turn of the event loop is asked of the database together, each aggregate
 * once: many clicks and timers read the same few people. The database is asked every time; it leaves out a value whose
 * digest says that it is the one that was read before, whatever version it has.
 */
export class AggregateLoader {
  readonly #database: Database;
  readonly #kept = new RecentRecords<KeptValue>(MOST_KEPT);
  #waiting: Waiting[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined when there is no such aggregate. */
  load(ref: AggregateRef): Promise<LoadedAggregate | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#readAll());
      this.#waiting.push({ ref, resolve, reject });
    });
  }

  #readAll(): void {
    const byName = new Map<string, Waiting[]>();
    for (const one of this.#waiting.splice(0)) {
      const others = byName.get(nameOf(one.ref));
      if (others) others.push(one);
      else byName.set(nameOf(one.ref), [one]);
    }
    const lists = [...byName.values()];
    while (lists.length > 0) void this.#answer(lists.splice(0, MOST_AT_ONCE));
  }

  /** Each list is of one aggregate. */
  async #answer(lists: readonly (readonly Waiting[])[]): Promise<void> {
    const asked = lists.flat();
    try {
      const loaded = await this.#read(lists.flatMap(([first]) => first?.ref ?? []));
      for (const { ref, resolve } of asked) resolve(loaded.get(nameOf(ref)));
    } catch (error) {
      if (lists.length > 1 && !(error instanceof StoreUnavailableError)) {
        // One of them cannot even be asked for: the others have nothing to do with it.
        for (const list of lists) void this.#answer([list]);
        return;
      }
      for (const { reject } of asked) reject(error);
    }
  }

  async #read(refs: readonly AggregateRef[]): Promise<ReadonlyMap<string, LoadedAggregate>> {
    const known = new Map(refs.map((ref) => [nameOf(ref), this.#kept.get(nameOf(ref))]));
    const wanted = refs.map((ref) => ({ ...ref, knownDigest: known.get(nameOf(ref))?.digest }));
    const loaded = new Map<string, LoadedAggregate>();
    for (const row of await this.#database.read(loadStatement(wanted))) {
      const name = nameOf(row);
      const value = row.value ?? known.get(name)?.value;
      if (value === undefined) throw new Error(`${name} came without its value`);
      this.#kept.set(name, { digest: row.digest, value });
      loaded.set(name, { head: headOf(row), digest: row.digest, value });
    }
    return loaded;
  }
}
