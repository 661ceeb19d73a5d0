import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { z } from "zod";
import { instantSchema } from "../../approval/instant.js";
import type { Restored, RestoreHold } from "../../service/ports/holds.js";
import { StoreUnavailableError } from "../../service/ports/store.js";
import { type Disk, writeDurably } from "./durable-file.js";
import type { RequestIds } from "./request-ids.js";
import type { StartReader } from "./start-reader.js";

/** Every backup holds it: the folder is a copy, and does not know what happened since. */
export const RESTORED_FILE = "restored.json";

/** More numbers than are given out between a backup and its restoration. */
const NUMBERS_PASSED_OVER = 10_000;

const restoredSchema = z.object({ takenAt: instantSchema });

export function readRestored(reader: StartReader, folder: string): Restored | undefined {
  return reader.readJson(join(folder, RESTORED_FILE), (content) => restoredSchema.parse(content));
}

export function writeRestored(disk: Disk, folder: string, restored: Restored): Promise<void> {
  return writeDurably(disk, join(folder, RESTORED_FILE), JSON.stringify(restored));
}

export interface EmbeddedRestoreHoldParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly ids: RequestIds;
  /** Called when the store is one like any other. */
  readonly onReleased: () => void;
}

/** Holds a copy that was put in the place of the folder, until a person has released it. */
export class EmbeddedRestoreHold implements RestoreHold {
  readonly #parts: EmbeddedRestoreHoldParts;
  readonly #release = new AsyncLocalStorage<true>();
  #restored: Restored | undefined;
  #isReleasing = false;

  constructor(parts: EmbeddedRestoreHoldParts, restored: Restored | undefined) {
    this.#parts = parts;
    this.#restored = restored;
  }

  restored(): Restored | undefined {
    return this.#restored;
  }

  /** Throws StoreUnavailableError for every write but those of the release. */
  checkWritable(): void {
    if (this.#restored && !this.#release.getStore())
      throw new StoreUnavailableError("The store was restored and waits. Nothing was changed.");
  }

  async release(act: () => Promise<void>): Promise<void> {
    if (!this.#restored) return;
    if (this.#isReleasing) throw new StoreUnavailableError("The store is being released already.");
    this.#isReleasing = true;
    try {
      const { disk, folder, ids, onReleased } = this.#parts;
      await ids.passOver(NUMBERS_PASSED_OVER);
      await this.#release.run(true, act);
      await disk.files.remove(join(folder, RESTORED_FILE));
      await disk.folders.sync(folder);
      this.#restored = undefined;
      onReleased();
    } finally {
      this.#isReleasing = false;
    }
  }
}
