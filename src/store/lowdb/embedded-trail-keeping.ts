import type { ErasureRow } from "../../audit/anchor.js";
import type { PublicKeyText } from "../../audit/signing-key.js";
import type { TrailKeeping } from "../../service/ports/audit-trail.js";
import type { Commit, CommitResult } from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import type { AnchorLog } from "./anchor-log.js";
import type { Committer } from "./committer.js";
import type { Journal } from "./journal.js";
import type { MemoryIndex } from "./memory-index.js";
import type { EmbeddedRestoreHold } from "./restore-hold.js";
import type { Retention } from "./retention.js";
import type { Turns } from "./turns.js";

export interface EmbeddedTrailKeepingParts {
  readonly retention: Retention;
  readonly committer: Committer;
  readonly anchorLog: AnchorLog;
  readonly turns: Turns;
  readonly index: MemoryIndex;
  readonly journal: Journal;
  readonly restoreHold: EmbeddedRestoreHold;
}

/** Retention and erasure in the embedded store. Either leaves a signed record before it takes anything away. */
export class EmbeddedTrailKeeping implements TrailKeeping {
  readonly #parts: EmbeddedTrailKeepingParts;

  constructor(parts: EmbeddedTrailKeepingParts) {
    this.#parts = parts;
  }

  async removeEndedBefore(instant: number, limit: number): Promise<number> {
    this.#parts.restoreHold.checkWritable();
    return this.#parts.retention.removeEndedBefore(instant, limit);
  }

  changeKey(): Promise<PublicKeyText> {
    return this.#parts.anchorLog.changeKey();
  }

  async erase(commit: Commit, rows: readonly ErasureRow[]): Promise<CommitResult> {
    const { anchorLog, committer, turns, index, journal, retention, restoreHold } = this.#parts;
    restoreHold.checkWritable();
    const erased = new Set(
      rows.flatMap(([, sequence, names]) => names.map((n) => `${sequence}/${n}`)),
    );
    await anchorLog.record({ erased: rows });
    const month = index.get(commit)?.month;
    const result = await turns.take(refKey(commit), () =>
      committer.commit(commit, (log) =>
        log.withoutText((sequence, name) => erased.has(`${sequence}/${name}`)),
      ),
    );
    // Superseded lines of the summaries have the name as well.
    if (month !== undefined) await retention.rewriteSummaries(new Set([month]));
    // What stood in the file before may stand in the journal as well.
    await journal.checkpoint();
    return result;
  }
}
