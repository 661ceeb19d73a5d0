import { AsyncLocalStorage } from "node:async_hooks";
import type { Instant } from "../../approval/instant.js";
import type { Restored, RestoreHold } from "../../service/ports/holds.js";
import { StoreUnavailableError } from "../../service/ports/store.js";
import type { Database } from "./database.js";

/** More numbers than are given out between a backup and its restoration. */
const PASS_OVER = `select setval('riskgate.request_number', last_value + 10000) from riskgate.request_number`;

/**
 * Holds every node of a restored database until a person has released it on one of them. A database cannot know of
 * itself that it is a copy: whoever restores it writes so into the table `store`.
 */
export class DatabaseRestoreHold implements RestoreHold {
  readonly #database: Database;
  readonly #onReleased: () => void;
  readonly #release = new AsyncLocalStorage<true>();
  #takenAt: Instant | undefined;
  #isReleasing = false;

  constructor(database: Database, takenAt: Instant | undefined, onReleased: () => void) {
    this.#database = database;
    this.#takenAt = takenAt;
    this.#onReleased = onReleased;
  }

  restored(): Restored | undefined {
    return this.#takenAt === undefined ? undefined : { takenAt: this.#takenAt };
  }

  /** What the table says, read with each beat. */
  agree(takenAt: Instant | undefined): void {
    const isReleased = this.#takenAt !== undefined && takenAt === undefined;
    this.#takenAt = takenAt;
    if (isReleased) this.#onReleased();
  }

  /** Throws StoreUnavailableError for every write but those of the release. */
  checkWritable(): void {
    if (this.#takenAt !== undefined && !this.#release.getStore())
      throw new StoreUnavailableError("The store was restored and waits. Nothing was changed.");
  }

  async release(act: () => Promise<void>): Promise<void> {
    if (this.#takenAt === undefined) return;
    if (this.#isReleasing) throw new StoreUnavailableError("The store is being released already.");
    this.#isReleasing = true;
    try {
      await this.#database.write({ text: PASS_OVER, values: [] });
      await this.#release.run(true, act);
      await this.#database.write({
        text: "update riskgate.store set copy_taken_at = null",
        values: [],
      });
      this.agree(undefined);
    } finally {
      this.#isReleasing = false;
    }
  }
}
