import { type Disk, writeDurably } from "./durable-file.js";
import { type JournalSegment, removeSegment } from "./journal-segment.js";

/** Files that are written together: commits that come meanwhile need not wait for all. */
const LARGEST_BATCH = 32;
/**
 * Segments that wait for a quiet moment. In a burst the processor is for the commits; with the default sizes this holds some
 * thousands of decisions.
 */
const MOST_DEFERRED = 3;
/** Milliseconds. */
const RETRY_WAIT = 5_000;

/** A text that is certain in the journal, and not in its file yet. */
export interface PendingText {
  readonly text: string;
  /** Number of the segment that holds it. */
  readonly segment: number;
}

export interface CheckpointParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly report: (message: string) => void;
  /** By path. What has come to its file is taken out. */
  readonly pending: Map<string, PendingText>;
}

/**
 * Brings what segments hold to its files and removes them, the oldest first, beside everything else. What a newer
 * segment holds is left to that one.
 */
export class Checkpoint {
  readonly #parts: CheckpointParts;
  readonly #segments: JournalSegment[] = [];
  readonly #writing = new Map<string, Promise<void>>();
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
  }

  /** How many segments are not removed yet. */
  get waiting(): number {
    return this.#segments.length;
  }

  /** Takes a segment that gets no more entries; with many of them the work begins, else it waits for `begin`. */
  add(segment: JournalSegment): void {
    this.#segments.push(segment);
    segment.file.close().catch(() => undefined);
    if (this.#segments.length > MOST_DEFERRED) this.begin();
  }

  /** Works off what waits, beside everything else, and again after a while where that fails. */
  begin(): void {
    this.run().catch((error: unknown) => this.#tryAgain(error));
  }

  /** Resolves when no segment is left. Rejects when one cannot be brought to its files; nothing is lost then. */
  run(): Promise<void> {
    if (this.#segments.length === 0) return Promise.resolve();
    this.#running ??= this.#removeAll();
    return this.#running;
  }

  /** The end of the write of this file that is going on, however it ends. */
  findWrite(path: string): Promise<void> | undefined {
    return this.#writing.get(path)?.catch(() => undefined);
  }

  /** Brings one text to its file now, if it is not there yet. Rejects as `writeDurably` does. */
  async bring(path: string): Promise<void> {
    const found = this.#parts.pending.get(path);
    if (found) await this.#writeOne(path, found.segment);
  }

  /** No more tries. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
  }

  async #removeAll(): Promise<void> {
    try {
      for (let segment = this.#segments[0]; segment; segment = this.#segments[0]) {
        await this.#removeOne(segment);
        this.#segments.shift();
      }
    } finally {
      // In the same step as the last look at what waits: no segment can come in between and be forgotten.
      this.#running = undefined;
    }
  }

  async #removeOne({ paths, number, path }: JournalSegment): Promise<void> {
    const all = [...paths];
    for (let at = 0; at < all.length; at += LARGEST_BATCH) {
      await this.#writeAll(all.slice(at, at + LARGEST_BATCH), number);
    }
    await removeSegment(this.#parts.disk, this.#parts.folder, path);
  }

  async #writeAll(paths: readonly string[], segment: number): Promise<void> {
    const written = await Promise.allSettled(paths.map((path) => this.#writeOne(path, segment)));
    for (const result of written) if (result.status === "rejected") throw result.reason;
  }

  async #writeOne(path: string, segment: number): Promise<void> {
    const { disk, pending } = this.#parts;
    for (let end = this.findWrite(path); end; end = this.findWrite(path)) await end;
    const found = pending.get(path);
    if (found?.segment !== segment) return;
    const writing = writeDurably(disk, path, found.text);
    this.#writing.set(path, writing);
    try {
      await writing;
      if (pending.get(path) === found) pending.delete(path);
    } finally {
      this.#writing.delete(path);
    }
  }

  #tryAgain(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#isStopped || this.#retry) return;
    this.#parts.report(
      `The journal could not be brought to its files: ${reason} It is tried again.`,
    );
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.begin();
    }, RETRY_WAIT).unref();
  }
}
