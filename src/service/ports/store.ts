import type { AuditEvent } from "../../approval/audit-event.js";
import type { ControlConfiguration } from "../../approval/control-configuration.js";
import type { InsiderRiskRecord } from "../../approval/insider-risk.js";
import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { Outage } from "../../approval/outage.js";
import type { PersonRecord } from "../../approval/person-record.js";
import type { AccessRequest } from "../../approval/request.js";
import type { RequestSummary } from "../../approval/request-summary.js";
import type { Sending } from "../../approval/sending.js";
import type { ChainedEvent } from "../../audit/chained-event.js";

export type { ChainedEvent, RequestSummary };

/** The aggregates: each has its own version, events and ledger rows; no commit spans two of them. */
export interface Aggregates {
  readonly request: AccessRequest;
  /** By risk source. */
  readonly controlConfiguration: ControlConfiguration;
  /** By object id. */
  readonly person: PersonRecord;
  /** There is one of it. */
  readonly sending: Sending;
  /** By object id; reported, since no source can be asked. */
  readonly insiderRisk: InsiderRiskRecord;
}
export type AggregateKind = keyof Aggregates;

export interface AggregateRef<K extends AggregateKind = AggregateKind> {
  readonly kind: K;
  readonly id: string;
}

/** An aggregate, and the version in which it was listed. */
export interface VersionedRef extends AggregateRef {
  readonly version: number;
}

/** A stored value. The version counts up by one with every commit, from 1. */
export interface Versioned<T> {
  readonly version: number;
  /** Tells two values of one version apart, where the store may be put back to an earlier state while it runs. */
  readonly digest?: string;
  readonly value: T;
}

/** A name that at most one aggregate may hold (Rules I2, I3). Without `until` it is held as long as it is listed. */
export interface ReservedKey {
  readonly key: string;
  readonly until?: Instant;
}

/** What the store keeps at hand of an aggregate. Derived from the value by the service at every commit. */
export interface IndexEntry {
  /** When the clockwork must look at it; absent when nothing falls due. */
  readonly nextDueAt?: Instant;
  /** When the sender must look at it. */
  readonly nextSendAt?: Instant;
  /** Terminal, and no row, timer or hand-over is pending: may be put away. */
  readonly isClosed: boolean;
  readonly keys: readonly ReservedKey[];
  readonly noticeCounts: NoticeCounts;
  /** People who can decide the open stage of a request now, without delegates. */
  readonly deciders: readonly string[];
  /** The people a request is about. */
  readonly concerned: readonly string[];
  /** Recipients of rows that failed and would be worth another try once the person is reachable. */
  readonly unreached: readonly string[];
  /** Whom a person has appointed as delegate. */
  readonly delegateId?: string;
  readonly summary?: RequestSummary;
}

export interface Commit<K extends AggregateKind = AggregateKind> {
  readonly kind: K;
  readonly id: string;
  /** 0 for a new aggregate. */
  readonly expectedVersion: number;
  /** Of the value that this one was made of, as it was loaded; a commit on another value is a conflict. */
  readonly expectedDigest?: string | undefined;
  readonly value: Aggregates[K];
  readonly events: readonly AuditEvent[];
  readonly index: IndexEntry;
}

export type CommitResult =
  | { readonly ok: true; readonly version: number }
  /** Somebody was faster: load and decide again. */
  | { readonly ok: false; readonly reason: "conflict" }
  /** Another aggregate holds one of the keys. */
  | {
      readonly ok: false;
      readonly reason: "reserved";
      readonly key: string;
      readonly holder: AggregateRef;
    };

/** A write that may or may not have happened. The store is unready until it has read the truth again. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";
}

/** The store cannot take writes or answer reads now; nothing was changed. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}

/**
 * Where everything is kept. Values that are returned must not be changed by the caller. Every method that is
 * asynchronous may reject with StoreUnavailableError.
 */
/** What has come nearer. Where it names neither instant, anything may have. */
export interface EarlierWork {
  readonly dueAt?: Instant | undefined;
  readonly sendAt?: Instant | undefined;
}

export type EarlierListener = (work: EarlierWork) => void;

export interface Store {
  /** The store's clock: the only one that decides what is due (UTC). */
  now(): Instant;
  load<K extends AggregateKind>(kind: K, id: string): Promise<Versioned<Aggregates[K]> | undefined>;
  /** One atomic, durable write by compare-and-swap. May reject with OutcomeUnknownError. */
  commit<K extends AggregateKind>(commit: Commit<K>): Promise<CommitResult>;
  /** The next free request id, `R-1001` upward. Never returned twice; gaps may occur. */
  nextRequestId(): Promise<string>;
  /** Aggregates whose `nextDueAt` is at or before `now`, earliest first. */
  due(now: Instant, limit: number): Promise<readonly AggregateRef[]>;
  nextDueAt(): Promise<Instant | undefined>;
  /** Aggregates whose `nextSendAt` is at or before `now`, earliest first. */
  sendable(now: Instant, limit: number): Promise<readonly VersionedRef[]>;
  nextSendAt(): Promise<Instant | undefined>;
  /** Whether this process sends; of several on one store one does. Absent where there is only one. */
  isSender?(): boolean;
  /** Who holds a key at `now`. */
  holderOf(key: string, now: Instant): Promise<AggregateRef | undefined>;
  /** Open requests whose current stage any of these people can decide, oldest first. */
  decidableBy(personIds: readonly string[]): Promise<readonly string[]>;
  /** Summaries of the requests a person is concerned by, newest first, open and closed. */
  requestsAbout(personId: string, limit: number): Promise<readonly RequestSummary[]>;
  /**
   * Summaries of all requests, newest first, open and closed; with `submittedSince` those submitted at or after it. Costs
   * what the caller walks, and may be walked more than once. Each summary is as it stood when the walk came near it, at
   * most 1,000 before it; what is submitted meanwhile belongs to the next walk. A caller who walks far should give way
   * to others now and then.
   */
  requestSummaries(
    submittedSince?: Instant,
  ): Promise<Iterable<RequestSummary> | AsyncIterable<RequestSummary>>;
  /** Aggregates with a row for this person that failed and may be tried again. */
  unreachedBy(personId: string): Promise<readonly AggregateRef[]>;
  /** Aggregates with rows that are pending or failed, the one that came to be so last first, at most `limit`. */
  undelivered(limit: number): Promise<readonly AggregateRef[]>;
  /** People who have appointed this person as their delegate. Whether it is in force is for the caller to see. */
  appointersOf(personId: string): Promise<readonly string[]>;
  /** Those of these people who have appointed a delegate; one that is seconds young may be missing. */
  delegating(personIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Totals of the whole ledger, open and closed (Rule N2); with `without` all but those of requests about this person, who
   * would read from them what his own cause (Rule V4).
   */
  noticeCounts(without?: string): Promise<NoticeCounts>;
  events(kind: AggregateKind, id: string): Promise<readonly ChainedEvent[]>;
  /** Spans in which the bot was down or Teams could not be reached, of the last 15 days, oldest first. */
  outages(): Promise<readonly Outage[]>;
  recordOutage(outage: Outage): Promise<void>;
  /** Undefined when reads and writes work, else why not, for `/readyz`. */
  problem(): string | undefined;
  /** Calls back whenever a commit made something due earlier than it was. Returns a function that ends it. */
  onEarlier(listener: EarlierListener): () => void;
  close(): Promise<void>;
}
