import { refKey } from "../../service/ref-key.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AggregateRecord } from "./aggregate-record.js";
import type { WriteHealth } from "./write-health.js";

const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

export interface RecoveryParts {
  readonly aggregates: AggregateFiles;
  readonly health: WriteHealth;
}

/**
 * Makes a write certain whose outcome is unknown, and keeps the store unready until it is. What the operating system shows
 * need not be what survives a power cut after a failed sync, so that the record is written again.
 */
export class WriteRecovery {
  readonly #parts: RecoveryParts;
  #isStopped = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Calls `settle` once, when it is certain that this record is on the disk. */
  begin(record: AggregateRecord, settle: () => void): void {
    const key = refKey(record);
    this.#parts.health.outcomeUnknown(key);
    const attempt = (wait: number): void => {
      setTimeout(async () => {
        if (this.#isStopped) return;
        try {
          await this.#parts.aggregates.write(record);
        } catch {
          return attempt(Math.min(2 * wait, LONGEST_WAIT));
        }
        settle();
        this.#parts.health.outcomeKnown(key);
      }, wait).unref();
    };
    attempt(FIRST_WAIT);
  }

  stop(): void {
    this.#isStopped = true;
  }
}
