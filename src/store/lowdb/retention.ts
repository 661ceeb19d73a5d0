import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Instant } from "../../approval/instant.js";
import type { RemovalRow } from "../../audit/anchor.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AnchorLog } from "./anchor-log.js";
import type { ClosedMonths } from "./closed-months.js";
import type { Disk } from "./durable-file.js";
import type { Journal } from "./journal.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import { closingMonth } from "./put-away.js";
import type { Turns } from "./turns.js";

const PUT_AWAY_PATIENCE = 5_000;
const POLL = 20;

export interface RetentionParts {
  readonly disk: Disk;
  readonly now: () => Instant;
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly journal: Journal;
  readonly months: ClosedMonths;
  readonly turns: Turns;
  readonly anchorLog: AnchorLog;
  readonly report: (message: string) => void;
}

/**
 * Removes requests whose time is over. A signed record with the head of each chain is on the disk before the first file
 * goes, so that a removal by retention can be told from one by somebody else; a start finishes what was recorded.
 */
export class Retention {
  readonly #parts: RetentionParts;
  /** What stays as evidence does not take the place of others in the next batch. */
  readonly #kept = new Set<string>();

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  async removeEndedBefore(instant: Instant, limit: number): Promise<number> {
    const { turns, journal } = this.#parts;
    const ended = this.#findEnded(instant, limit);
    if (ended.length === 0) return 0;
    // A commit between the record and the removal would be lost, or bring back what is recorded as removed.
    const keys = ended.map(({ ref }) => refKey(ref));
    const removed = await turns.hold(keys, () => this.#removeRecorded(ended));
    // What ended a moment before may still stand in the journal.
    await journal.checkpoint();
    return removed;
  }

  #findEnded(instant: Instant, limit: number): StoredEntry[] {
    const found: StoredEntry[] = [];
    for (const entry of this.#parts.index.entries()) {
      if (found.length >= limit) break;
      const ended = entry.index.summary?.completedAt;
      const isPast = ended !== undefined && ended < instant;
      if (entry.month !== undefined && isPast && !this.#kept.has(refKey(entry.ref)))
        found.push(entry);
    }
    return found;
  }

  /** In the turns of all of them. */
  async #removeRecorded(ended: readonly StoredEntry[]): Promise<number> {
    const { index, anchorLog } = this.#parts;
    const found: { readonly entry: StoredEntry; readonly row: RemovalRow }[] = [];
    for (const { ref, version } of ended) {
      const entry = index.get(ref);
      // What changed before its turn came is looked at again the next time.
      if (entry?.version !== version || entry.month === undefined) continue;
      const row = await this.#removalOf(entry);
      if (row) found.push({ entry, row });
    }
    if (found.length === 0) return 0;
    await anchorLog.record({ removed: found.map(({ row }) => row) });
    for (const { entry } of found) await this.#remove(entry);
    await this.rewriteSummaries(new Set(found.flatMap(({ entry }) => entry.month ?? [])));
    return found.length;
  }

  /** A removal that was recorded and not finished. */
  async finish({ ref }: StoredEntry): Promise<void> {
    const entry = await this.#putAway(ref);
    if (entry?.month === undefined) return;
    await this.#parts.turns.take(refKey(ref), () => this.#remove(entry));
    await this.rewriteSummaries(new Set([entry.month]));
  }

  /** A power cut may have brought the open file back; the start puts it away again, and this waits for it. */
  async #putAway(ref: AggregateRef): Promise<StoredEntry | undefined> {
    const { index } = this.#parts;
    for (let waited = 0; waited < PUT_AWAY_PATIENCE; waited += POLL) {
      const entry = index.get(ref);
      if (!entry || entry.month !== undefined) return entry;
      await wait(POLL);
    }
    return undefined;
  }

  /** Undefined for what cannot be read, or is not as it was written: it stays, as evidence. */
  async #removalOf(entry: StoredEntry): Promise<RemovalRow | undefined> {
    const { aggregates, report } = this.#parts;
    try {
      const { record, isAsWritten } = await aggregates.inspect(entry);
      const { end } = record.log;
      if (isAsWritten) return [refKey(entry.ref), end?.sequence ?? 0, end?.hash ?? ""];
    } catch {
      // It is kept like one that was changed.
    }
    this.#kept.add(refKey(entry.ref));
    report(`${entry.ref.id} is past its retention but is not as it was written; it is kept.`);
    return undefined;
  }

  /** In its turn. */
  async #remove({ ref, month }: StoredEntry): Promise<void> {
    const { disk, now, index, aggregates, months } = this.#parts;
    if (month === undefined) return;
    await disk.files.remove(months.path(month, ref.id));
    aggregates.forget(ref);
    index.remove(ref, now());
  }

  /** Writes the summaries of these months anew: what is superseded or removed is gone from them. */
  async rewriteSummaries(touched: ReadonlySet<string>): Promise<void> {
    const { disk, index, months } = this.#parts;
    const left = new Map<string, StoredEntry[]>([...touched].map((month) => [month, []]));
    for (const entry of index.entries()) {
      // What is about to be put away has its line already; its open file counts until it is.
      left.get(entry.month ?? closingMonth(entry) ?? "")?.push(entry);
    }
    for (const [month, entries] of left) {
      await months.rewrite(month, entries);
      await disk.folders.sync(dirname(months.path(month, "R-1")));
    }
  }
}
