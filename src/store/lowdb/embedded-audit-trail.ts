import type { SaltedText } from "../../audit/chained-event.js";
import type { AuditTrail, KeptTrail } from "../../service/ports/audit-trail.js";
import type { AggregateKind } from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AnchorLog } from "./anchor-log.js";
import type { AnchorRecovery } from "./anchor-recovery.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import type { Turns } from "./turns.js";

export interface EmbeddedAuditTrailParts {
  readonly anchorLog: AnchorLog;
  readonly recovery: AnchorRecovery;
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly turns: Turns;
}

/** The evidence of the embedded store: its files and its anchor log (Rule U1). */
export class EmbeddedAuditTrail implements AuditTrail {
  readonly #parts: EmbeddedAuditTrailParts;

  constructor(parts: EmbeddedAuditTrailParts) {
    this.#parts = parts;
  }

  get publicKey(): string {
    return this.#parts.anchorLog.signer.publicKey;
  }

  get firstKey(): string {
    return this.#parts.anchorLog.firstKey ?? this.publicKey;
  }

  async anchor(): Promise<void> {
    await this.#parts.recovery.done;
    await this.#parts.anchorLog.flush();
  }

  anchors(): AsyncIterable<string> {
    return this.#parts.anchorLog.lines();
  }

  async *trails(): AsyncIterable<KeptTrail> {
    for (const entry of this.#parts.index.entries()) {
      const trail = await this.#read(entry);
      if (trail) yield trail;
    }
  }

  async trail(kind: AggregateKind, id: string): Promise<KeptTrail | undefined> {
    const entry = this.#parts.index.get({ kind, id });
    return entry && this.#read(entry);
  }

  sign(text: string): string {
    return this.#parts.anchorLog.signer.sign(text);
  }

  /** Undefined for what retention has taken away meanwhile. Nothing is taken from memory: the disk is the evidence. */
  async #read({ ref }: StoredEntry): Promise<KeptTrail | undefined> {
    const { aggregates, index, turns } = this.#parts;
    const aggregate = refKey(ref);
    return turns.take(aggregate, async () => {
      const entry = index.get(ref);
      if (!entry) return undefined;
      const { concerned } = entry.index;
      try {
        const { record, isAsWritten } = await aggregates.inspect(entry);
        const damage = isAsWritten ? {} : { damage: "its file is not as it was written" };
        const personal = record.log.personal() as Record<string, Record<string, SaltedText>>;
        return { ref, concerned, aggregate, events: record.events, personal, ...damage };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const damage = `its file cannot be read: ${reason.replaceAll(/\s+/g, " ").slice(0, 200)}`;
        return { ref, concerned, aggregate, events: [], personal: {}, damage };
      }
    });
  }
}
