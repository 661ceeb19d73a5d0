import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { Outage } from "../../approval/outage.js";
import type { AuditedStore, AuditTrail, TrailKeeping } from "../../service/ports/audit-trail.js";
import type { ClockHold, Holds } from "../../service/ports/holds.js";
import {
  type AggregateKind,
  type AggregateRef,
  type Aggregates,
  type ChainedEvent,
  type Commit,
  type CommitResult,
  type EarlierListener,
  type RequestSummary,
  StoreUnavailableError,
  type Versioned,
  type VersionedRef,
} from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import type { EarlierListeners } from "../earlier-listeners.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AggregateRecord } from "./aggregate-record.js";
import type { Committer } from "./committer.js";
import type { MemoryIndex } from "./memory-index.js";
import type { OutageLog } from "./outage-log.js";
import type { RefusedWrites } from "./refused-writes.js";
import type { RequestIds } from "./request-ids.js";
import type { EmbeddedRestoreHold } from "./restore-hold.js";
import type { Turns } from "./turns.js";
import type { WriteHealth } from "./write-health.js";

export interface EmbeddedStoreParts {
  readonly now: () => Instant;
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly committer: Committer;
  readonly turns: Turns;
  readonly health: WriteHealth;
  readonly ids: RequestIds;
  readonly outages: OutageLog;
  readonly refusedWrites: RefusedWrites;
  readonly earlierListeners: EarlierListeners;
  readonly auditTrail: AuditTrail;
  readonly trailKeeping: TrailKeeping;
  readonly clockHold: ClockHold;
  readonly restoreHold: EmbeddedRestoreHold;
  /** Ends everything that goes on beside the commits and gives the folder free. */
  readonly shutDown: () => Promise<void>;
}

/** The store of a single process, in a folder (see docs/architecture.md, "Two stores"). */
export class EmbeddedStore implements AuditedStore {
  readonly #parts: EmbeddedStoreParts;
  #closing: Promise<void> | undefined;

  constructor(parts: EmbeddedStoreParts) {
    this.#parts = parts;
  }

  get auditTrail(): AuditTrail {
    return this.#parts.auditTrail;
  }

  get trailKeeping(): TrailKeeping {
    return this.#parts.trailKeeping;
  }

  get holds(): Holds {
    return { clock: this.#parts.clockHold, restore: this.#parts.restoreHold };
  }

  now(): Instant {
    return this.#parts.now();
  }

  async load<K extends AggregateKind>(
    kind: K,
    id: string,
  ): Promise<Versioned<Aggregates[K]> | undefined> {
    const record = await this.#record({ kind, id });
    return record && { version: record.version, value: record.value as Aggregates[K] };
  }

  async commit<K extends AggregateKind>(commit: Commit<K>): Promise<CommitResult> {
    this.#parts.restoreHold.checkWritable();
    return this.#parts.turns.take(refKey(commit), () => this.#parts.committer.commit(commit));
  }

  async nextRequestId(): Promise<string> {
    this.#parts.health.checkWritable();
    this.#parts.restoreHold.checkWritable();
    try {
      return await this.#parts.ids.take();
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.#parts.health.writeFailed(error);
      throw error;
    }
  }

  async due(now: Instant, limit: number): Promise<readonly AggregateRef[]> {
    return this.#isHeld ? [] : this.#index.refs(this.#index.due.list(now, limit));
  }

  async nextDueAt(): Promise<Instant | undefined> {
    return this.#isHeld ? undefined : this.#index.due.next();
  }

  async sendable(now: Instant, limit: number): Promise<readonly VersionedRef[]> {
    return this.#isHeld ? [] : this.#index.versionedRefs(this.#index.sendable.list(now, limit));
  }

  async nextSendAt(): Promise<Instant | undefined> {
    return this.#isHeld ? undefined : this.#index.sendable.next();
  }

  async holderOf(key: string, now: Instant): Promise<AggregateRef | undefined> {
    const holder = this.#index.keys.holderOf(key, now);
    return holder === undefined ? undefined : this.#index.refs([holder])[0];
  }

  async decidableBy(personIds: readonly string[]): Promise<readonly string[]> {
    return this.#index.decidableBy(personIds);
  }

  async requestsAbout(personId: string, limit: number): Promise<readonly RequestSummary[]> {
    return this.#index.requestsAbout(personId, limit);
  }

  async requestSummaries(submittedSince?: Instant): Promise<Iterable<RequestSummary>> {
    return this.#index.summaries.newestFirst(submittedSince);
  }

  async unreachedBy(personId: string): Promise<readonly AggregateRef[]> {
    return this.#index.unreachedBy(personId);
  }

  async undelivered(limit: number): Promise<readonly AggregateRef[]> {
    return this.#index.undelivered(limit);
  }

  async delegating(personIds: readonly string[]): Promise<readonly string[]> {
    return this.#index.delegating(personIds);
  }

  async appointersOf(personId: string): Promise<readonly string[]> {
    return this.#index.appointersOf(personId);
  }

  async noticeCounts(without?: string): Promise<NoticeCounts> {
    return this.#index.noticeCounts(without);
  }

  async events(kind: AggregateKind, id: string): Promise<readonly ChainedEvent[]> {
    return (await this.#record({ kind, id }))?.events ?? [];
  }

  async outages(): Promise<readonly Outage[]> {
    this.#parts.health.checkOpen();
    return this.#parts.refusedWrites.list();
  }

  async recordOutage(outage: Outage): Promise<void> {
    this.#parts.health.checkOpen();
    await this.#parts.outages.record(outage, this.now());
  }

  problem(): string | undefined {
    return this.#parts.health.problem();
  }

  onEarlier(listener: EarlierListener): () => void {
    return this.#parts.earlierListeners.add(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** A restored copy: nothing falls due and nothing is sent (Rules T4, N2). */
  get #isHeld(): boolean {
    return this.#parts.restoreHold.restored() !== undefined;
  }

  get #index(): MemoryIndex {
    this.#parts.health.checkOpen();
    return this.#parts.index;
  }

  async #record(ref: AggregateRef): Promise<AggregateRecord | undefined> {
    const { index, aggregates, health, turns } = this.#parts;
    const key = refKey(ref);
    health.checkReadable(key);
    if (!index.get(ref)) return undefined;
    // A file may hold a commit that is not published yet: it is read between the commits of its aggregate.
    return (
      aggregates.recent(ref) ??
      turns.take(key, async () => {
        health.checkReadable(key);
        const entry = index.get(ref);
        return entry && (aggregates.recent(ref) ?? (await aggregates.load(entry)));
      })
    );
  }

  async #close(): Promise<void> {
    this.#parts.health.close();
    await this.#parts.turns.settled();
    await this.#parts.shutDown();
  }
}
