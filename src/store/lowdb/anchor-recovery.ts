import { setImmediate as nextTurn } from "node:timers/promises";
import { headsOf, parseAnchor } from "../../audit/anchor.js";
import { refKey } from "../../service/ref-key.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AnchorLog } from "./anchor-log.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import type { Turns } from "./turns.js";

export interface AnchorRecoveryParts {
  readonly anchors: AnchorLog;
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly turns: Turns;
  /** What the start has found. */
  readonly entries: readonly StoredEntry[];
  readonly report: (message: string) => void;
  /** A removal that was recorded and not finished. */
  readonly finishRemoval: (entry: StoredEntry) => Promise<void>;
}

/** Lines or aggregates between two pauses. */
const SLICE = 50;

interface Known {
  readonly version: number;
  readonly hash: string;
}

/**
 * Compares what a start has found with the anchors, beside everything else (Rule U1). An aggregate that is ahead after a
 * crash is anchored now, and the anchor says that it was found so. What is behind, missing, or ahead after an orderly
 * end was changed by somebody: it is reported, and no anchor is made of it.
 */
export class AnchorRecovery {
  readonly #parts: AnchorRecoveryParts;
  #isStopped = false;
  #isComplete = false;
  readonly done: Promise<void>;

  constructor(parts: AnchorRecoveryParts) {
    this.#parts = parts;
    this.done = this.#run().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isStopped) parts.report(`The anchors could not be compared: ${reason}`);
    });
  }

  /** Ends it; true when it had come to its end, so that nothing is left unseen. */
  async stop(): Promise<boolean> {
    this.#isStopped = true;
    await this.done;
    return this.#isComplete;
  }

  async #run(): Promise<void> {
    const { entries, finishRemoval } = this.#parts;
    const { heads, removed } = await this.#readAnchors();
    for (const [at, entry] of entries.entries()) {
      if (at % SLICE === 0) await nextTurn();
      if (this.#isStopped) return;
      const key = refKey(entry.ref);
      if (removed.has(key)) await finishRemoval(entry);
      else await this.#compare(entry, heads.get(key));
      heads.delete(key);
    }
    for (const key of heads.keys()) {
      if (!removed.has(key)) this.#complain(key, "was anchored and is not there any more");
    }
    this.#isComplete = true;
  }

  async #readAnchors() {
    const heads = new Map<string, Known>();
    const removed = new Set<string>();
    let lines = 0;
    for await (const line of this.#parts.anchors.lines()) {
      lines += 1;
      if (lines % SLICE === 0) await nextTurn();
      if (this.#isStopped) break;
      try {
        const anchor = parseAnchor(line);
        for (const [key, version, , hash] of headsOf(anchor)) heads.set(key, { version, hash });
        for (const [key] of anchor.removed ?? []) removed.add(key);
      } catch {
        this.#complain(`anchor ${lines}`, "cannot be read");
      }
    }
    return { heads, removed };
  }

  async #compare(found: StoredEntry, known: Known | undefined): Promise<void> {
    const { anchors, index, aggregates, turns } = this.#parts;
    const key = refKey(found.ref);
    if (known && found.version < known.version)
      return this.#complain(key, "is older than its anchor");
    if (known?.version === found.version) return;
    await turns.take(key, async () => {
      const entry = index.get(found.ref);
      // Whatever was committed since is anchored by its commit, with all events before it.
      if (entry?.version !== found.version) return;
      const record = await aggregates.load(entry);
      const end = record.log.end;
      if (!end || end.hash === known?.hash) return;
      if (anchors.wasClosed) return this.#complain(key, "was changed while the bot was stopped");
      anchors.recover([key, record.version, end.sequence, end.hash]);
    });
  }

  #complain(what: string, problem: string): void {
    this.#parts.report(
      `The audit is broken: ${what} ${problem}. Write "audit verify" to see more.`,
    );
  }
}
