import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type {
  AggregateRef,
  IndexEntry,
  RequestSummary,
  VersionedRef,
} from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import { DueQueue } from "./due-queue.js";
import { KeyTable } from "./key-table.js";
import { Postings } from "./postings.js";
import { byNumber, SummaryList } from "./summary-list.js";

/** What is kept in memory of every aggregate, its value apart. */
export interface StoredEntry {
  readonly ref: AggregateRef;
  readonly version: number;
  readonly index: IndexEntry;
  /** The month folder of a request that was put away. */
  readonly month?: string;
}

/** Answers what is open, due, reserved or about whom. The cost of a change does not grow with what is stored. */
export class MemoryIndex {
  readonly keys = new KeyTable();
  readonly due = new DueQueue();
  readonly sendable = new DueQueue();
  readonly summaries = new SummaryList();
  readonly #entries = new Map<string, StoredEntry>();
  readonly #deciders = new Postings();
  readonly #concerned = new Postings();
  readonly #unreached = new Postings();
  readonly #delegates = new Postings();
  readonly #undelivered = new Set<string>();
  readonly #counts: Totals = { intended: 0, delivered: 0, failed: 0, withdrawn: 0, pending: 0 };

  get(ref: AggregateRef): StoredEntry | undefined {
    return this.#entries.get(refKey(ref));
  }

  /** Publishes what was committed. */
  put(entry: StoredEntry, now: Instant): void {
    const key = refKey(entry.ref);
    const before = this.#entries.get(key)?.index;
    const after = entry.index;
    this.#entries.set(key, entry);
    this.keys.replace(before?.keys ?? [], after.keys, key, now);
    this.due.set(key, after.nextDueAt);
    this.sendable.set(key, after.nextSendAt);
    this.#deciders.replace(before?.deciders ?? [], after.deciders, key);
    this.#concerned.replace(before?.concerned ?? [], after.concerned, key);
    this.#unreached.replace(before?.unreached ?? [], after.unreached, key);
    this.#delegates.replace(delegates(before), delegates(after), key);
    this.#noteUndelivered(key, after.noticeCounts);
    if (after.summary) this.summaries.put(after.summary);
    this.#count(before?.noticeCounts, -1);
    this.#count(after.noticeCounts, 1);
  }

  /** Everything that is stored, in the order in which it came. */
  *entries(): IterableIterator<StoredEntry> {
    for (const key of [...this.#entries.keys()]) {
      const entry = this.#entries.get(key);
      if (entry) yield entry;
    }
  }

  /** Forgets an aggregate as if it had never been. */
  remove(ref: AggregateRef, now: Instant): void {
    const entry = this.get(ref);
    if (!entry) return;
    const nothing = { ...entry.index, keys: [], deciders: [], concerned: [], unreached: [] };
    const { nextDueAt: _, nextSendAt: __, delegateId: ___, ...rest } = nothing;
    this.put({ ...entry, index: rest }, now);
    this.#count(entry.index.noticeCounts, -1);
    this.#undelivered.delete(refKey(ref));
    if (entry.index.summary) this.summaries.remove(entry.index.summary.id);
    this.#entries.delete(refKey(ref));
  }

  /** The same value now lies in another folder. */
  move(entry: StoredEntry): void {
    this.#entries.set(refKey(entry.ref), entry);
  }

  refs(keys: readonly string[]): readonly AggregateRef[] {
    return this.#find(keys).map((entry) => entry.ref);
  }

  versionedRefs(keys: readonly string[]): readonly VersionedRef[] {
    return this.#find(keys).map(({ ref, version }) => ({ ...ref, version }));
  }

  decidableBy(personIds: readonly string[]): readonly string[] {
    const keys = new Set(personIds.flatMap((id) => this.#deciders.list(id)));
    return this.#find([...keys])
      .filter((entry) => entry.ref.kind === "request")
      .sort((a, b) => submittedAt(a) - submittedAt(b) || byNumber(a.ref.id, b.ref.id))
      .map((entry) => entry.ref.id);
  }

  requestsAbout(personId: string, limit: number): readonly RequestSummary[] {
    return this.#find(this.#concerned.latest(personId, limit))
      .flatMap((entry) => entry.index.summary ?? [])
      .sort((a, b) => b.submittedAt - a.submittedAt || byNumber(b.id, a.id))
      .slice(0, limit);
  }

  unreachedBy(personId: string): readonly AggregateRef[] {
    return this.refs(this.#unreached.list(personId));
  }

  delegating(personIds: readonly string[]): readonly string[] {
    return personIds.filter(
      (id) => this.get({ kind: "person", id })?.index.delegateId !== undefined,
    );
  }

  appointersOf(personId: string): readonly string[] {
    return this.refs(this.#delegates.list(personId)).map((ref) => ref.id);
  }

  undelivered(limit: number): readonly AggregateRef[] {
    // A Set lists in the order of insertion, so that the newest are at its end.
    return this.refs([...this.#undelivered].slice(-limit).reverse());
  }

  /** @param without leaves out the requests about this person */
  noticeCounts(without?: string): NoticeCounts {
    const counts = { ...this.#counts };
    const own = without === undefined ? [] : this.#find(this.#concerned.list(without));
    for (const { index } of own) addTo(counts, index.noticeCounts, -1);
    return counts;
  }

  #find(keys: readonly string[]): StoredEntry[] {
    return keys.flatMap((key) => this.#entries.get(key) ?? []);
  }

  #noteUndelivered(key: string, { pending, failed }: NoticeCounts): void {
    if (pending + failed > 0) this.#undelivered.add(key);
    else this.#undelivered.delete(key);
  }

  #count(counts: NoticeCounts | undefined, sign: 1 | -1): void {
    if (counts) addTo(this.#counts, counts, sign);
  }
}

type Totals = { -readonly [State in keyof NoticeCounts]: number };

function addTo(totals: Totals, counts: NoticeCounts, sign: 1 | -1): void {
  totals.intended += sign * counts.intended;
  totals.delivered += sign * counts.delivered;
  totals.failed += sign * counts.failed;
  totals.withdrawn += sign * counts.withdrawn;
  totals.pending += sign * counts.pending;
}

function delegates(index: IndexEntry | undefined): readonly string[] {
  return index?.delegateId === undefined ? [] : [index.delegateId];
}

function submittedAt(entry: StoredEntry): Instant {
  return entry.index.summary?.submittedAt ?? 0;
}
