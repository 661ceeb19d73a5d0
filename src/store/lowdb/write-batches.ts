import { dirname } from "node:path";
import { OutcomeUnknownError, StoreUnavailableError } from "../../service/ports/store.js";
import type { FileSystem, OpenFile } from "./file-system.js";
import type { FolderSyncs } from "./folder-syncs.js";

/** Ending of files that are being written; what a killed process leaves of them is removed at start. */
export const UNFINISHED = ".tmp";

/** Most files of one batch: more would make the first wait for the last. */
const LARGEST_BATCH = 64;

interface Waiting {
  readonly path: string;
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Begun extends Waiting {
  readonly file: OpenFile;
}

/**
 * Replaces files as a whole, those that are asked for together in one go: all contents, all syncs, all renames, then one
 * sync of each folder. A file system waits with new names while it syncs, so that mixing the steps of many writers costs
 * several times as much; and the syncs of a batch share the disk's journal.
 */
export class WriteBatches {
  readonly #files: FileSystem;
  readonly #folders: FolderSyncs;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(files: FileSystem, folders: FolderSyncs) {
    this.#files = files;
    this.#folders = folders;
  }

  /**
   * Resolves when the file is on the disk. Rejects with StoreUnavailableError when nothing was changed, and with
   * OutcomeUnknownError when anything fails from the rename on.
   */
  write(path: string, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ path, text, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // What is asked for in the same turn of the event loop goes along.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#writeBatch(this.#waiting.splice(0, LARGEST_BATCH));
    }
    this.#isRunning = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const begun = await keepWorking(
      batch,
      (one) => this.#begin(one),
      (one, cause) => this.#undo(one, cause),
    );
    const synced = await keepWorking(
      begun,
      async (one) => {
        await one.file.sync().finally(() => one.file.close());
        return one;
      },
      (one, cause) => this.#undo(one, cause),
    );
    const renamed = await keepWorking(
      synced,
      async (one) => {
        await this.#files.rename(`${one.path}${UNFINISHED}`, one.path);
        return one;
      },
      rejectUnknown,
    );
    const done = await keepWorking(
      renamed,
      async (one) => {
        await this.#folders.sync(dirname(one.path));
        return one;
      },
      rejectUnknown,
    );
    for (const one of done) one.resolve();
  }

  async #begin(one: Waiting): Promise<Begun> {
    const file = await this.#files.open(`${one.path}${UNFINISHED}`, "w");
    try {
      await file.write(one.text);
      return { ...one, file };
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  async #undo(one: Waiting, cause: unknown): Promise<void> {
    await this.#files.remove(`${one.path}${UNFINISHED}`).catch(() => undefined);
    one.reject(
      new StoreUnavailableError(`${one.path} could not be written; nothing was changed.`, {
        cause,
      }),
    );
  }
}

/** Takes one step for all; who fails is told and drops out, the others go on. */
async function keepWorking<T extends Waiting, U>(
  all: readonly T[],
  step: (one: T) => Promise<U>,
  onFailure: (one: T, cause: unknown) => void | Promise<void>,
): Promise<U[]> {
  const results = await Promise.all(
    all.map((one) =>
      step(one).then(
        (value) => [value],
        async (cause: unknown) => {
          await onFailure(one, cause);
          return [];
        },
      ),
    ),
  );
  return results.flat();
}

function rejectUnknown(one: Waiting, cause: unknown): void {
  one.reject(
    new OutcomeUnknownError(`It is not known whether ${one.path} was written.`, { cause }),
  );
}
