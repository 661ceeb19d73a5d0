import type { ErasureRow } from "../../audit/anchor.js";
import type { StoredTrail } from "../../audit/check-trail.js";
import type { PublicKeyText } from "../../audit/signing-key.js";
import type { Holds } from "./holds.js";
import type { AggregateKind, AggregateRef, Commit, CommitResult, Store } from "./store.js";

/** A stored trail with the aggregate it belongs to. `concerned` are the people a request is about (Rule V4). */
export interface KeptTrail extends StoredTrail {
  readonly ref: AggregateRef;
  readonly concerned: readonly string[];
}

/**
 * The evidence of a store: what was written to the disk, read from there and from nowhere else, and the anchors that
 * were signed over it (Rule U1). Whether it is whole is for `src/audit` to say.
 */
export interface AuditTrail {
  readonly publicKey: PublicKeyText;
  /** Resolves when everything that was committed before the call is anchored. Rejects when it cannot be. */
  anchor(): Promise<void>;
  /** The lines of the anchor log with their line feeds, oldest first. */
  anchors(): AsyncIterable<string>;
  /** Every aggregate, read one by one; one that cannot be read comes without events and with its damage. */
  trails(): AsyncIterable<KeptTrail>;
  trail(kind: AggregateKind, id: string): Promise<KeptTrail | undefined>;
  /** Signs the trailer of an export. */
  sign(text: string): string;
}

/** Changes of what is kept that leave the chains verifiable: each leaves a signed record before it happens. */
export interface TrailKeeping {
  /** Removes requests that were put away and ended before this instant; returns how many. */
  removeEndedBefore(instant: number, limit: number): Promise<number>;
  /**
   * Commits like `Store.commit`, and takes text and salt of the named texts away with it. Their digests stay in the
   * chain.
   */
  erase(commit: Commit, rows: readonly ErasureRow[]): Promise<CommitResult>;
}

/** A store with its evidence. */
export interface AuditedStore extends Store {
  readonly auditTrail: AuditTrail;
  readonly trailKeeping: TrailKeeping;
  /** What it waits for a person for; absent where nothing can be held. */
  readonly holds?: Holds;
}
