import type { FileSystem } from "./file-system.js";

interface FolderQueue {
  running: Promise<void>;
  next: Promise<void> | undefined;
}

/** Syncs folders so that one sync serves every rename that was finished before it began. */
export class FolderSyncs {
  readonly #files: FileSystem;
  readonly #queues = new Map<string, FolderQueue>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Resolves when everything that was done in the folder before the call is on the disk. */
  sync(folder: string): Promise<void> {
    const queue = this.#queues.get(folder);
    if (!queue) return this.#start(folder);
    // The running sync may have begun before the caller's rename: only the next one counts.
    queue.next ??= queue.running.then(
      () => this.#start(folder),
      () => this.#start(folder),
    );
    return queue.next;
  }

  #start(folder: string): Promise<void> {
    const running = this.#files.syncFolder(folder).finally(() => {
      if (this.#queues.get(folder) === queue && queue.next === undefined)
        this.#queues.delete(folder);
    });
    const queue: FolderQueue = { running, next: undefined };
    this.#queues.set(folder, queue);
    return running;
  }
}
