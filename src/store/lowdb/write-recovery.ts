import { dirname } from "node:path";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AggregateRecord } from "./aggregate-record.js";
import type { Disk } from "./durable-file.js";
import { openPath, refKey } from "./layout.js";
import type { WriteHealth } from "./write-health.js";

const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

export interface RecoveryParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly aggregates: AggregateFiles;
  readonly health: WriteHealth;
}

/** Finds out what became of a write whose outcome is unknown, and keeps the store unready until it knows. */
export class WriteRecovery {
  readonly #parts: RecoveryParts;
  #isStopped = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Calls `settle` once, when it is certain whether this record is on the disk. */
  begin(record: AggregateRecord, settle: (isWritten: boolean) => void): void {
    const key = refKey(record);
    this.#parts.health.outcomeUnknown(key);
    const attempt = (wait: number): void => {
      setTimeout(async () => {
        if (this.#isStopped) return;
        const isWritten = await this.#findOut(record).catch(() => undefined);
        if (isWritten === undefined) return attempt(Math.min(2 * wait, LONGEST_WAIT));
        settle(isWritten);
        this.#parts.health.outcomeKnown(key);
      }, wait).unref();
    };
    attempt(FIRST_WAIT);
  }

  stop(): void {
    this.#isStopped = true;
  }

  /**
   * What the operating system shows need not be what survives a power cut after a failed sync, so that what was seen is
   * made certain: the new record is written once more, the old state's folder is synced.
   */
  async #findOut(record: AggregateRecord): Promise<boolean> {
    const { disk, folder, aggregates } = this.#parts;
    const seen = await aggregates.readOpen(record);
    if (seen?.version === record.version) {
      await aggregates.write(record);
      return true;
    }
    await disk.folders.sync(dirname(openPath(folder, record)));
    return false;
  }
}
