import type { ChainEnd } from "../../audit/chained-event.js";
import {
  type AggregateRef,
  type Commit,
  type CommitResult,
  OutcomeUnknownError,
  StoreUnavailableError,
} from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import type { AggregateFiles } from "./aggregate-files.js";
import { AggregateRecord } from "./aggregate-record.js";
import { EventLog } from "./event-log.js";
import type { KeyClaim } from "./key-table.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import type { WriteHealth } from "./write-health.js";
import type { WriteRecovery } from "./write-recovery.js";

export interface CommitterParts {
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly health: WriteHealth;
  readonly recovery: WriteRecovery;
  readonly now: () => number;
  /** Called after a commit was published, with what was known before. */
  readonly onPublished: (
    entry: StoredEntry,
    before: StoredEntry | undefined,
    end: ChainEnd | undefined,
  ) => void;
}

/** Takes text of people out of a log on its way to the disk. */
export type Redact = (log: EventLog) => EventLog;

/** One compare-and-swap: checked, reserved, written, and only then published in memory. */
export class Committer {
  readonly #parts: CommitterParts;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
  }

  /** Must run in the turn of its aggregate: nothing else may write the same file meanwhile. */
  async commit(commit: Commit, redact: Redact = (log) => log): Promise<CommitResult> {
    const { index, aggregates, health } = this.#parts;
    health.checkWritable();
    const ref: AggregateRef = { kind: commit.kind, id: commit.id };
    const before = index.get(ref);
    if ((before?.version ?? 0) !== commit.expectedVersion) return { ok: false, reason: "conflict" };
    const last = before && (aggregates.recent(ref) ?? (await aggregates.load(before)));
    const claimed = await this.#claimKeys(ref, commit);
    if (!claimed.ok) return claimed;
    await this.#write(makeRecord(commit, last, redact), claimed.claim);
    return { ok: true, version: commit.expectedVersion + 1 };
  }

  async #claimKeys(
    ref: AggregateRef,
    { index: { keys } }: Commit,
  ): Promise<{ ok: true; claim: KeyClaim } | Extract<CommitResult, { reason: "reserved" }>> {
    const { index, health, now } = this.#parts;
    const holder = refKey(ref);
    // Whether another write that is going on comes to hold a key is known when it has ended.
    let other = index.keys.findClaim(keys, holder);
    while (other !== undefined) {
      await other;
      other = index.keys.findClaim(keys, holder);
    }
    health.checkWritable();
    const taken = index.keys.findTaken(keys, holder, now());
    if (!taken) return { ok: true, claim: index.keys.claim(keys, holder) };
    const [found] = index.refs([taken.holder]);
    if (!found) throw new Error(`${taken.key} is held by ${taken.holder}, which does not exist.`);
    return { ok: false, reason: "reserved", key: taken.key, holder: found };
  }

  async #write(record: AggregateRecord, claim: KeyClaim): Promise<void> {
    const { aggregates, health, recovery } = this.#parts;
    try {
      await aggregates.write(record);
      health.writeWorked();
      this.#publish(record);
    } catch (error) {
      if (error instanceof OutcomeUnknownError) {
        recovery.begin(record, () => this.#publish(record));
      } else if (error instanceof StoreUnavailableError) {
        health.writeFailed(error);
      }
      throw error;
    } finally {
      // With the outcome unknown no commit gets as far as the keys before the truth was published.
      claim.end();
    }
  }

  #publish(record: AggregateRecord): void {
    const { index, aggregates, now, onPublished } = this.#parts;
    const ref: AggregateRef = { kind: record.kind, id: record.id };
    const before = index.get(ref);
    const entry: StoredEntry = { ref, version: record.version, index: record.index };
    aggregates.publish(record);
    index.put(entry, now());
    onPublished(entry, before, record.log.end);
  }
}

function makeRecord(
  { kind, id, expectedVersion, index, value, events }: Commit,
  last: AggregateRecord | undefined,
  redact: Redact,
): AggregateRecord {
  const log = redact(last?.log ?? EventLog.EMPTY).append(events);
  return new AggregateRecord(kind, id, expectedVersion + 1, index, value, log);
}
