import type { Instant } from "../../approval/instant.js";
import type { AuditTrail, TrailKeeping } from "../../service/ports/audit-trail.js";
import type { AggregateFiles } from "./aggregate-files.js";
import type { AnchorLog } from "./anchor-log.js";
import { AnchorRecovery } from "./anchor-recovery.js";
import type { ClosedMonths } from "./closed-months.js";
import type { Committer } from "./committer.js";
import type { Disk } from "./durable-file.js";
import { EmbeddedAuditTrail } from "./embedded-audit-trail.js";
import { EmbeddedTrailKeeping } from "./embedded-trail-keeping.js";
import type { Journal } from "./journal.js";
import type { MemoryIndex, StoredEntry } from "./memory-index.js";
import type { EmbeddedRestoreHold } from "./restore-hold.js";
import { Retention } from "./retention.js";
import type { Turns } from "./turns.js";
import type { WriteHealth } from "./write-health.js";

export interface AuditParts {
  readonly disk: Disk;
  readonly now: () => Instant;
  readonly report: (message: string) => void;
  /** What the start has found. */
  readonly entries: readonly StoredEntry[];
  readonly months: ClosedMonths;
  readonly anchorLog: AnchorLog;
  readonly index: MemoryIndex;
  readonly aggregates: AggregateFiles;
  readonly journal: Journal;
  readonly committer: Committer;
  readonly turns: Turns;
  readonly health: WriteHealth;
  readonly restoreHold: EmbeddedRestoreHold;
}

export interface StartedAudit {
  readonly auditTrail: AuditTrail;
  readonly trailKeeping: TrailKeeping;
  /** Writes the last anchors. */
  stop(): Promise<void>;
}

/** Wires what looks after the trail, and begins to compare what the start has found with the anchors. */
export function startAudit(parts: AuditParts): StartedAudit {
  const { anchorLog } = parts;
  const retention = new Retention(parts);
  const recovery = new AnchorRecovery({
    ...parts,
    anchors: anchorLog,
    finishRemoval: (entry) => retention.finish(entry),
  });
  return {
    auditTrail: new EmbeddedAuditTrail({ ...parts, recovery }),
    trailKeeping: new EmbeddedTrailKeeping({ ...parts, retention }),
    stop: async () => {
      const isCompared = await recovery.stop();
      // A commit of unknown outcome may be on the disk without an anchor: the next start has to look.
      await anchorLog.close(isCompared && !parts.health.hasUnknown);
    },
  };
}
