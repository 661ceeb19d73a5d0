import { join, relative, sep } from "node:path";
import { OutcomeUnknownError, StoreUnavailableError } from "../../service/ports/store.js";
import type { Disk } from "./durable-file.js";
import { Checkpoint, type PendingText } from "./journal-checkpoint.js";
import { entryText } from "./journal-format.js";
import { type JournalSegment, openSegment } from "./journal-segment.js";

/** Most entries of one sync: more would make the first wait for the last. */
const LARGEST_BATCH = 64;
/** Most segments that wait for their checkpoint; with more of them writes wait as well. */
const MOST_WAITING = 6;

export interface JournalOptions {
  /** A segment of so many bytes takes no more entries. */
  readonly bytes: number;
  /** Without commits for so long, what was committed goes to its files. Milliseconds; never by time when it is absent. */
  readonly idle?: number;
  /** So long after its first entry a segment takes no more. Milliseconds; never by time when it is absent. */
  readonly age?: number;
}

export const JOURNAL_DEFAULTS: JournalOptions = { bytes: 16 << 20, idle: 500, age: 10_000 };

export interface JournalParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly report: (message: string) => void;
  readonly options: JournalOptions;
}

interface Asked {
  readonly path: string;
  readonly text: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes writes of whole files certain with one sync for all that are asked for together: they are appended to a journal,
 * and go to their own files later, when nothing is written for a moment or much waits. Until then a file is read from memory. A start replays what a crash has left.
 */
export class Journal {
  readonly #parts: JournalParts;
  readonly #pending = new Map<string, PendingText>();
  readonly #checkpoint: Checkpoint;
  #asked: Asked[] = [];
  #running: Promise<void> | undefined;
  #segment: JournalSegment | undefined;
  #next = 1;
  /** Certain bytes of the segment before. */
  #previous = 0;
  #isRotationDue = false;
  readonly #onRotation: (() => void)[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  #ageTimer: NodeJS.Timeout | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#checkpoint = new Checkpoint({ ...parts, pending: this.#pending });
  }

  /** What the file holds, or will hold. Undefined when it is missing. */
  async read(path: string): Promise<string | undefined> {
    return this.#pending.get(path)?.text ?? this.#parts.disk.files.read(path);
  }

  /**
   * Resolves when the text is on the disk. Rejects with StoreUnavailableError when nothing was changed, and with
   * OutcomeUnknownError when it may be there after a crash.
   */
  write(path: string, text: string): Promise<void> {
    return new Promise((resolve, reject) => this.#ask({ path, text, resolve, reject }));
  }

  /**
   * Removes a file that nobody writes meanwhile. A power cut may bring it back, as with any file whose folder is not
   * synced: with its newest text, which is why that goes to the file first. Rejects when it cannot.
   */
  async remove(path: string): Promise<void> {
    await this.#checkpoint.bring(path);
    for (let end = this.#checkpoint.findWrite(path); end; end = this.#checkpoint.findWrite(path))
      await end;
    this.#pending.delete(path);
    this.#ask({ path, text: undefined, resolve: () => undefined, reject: () => undefined });
    await this.#parts.disk.files.remove(path);
  }

  /** Resolves when everything that was certain before is in its own file and in no segment. Rejects when it cannot be. */
  async checkpoint(): Promise<void> {
    this.#isRotationDue = true;
    if (this.#running !== undefined)
      await new Promise<void>((resolve) => this.#onRotation.push(resolve));
    else this.#rotateIfDue();
    await this.#checkpoint.run();
  }

  /** Nothing may be written any more. What cannot be brought to its files stays for the next start, and is reported. */
  async close(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    clearTimeout(this.#idleTimer);
    try {
      await this.checkpoint();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.report(`The journal stays for the next start: ${reason}`);
    }
    this.#checkpoint.stop();
  }

  #ask(asked: Asked): void {
    this.#asked.push(asked);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#asked.length > 0) {
      // What is asked for in the same turn of the event loop goes along.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#asked.splice(0, LARGEST_BATCH);
      try {
        await this.#append(batch, await this.#openSegment());
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.#rotateIfDue();
    }
    this.#running = undefined;
  }

  async #openSegment(): Promise<JournalSegment> {
    if (this.#segment) return this.#segment;
    const { disk, folder, options } = this.#parts;
    try {
      if (this.#checkpoint.waiting > MOST_WAITING) await this.#checkpoint.run();
      this.#segment = await openSegment(disk, folder, this.#next);
    } catch (cause) {
      throw new StoreUnavailableError("The journal cannot go on; nothing was changed.", { cause });
    }
    this.#next += 1;
    if (options.age !== undefined)
      this.#ageTimer = setTimeout(() => this.#rotateSoon(), options.age).unref();
    return this.#segment;
  }

  async #append(batch: readonly Asked[], segment: JournalSegment): Promise<void> {
    const { options } = this.#parts;
    const certain = { synced: segment.certain, previous: this.#previous };
    const text = batch
      .map((one) => entryText({ path: this.#nameOf(one.path), text: one.text }, certain))
      .join("");
    try {
      await segment.file.write(text);
    } catch (cause) {
      await this.#takeBack(segment, cause);
      throw new StoreUnavailableError("The journal cannot be written; nothing was changed.", {
        cause,
      });
    }
    await segment.file.sync().catch((cause: unknown) => this.#giveUp(segment, cause));
    segment.certain += Buffer.byteLength(text);
    for (const one of batch) this.#keep(one, segment);
    if (segment.certain >= options.bytes) this.#isRotationDue = true;
    this.#waitForIdle();
  }

  #keep({ path, text, resolve }: Asked, segment: JournalSegment): void {
    if (text !== undefined) {
      this.#pending.set(path, { text, segment: segment.number });
      segment.paths.add(path);
    }
    resolve();
  }

  /** Cuts off what was half written. */
  async #takeBack(segment: JournalSegment, cause: unknown): Promise<void> {
    try {
      await segment.file.truncate(segment.certain);
      await segment.file.sync();
    } catch {
      this.#giveUp(segment, cause);
    }
  }

  /** What a failed sync has left on the disk nobody can know: the segment takes no more entries. */
  #giveUp(segment: JournalSegment, cause: unknown): never {
    this.#isRotationDue = true;
    throw new OutcomeUnknownError(`It is not known what ${segment.path} holds.`, { cause });
  }

  #waitForIdle(): void {
    const { idle } = this.#parts.options;
    if (idle === undefined) return;
    if (this.#idleTimer) this.#idleTimer.refresh();
    else this.#idleTimer = setTimeout(() => this.#useQuiet(), idle).unref();
  }

  #useQuiet(): void {
    // A write that is going on for so long is no quiet moment.
    if (this.#running !== undefined) {
      this.#waitForIdle();
    } else {
      this.#rotateSoon();
      this.#checkpoint.begin();
    }
  }

  #rotateSoon(): void {
    this.#isRotationDue = true;
    if (!this.#running) this.#rotateIfDue();
  }

  #rotateIfDue(): void {
    if (!this.#isRotationDue) return;
    this.#isRotationDue = false;
    for (const resolve of this.#onRotation.splice(0)) resolve();
    clearTimeout(this.#ageTimer);
    if (!this.#segment) return;
    this.#previous = this.#segment.certain;
    this.#checkpoint.add(this.#segment);
    this.#segment = undefined;
  }

  #nameOf(path: string): string {
    return relative(this.#parts.folder, path).replaceAll(sep, "/");
  }
}

/** The file that an entry is about. */
export function journalledPath(folder: string, name: string): string {
  return join(folder, ...name.split("/"));
}
