import { HOUR, type Instant } from "../../approval/instant.js";
import type { AggregateLists } from "./aggregate-lists.js";
import type { AnchorWriter } from "./anchor-writer.js";
import type { Database } from "./database.js";
import { reasonOf } from "./failure.js";
import { dropMonths, keepMonths } from "./keep-months.js";

/** What was committed is anchored within about so long (Rule U1). Milliseconds. */
const ANCHOR_EVERY = 1_000;
/** Counts are added up every so many anchorings. */
const FOLD_EVERY = 10;
/** So often months are made ahead, and those dropped that are over and empty. */
const KEEP_MONTHS_EVERY = HOUR;

export interface UpkeepParts {
  readonly isElected: () => boolean;
  readonly anchors: AnchorWriter;
  readonly lists: AggregateLists;
  readonly database: Database;
  readonly now: () => Instant;
  readonly log: (message: string) => void;
}

export interface Upkeep {
  /** Ends it, after what is in hand and a last anchor. */
  stop(): Promise<void>;
}

/** What one node does for all: anchors what was committed, adds counts up, and keeps the tables of months. */
export function startUpkeep(parts: UpkeepParts): Upkeep {
  let isStopped = false;
  let rounds = 0;
  let keptMonthsAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    if (!parts.isElected()) return;
    rounds += 1;
    try {
      await parts.anchors.write();
      if (rounds % FOLD_EVERY === 0) await parts.lists.foldNoticeCounts();
    } catch (error) {
      parts.log(`Anchors could not be written: ${reasonOf(error)}. It is tried again.`);
    }
    const now = parts.now();
    if (now < keptMonthsAt + KEEP_MONTHS_EVERY) return;
    keptMonthsAt = now;
    await keepMonths(parts.database, now, parts.log);
    await dropMonths(parts.database, now, parts.log);
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      working = look().finally(() => {
        if (!isStopped) schedule();
      });
    }, ANCHOR_EVERY);
    timer.unref();
  };
  schedule();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await working;
      await look();
    },
  };
}
