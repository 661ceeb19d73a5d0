import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { Outage } from "../../approval/outage.js";
import type { ChainedEvent } from "../../audit/chained-event.js";
import type { AuditedStore, AuditTrail, TrailKeeping } from "../../service/ports/audit-trail.js";
import type { ClockHold, Holds } from "../../service/ports/holds.js";
import type {
  AggregateKind,
  AggregateRef,
  Aggregates,
  Commit,
  CommitResult,
  EarlierListener,
  RequestSummary,
  Versioned,
  VersionedRef,
} from "../../service/ports/store.js";
import type { EarlierListeners } from "../earlier-listeners.js";
import { nameOf } from "./aggregate-head.js";
import type { AggregateLists } from "./aggregate-lists.js";
import type { AggregateLoader } from "./aggregate-loader.js";
import type { Database } from "./database.js";
import type { DatabaseHealth } from "./database-health.js";
import type { DatabaseRestoreHold } from "./database-restore-hold.js";
import type { DelegateCache } from "./delegate-cache.js";
import type { DueWork } from "./due-work.js";
import type { OutageTable } from "./outage-table.js";
import type { PostgresCommitter } from "./postgres-committer.js";
import type { RecentHeads } from "./recent-heads.js";
import type { RequestNumbers } from "./request-numbers.js";
import { query, statementOf } from "./typed-query.js";

export interface PostgresStoreParts {
  readonly now: () => Instant;
  readonly database: Database;
  readonly health: DatabaseHealth;
  readonly committer: PostgresCommitter;
  readonly heads: RecentHeads;
  readonly lists: AggregateLists;
  readonly loader: AggregateLoader;
  readonly due: DueWork;
  readonly delegates: DelegateCache;
  readonly numbers: RequestNumbers;
  readonly outages: OutageTable;
  readonly auditTrail: AuditTrail;
  readonly trailKeeping: TrailKeeping;
  readonly earlierListeners: EarlierListeners;
  /** Whether this node is the one that sends. */
  readonly isElected: () => boolean;
  readonly clockHold: ClockHold;
  readonly restoreHold: DatabaseRestoreHold;
  readonly shutDown: () => Promise<void>;
}

/** The store of one or several nodes, in a PostgreSQL database (see docs/architecture.md, "Two stores"). */
export class PostgresStore implements AuditedStore {
  readonly holds: Holds;
  readonly #parts: PostgresStoreParts;
  #closing: Promise<void> | undefined;

  constructor(parts: PostgresStoreParts) {
    this.holds = { clock: parts.clockHold, restore: parts.restoreHold };
    this.#parts = parts;
  }

  get auditTrail(): AuditTrail {
    return this.#parts.auditTrail;
  }

  get trailKeeping(): TrailKeeping {
    return this.#parts.trailKeeping;
  }

  /** Statements sent to the database so far, for what a decision costs. */
  get roundTrips(): number {
    return this.#parts.database.roundTrips;
  }

  now(): Instant {
    return this.#parts.now();
  }

  async load<K extends AggregateKind>(
    kind: K,
    id: string,
  ): Promise<Versioned<Aggregates[K]> | undefined> {
    // Text of the database holds no such sign: nothing has this id.
    if (id.includes("\0")) return undefined;
    const { loader, health, heads } = this.#parts;
    const aggregate = nameOf({ kind, id });
    health.checkKnown(aggregate);
    const loaded = await loader.load({ kind, id });
    if (!loaded) return undefined;
    heads.set(aggregate, loaded.head);
    const { digest, value } = loaded;
    return { version: loaded.head.version, digest, value: value as Aggregates[K] };
  }

  async commit<K extends AggregateKind>(commit: Commit<K>): Promise<CommitResult> {
    this.#parts.restoreHold.checkWritable();
    return this.#parts.committer.commit(commit);
  }

  async nextRequestId(): Promise<string> {
    this.#parts.restoreHold.checkWritable();
    return this.#parts.numbers.take();
  }

  async due(now: Instant, limit: number): Promise<readonly AggregateRef[]> {
    return this.#isHeld ? [] : this.#parts.due.take(now, limit);
  }

  async nextDueAt(): Promise<Instant | undefined> {
    return this.#isHeld ? undefined : this.#parts.due.nextDueAt();
  }

  isSender(): boolean {
    return this.#parts.isElected();
  }

  /** Nothing on every node but the elected one: order and limits of what is sent need a single sender. */
  async sendable(now: Instant, limit: number): Promise<readonly VersionedRef[]> {
    return this.#maySend ? this.#parts.lists.sendable(now, limit) : [];
  }

  async nextSendAt(): Promise<Instant | undefined> {
    return this.#maySend ? this.#parts.lists.nextSendAt() : undefined;
  }

  holderOf(key: string, now: Instant): Promise<AggregateRef | undefined> {
    return this.#parts.lists.holderOf(key, now);
  }

  decidableBy(personIds: readonly string[]): Promise<readonly string[]> {
    return this.#parts.lists.decidableBy(personIds);
  }

  requestsAbout(personId: string, limit: number): Promise<readonly RequestSummary[]> {
    return this.#parts.lists.requestsAbout(personId, limit);
  }

  async requestSummaries(submittedSince?: Instant): Promise<AsyncIterable<RequestSummary>> {
    const { lists } = this.#parts;
    return { [Symbol.asyncIterator]: () => lists.summaries(submittedSince) };
  }

  unreachedBy(personId: string): Promise<readonly AggregateRef[]> {
    return this.#parts.lists.unreachedBy(personId);
  }

  undelivered(limit: number): Promise<readonly AggregateRef[]> {
    return this.#parts.lists.undelivered(limit);
  }

  delegating(personIds: readonly string[]): Promise<readonly string[]> {
    return this.#parts.delegates.delegating(personIds);
  }

  appointersOf(personId: string): Promise<readonly string[]> {
    return this.#parts.delegates.appointersOf(personId);
  }

  noticeCounts(without?: string): Promise<NoticeCounts> {
    return this.#parts.lists.noticeCounts(without);
  }

  async events(kind: AggregateKind, id: string): Promise<readonly ChainedEvent[]> {
    const chain = query
      .selectFrom("audit_event")
      .select("event")
      .where("kind", "=", kind)
      .where("id", "=", id)
      .orderBy("sequence");
    const rows = await this.#parts.database.read(statementOf(chain, "events"));
    return rows.map(({ event }) => JSON.parse(event) as ChainedEvent);
  }

  outages(): Promise<readonly Outage[]> {
    return this.#parts.outages.list(this.now());
  }

  recordOutage(outage: Outage): Promise<void> {
    return this.#parts.outages.record(outage, this.now());
  }

  problem(): string | undefined {
    return this.#parts.health.problem();
  }

  onEarlier(listener: EarlierListener): () => void {
    return this.#parts.earlierListeners.add(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#parts.shutDown();
    return this.#closing;
  }

  /** A restored database waits until a person has spoken. */
  get #isHeld(): boolean {
    return this.#parts.restoreHold.restored() !== undefined;
  }

  get #maySend(): boolean {
    return !this.#isHeld && this.#parts.isElected();
  }
}
