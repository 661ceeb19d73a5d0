import { join } from "node:path";
import type { Instant } from "../../approval/instant.js";
import type { AuditedStore } from "../../service/ports/audit-trail.js";
import type { Restored } from "../../service/ports/holds.js";
import { refKey } from "../../service/ref-key.js";
import { EarlierListeners, earlierWork } from "../earlier-listeners.js";
import { AggregateFiles } from "./aggregate-files.js";
import type { AnchorLog } from "./anchor-log.js";
import { EmbeddedClockHold } from "./clock-hold.js";
import type { ClosedMonths } from "./closed-months.js";
import { Committer, type CommitterParts } from "./committer.js";
import { type Disk, writeDurably } from "./durable-file.js";
import { EmbeddedStore } from "./embedded-store.js";
import type { FolderLock } from "./file-system.js";
import type { GuardedClock } from "./guarded-clock.js";
import { Heartbeat } from "./heartbeat.js";
import { Journal, type JournalOptions } from "./journal.js";
import { MemoryIndex, type StoredEntry } from "./memory-index.js";
import type { OutageLog } from "./outage-log.js";
import { closingMonth, PutAway } from "./put-away.js";
import { RefusedWrites } from "./refused-writes.js";
import type { RequestIds } from "./request-ids.js";
import { EmbeddedRestoreHold } from "./restore-hold.js";
import { startAudit } from "./start-audit.js";
import { Turns } from "./turns.js";
import { WriteHealth } from "./write-health.js";
import { WriteRecovery } from "./write-recovery.js";

/** What the start has read and made ready. */
export interface PreparedStore {
  readonly disk: Disk;
  readonly folder: string;
  readonly lock: FolderLock;
  readonly now: () => Instant;
  readonly clock: GuardedClock;
  /** Set when the folder is a copy that nobody has released yet. */
  readonly restored: Restored | undefined;
  readonly report: (message: string) => void;
  readonly onProblem: (problem: string | undefined) => void;
  readonly entries: readonly StoredEntry[];
  readonly months: ClosedMonths;
  readonly outages: OutageLog;
  readonly ids: RequestIds;
  readonly anchorLog: AnchorLog;
  readonly journalOptions: JournalOptions;
}

/** Wires the parts together, begins the heartbeat and finishes moves that the last process left half done. */
export async function runStore(prepared: PreparedStore): Promise<AuditedStore> {
  const { disk, folder, lock, now, entries, ids, outages } = prepared;
  const index = new MemoryIndex();
  for (const entry of oldestFirst(entries)) index.put(entry, now());
  const journal = new Journal({ ...prepared, options: prepared.journalOptions });
  const aggregates = new AggregateFiles(journal, folder);
  const refusedWrites = new RefusedWrites(outages, now);
  const health = new WriteHealth((problem) => {
    refusedWrites.changed(problem !== undefined);
    prepared.onProblem(problem);
  });
  const recovery = new WriteRecovery({ aggregates, health });
  const turns = new Turns();
  const putAway = new PutAway({ ...prepared, journal, index, turns, health });
  const earlierListeners = new EarlierListeners();

  const onPublished: CommitterParts["onPublished"] = (entry, before, end) => {
    if (end) prepared.anchorLog.note(refKey(entry.ref), entry.version, end);
    if (closingMonth(entry) !== undefined) putAway.add(entry);
    const earlier = earlierWork(entry.index, before?.index);
    if (earlier) earlierListeners.tell(earlier);
  };
  const committer = new Committer({ index, aggregates, health, recovery, now, onPublished });
  const aliveAt = () => refusedWrites.aliveAt;
  const heartbeat = await Heartbeat.start(disk, folder, aliveAt, () => {
    probeAfterFailure(prepared, health);
    void outages.save();
  });
  for (const entry of entries) {
    if (entry.month === undefined && closingMonth(entry) !== undefined) putAway.add(entry);
  }

  const restoreHold = new EmbeddedRestoreHold(
    { disk, folder, ids, onReleased: () => earlierListeners.tell({}) },
    prepared.restored,
  );
  const clockHold = new EmbeddedClockHold(prepared);
  const running = { journal, index, aggregates, committer, turns, health, restoreHold };
  const audit = startAudit({ ...prepared, ...running });
  const shutDown = async (): Promise<void> => {
    recovery.stop();
    await putAway.stop();
    // Whatever the disk does at the end: nothing of this process may touch the folder once the lock is gone.
    const ended = await Promise.allSettled([ids.close(), heartbeat.stop(), audit.stop()]);
    await journal.close();
    await lock.release();
    for (const result of ended) if (result.status === "rejected") throw result.reason;
  };
  const parts = {
    now,
    index,
    aggregates,
    committer,
    turns,
    health,
    ids,
    outages,
    refusedWrites,
    earlierListeners,
    auditTrail: audit.auditTrail,
    trailKeeping: audit.trailKeeping,
    clockHold,
    restoreHold,
  };
  return new EmbeddedStore({ ...parts, shutDown });
}

/** As much as several commits: on a disk that is all but full a few bytes find a place where no commit does. */
const PROBE = "works\n".repeat(11_000);

/** After a failed write `problem()` stays until a write works again; nobody need wait for a commit to find out. */
function probeAfterFailure({ disk, folder }: PreparedStore, health: WriteHealth): void {
  if (!health.hasFailed) return;
  const path = join(folder, "probe.txt");
  writeDurably(disk, path, PROBE)
    .then(() => {
      health.writeWorked();
      return disk.files.remove(path);
    })
    .catch(() => undefined);
}

/** In the order in which they came, so that lists of the newest need no sorting later. */
function oldestFirst(entries: readonly StoredEntry[]): readonly StoredEntry[] {
  const submittedAt = (entry: StoredEntry): number => entry.index.summary?.submittedAt ?? 0;
  return [...entries].sort((a, b) => submittedAt(a) - submittedAt(b));
}
