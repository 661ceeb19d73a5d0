import { dirname } from "node:path";
import {
  type AnchorContent,
  type AnchorEnd,
  type HeadRow,
  makeAnchor,
} from "../../audit/anchor.js";
import type { ChainEnd } from "../../audit/chained-event.js";
import type { PublicKeyText, Signer } from "../../audit/signing-key.js";
import { listSegments, repairEnd, segmentPath, splitLines } from "./anchor-segments.js";
import { type Disk, writeDurably, writeSynced } from "./durable-file.js";
import {
  finishKeyChange,
  openSigningKey,
  prepareNextKey,
  type SigningKey,
} from "./signing-key-file.js";
import { Turns } from "./turns.js";

/** Batches begin at least so far apart: one sync a second. Milliseconds. */
const INTERVAL = 1_000;
/** What comes after a pause waits so long for others. Milliseconds. */
const GATHERING = 100;

export interface AnchorLogParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly now: () => number;
  readonly report: (message: string) => void;
}

/**
 * The append-only, signed log of chain heads (Rule U1), with one writer. A commit leaves its head here in memory; a
 * batch of them is written at most a second later, with one sync for all.
 */
export class AnchorLog {
  #key: SigningKey;
  /** Whether the last process ended in an orderly way: then nothing can stand after its anchors. */
  readonly wasClosed: boolean;
  readonly #parts: AnchorLogParts;
  readonly #turns = new Turns();
  #pending = new Map<string, HeadRow>();
  #recovered: HeadRow[] = [];
  #last: AnchorEnd | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writtenAt = 0;
  #isTorn = false;
  #isClosed = false;

  private constructor(
    parts: AnchorLogParts,
    key: SigningKey,
    last: AnchorEnd | undefined,
    wasClosed: boolean,
  ) {
    this.#parts = parts;
    this.#key = key;
    this.#last = last;
    this.wasClosed = wasClosed;
  }

  /** Reads or makes the key and repairs the end of the log. Rejects with StartRefusedError when the key is lost. */
  static async open(parts: AnchorLogParts): Promise<AnchorLog> {
    const hasAnchors = listSegments(parts.disk, parts.folder).length > 0;
    const { last, isClosing, isHandedTo } = await repairEnd(parts.disk, parts.folder, parts.report);
    const key = await openSigningKey(parts.disk, parts.folder, hasAnchors, isHandedTo);
    return new AnchorLog(parts, key, last, isClosing);
  }

  get signer(): Signer {
    return this.#key.signer;
  }

  get firstKey(): PublicKeyText | undefined {
    return this.#key.firstKey;
  }

  /** Hands over to a new key: anchored with the old one first, so that a kill leaves either key and never none. */
  async changeKey(): Promise<PublicKeyText> {
    const { disk, folder } = this.#parts;
    const next = await prepareNextKey(disk, folder);
    const firstKey = this.firstKey ?? this.signer.publicKey;
    await this.#write({ nextKey: next.publicKey }, () => {
      this.#key = { signer: next, firstKey };
    });
    await finishKeyChange(disk, folder, (key) => key === next.publicKey);
    return next.publicKey;
  }

  /** Takes the newest event of a committed aggregate. Cheap: what is written later is the newest one only. */
  note(aggregate: string, version: number, end: ChainEnd): void {
    this.#pending.set(aggregate, [aggregate, version, end.sequence, end.hash]);
    this.#schedule();
  }

  /** Takes a head that a start found without an anchor, unless a newer one waits. */
  recover(row: HeadRow): void {
    if (!this.#pending.has(row[0])) this.#recovered.push(row);
    this.#schedule();
  }

  /** Resolves when everything that was taken before is on the disk. */
  flush(): Promise<void> {
    return this.#write({});
  }

  /** Writes a record of its own, after what waits. It is on the disk when this resolves. */
  record(content: Pick<AnchorContent, "removed" | "erased">): Promise<void> {
    return this.#write(content);
  }

  /** The lines of the log with their line feeds, oldest first. */
  async *lines(): AsyncIterable<string> {
    const { disk, folder } = this.#parts;
    for (const path of listSegments(disk, folder)) {
      const text = (await disk.files.read(path)) ?? "";
      yield* text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    }
  }

  /** Writes what waits; `isComplete` says that nothing was left unread, so that the next start need not look. */
  async close(isComplete: boolean): Promise<void> {
    if (this.#isClosed) return;
    await this.#write(isComplete ? { isClosing: true } : {}).finally(() => {
      this.#isClosed = true;
      clearTimeout(this.#timer);
    });
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    const wait = Math.max(GATHERING, this.#writtenAt + INTERVAL - performance.now());
    this.#timer = setTimeout(() => {
      this.flush().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#parts.report(`Anchors could not be written: ${reason} It is tried again.`);
      });
    }, wait).unref();
  }

  #write(content: AnchorContent, onWritten: () => void = () => undefined): Promise<void> {
    return this.#turns.take("write", async () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      const heads = this.#pending;
      const recovered = this.#recovered;
      const isEmpty = heads.size === 0 && recovered.length === 0;
      if (this.#isClosed || (isEmpty && Object.keys(content).length === 0)) return;
      this.#pending = new Map();
      this.#recovered = [];
      this.#writtenAt = performance.now();
      try {
        await this.#append({
          ...(heads.size > 0 && { heads: [...heads.values()] }),
          ...(recovered.length > 0 && { recovered }),
          ...content,
        });
        onWritten();
      } catch (error) {
        this.#pending = new Map([...heads, ...this.#pending]);
        this.#recovered = [...recovered, ...this.#recovered];
        this.#isTorn = true;
        if (!isEmpty) this.#schedule();
        throw error;
      }
    });
  }

  async #append(content: AnchorContent): Promise<void> {
    const { disk, folder, now } = this.#parts;
    if (this.#isTorn) await this.#cutTorn();
    this.#isTorn = false;
    // A clock that went back must not put an anchor into a file before its predecessor's.
    const at = new Date(Math.max(now(), Date.parse(this.#last?.at ?? "1970-01-01"))).toISOString();
    const { anchor, line } = makeAnchor(this.#last, at, content, this.signer);
    const path = segmentPath(folder, at);
    await writeSynced(disk.files, path, "a", `${line}\n`);
    // The name of a new file has to last as well.
    if (segmentPath(folder, this.#last?.at ?? "") !== path) await disk.folders.sync(dirname(path));
    this.#last = { sequence: anchor.sequence, hash: anchor.hash, at };
  }

  /** After a failed write the file may hold all of the line, a part or nothing: it ends with the last anchor again. */
  async #cutTorn(): Promise<void> {
    const { disk, folder } = this.#parts;
    const last = this.#last;
    for (const path of [...listSegments(disk, folder)].reverse()) {
      const lines = splitLines((await disk.files.read(path)) ?? "");
      const end = last ? lines.findLastIndex((line) => line.includes(`"hash":"${last.hash}"`)) : -1;
      const kept = lines.slice(0, end + 1);
      if (kept.length < lines.length)
        await writeDurably(disk, path, kept.map((line) => `${line}\n`).join(""));
      if (end >= 0) return;
    }
  }
}
