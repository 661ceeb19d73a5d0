import type { Instant } from "../../approval/instant.js";
import type { ClockHold, Holds } from "../../service/ports/holds.js";
import type {
  AggregateKind,
  AggregateRef,
  Commit,
  CommitResult,
  VersionedRef,
} from "../../service/ports/store.js";
import type { DatabaseRestoreHold } from "./database-restore-hold.js";
import { PostgresStore, type PostgresStoreParts } from "./postgres-store.js";

export interface PostgresNodeParts extends PostgresStoreParts {
  readonly clockHold: ClockHold;
  readonly restoreHold: DatabaseRestoreHold;
}

/** The store of one node: it knows whether this node sends, and waits where a person has to speak first. */
export class PostgresNode extends PostgresStore {
  readonly holds: Holds;
  readonly #restoreHold: DatabaseRestoreHold;
  readonly #isElected: () => boolean;

  constructor(parts: PostgresNodeParts) {
    super(parts);
    this.holds = { clock: parts.clockHold, restore: parts.restoreHold };
    this.#restoreHold = parts.restoreHold;
    this.#isElected = parts.isElected;
  }

  isSender(): boolean {
    return this.#isElected();
  }

  override async commit<K extends AggregateKind>(commit: Commit<K>): Promise<CommitResult> {
    this.#restoreHold.checkWritable();
    return super.commit(commit);
  }

  override async nextRequestId(): Promise<string> {
    this.#restoreHold.checkWritable();
    return super.nextRequestId();
  }

  override async due(now: Instant, limit: number): Promise<readonly AggregateRef[]> {
    return this.#isHeld ? [] : super.due(now, limit);
  }

  override async nextDueAt(): Promise<Instant | undefined> {
    return this.#isHeld ? undefined : super.nextDueAt();
  }

  override async sendable(now: Instant, limit: number): Promise<readonly VersionedRef[]> {
    return this.#isHeld ? [] : super.sendable(now, limit);
  }

  override async nextSendAt(): Promise<Instant | undefined> {
    return this.#isHeld ? undefined : super.nextSendAt();
  }

  get #isHeld(): boolean {
    return this.#restoreHold.restored() !== undefined;
  }
}
