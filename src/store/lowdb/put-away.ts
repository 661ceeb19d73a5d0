import { refKey } from "../../service/ref-key.js";
import type { ClosedMonths } from "./closed-months.js";
import { type Disk, writeDurably } from "./durable-file.js";
import type { Journal } from "./journal.js";
import { monthOf, openPath } from "./layout.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import type { Turns } from "./turns.js";
import type { WriteHealth } from "./write-health.js";

const RETRY_WAIT = 5_000;
const MAX_BATCH = 64;

export interface PutAwayParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly journal: Journal;
  readonly index: MemoryIndex;
  readonly months: ClosedMonths;
  readonly turns: Turns;
  readonly health: WriteHealth;
  readonly report: (message: string) => void;
}

/** The month folder that a request belongs in once it is closed; undefined while it is not. */
export function closingMonth({ ref, index }: StoredEntry): string | undefined {
  if (ref.kind !== "request" || !index.isClosed || !index.summary) return undefined;
  return monthOf(index.summary.submittedAt);
}

/**
 * Moves closed requests out of the open folder, after their commit and beside everything else. Summary line and copy
 * are on the disk before the open file is removed, and an open file always counts more than a closed one: whatever is
 * killed when, the start finds the newest value and repeats the move.
 */
export class PutAway {
  readonly #parts: PutAwayParts;
  readonly #waiting = new Map<string, StoredEntry>();
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: PutAwayParts) {
    this.#parts = parts;
  }

  add(entry: StoredEntry): void {
    if (this.#isStopped) return;
    this.#waiting.set(refKey(entry.ref), entry);
    this.#running ??= this.#run();
  }

  /** Ends after the batch in hand; what is left is moved at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets the answer of the commit that closed the request go first, and others join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0 && !this.#isStopped) {
      const batch = [...this.#waiting.values()].slice(0, MAX_BATCH);
      for (const { ref } of batch) this.#waiting.delete(refKey(ref));
      try {
        await this.#move(batch.filter((entry) => this.#isCurrent(entry)));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#parts.report(`Closed requests could not be put away: ${reason} It is tried again.`);
        setTimeout(() => {
          for (const entry of batch) this.add(entry);
        }, RETRY_WAIT).unref();
      }
    }
    // In the same step as the last look at what waits: nothing can be added in between and be forgotten.
    this.#running = undefined;
  }

  async #move(batch: readonly StoredEntry[]): Promise<void> {
    const { months } = this.#parts;
    const byMonth = new Map<string, StoredEntry[]>();
    for (const entry of batch) {
      const month = closingMonth(entry);
      if (month !== undefined) byMonth.set(month, [...(byMonth.get(month) ?? []), entry]);
    }
    for (const [month, entries] of byMonth) {
      await months.append(month, entries);
      await Promise.all(entries.map((entry) => this.#moveFile(entry, month)));
    }
  }

  async #moveFile(entry: StoredEntry, month: string): Promise<void> {
    const { disk, folder, journal, months, turns, index } = this.#parts;
    const from = openPath(folder, entry.ref);
    const text = await journal.read(from);
    if (text === undefined) return;
    await writeDurably(disk, months.path(month, entry.ref.id), text);
    await turns.take(refKey(entry.ref), async () => {
      // A commit that came in between has a newer open file, and is put away by itself.
      if (!this.#isCurrent(entry)) return;
      await journal.remove(from);
      index.move({ ...entry, month });
    });
  }

  #isCurrent({ ref, version }: StoredEntry): boolean {
    const known = this.#parts.index.get(ref);
    return known?.version === version && !this.#parts.health.isUnknown(refKey(ref));
  }
}
