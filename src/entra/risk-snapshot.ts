import { type Instant, MINUTE, SECOND } from "../approval/instant.js";
import type { RawSignal } from "../approval/risk.js";
import type { Log } from "../log.js";
import { type Clock, machineClock } from "./clock.js";
import type { GraphClient } from "./graph-client.js";
import { GraphError } from "./graph-error.js";
import { operations } from "./operations.js";
import { RISKY_USER_PROPERTIES, riskyUserSchema, signalOf } from "./risky-user.js";

/** From the end of one reading of the whole list to the beginning of the next. Milliseconds. */
export const SNAPSHOT_INTERVAL = 30 * SECOND;
/** A copy that is older stands in for nobody. Milliseconds. */
export const SNAPSHOT_BELIEVED = 2 * MINUTE;
/** Graph gives no more risky users on a page. */
const LARGEST_PAGE = "500";
/** Nobody waits for a page. Milliseconds. */
const PAGE_PATIENCE = 30 * SECOND;

/** What the whole list said at one moment. */
export interface RiskList {
  /** When its reading began: nothing in it is older. */
  readonly asOf: Instant;
  readonly signals: ReadonlyMap<string, RawSignal>;
}

/** A copy of the list of risky users, read again and again, at one request in a second at most. */
export interface RiskSnapshot {
  /** The last whole copy that is young enough to be believed. */
  current(): RiskList | undefined;
  /** Resolves when the list was read for the first time, or could not be. */
  readonly firstTry: Promise<void>;
  stop(): Promise<void>;
}

export interface RiskSnapshotOptions {
  readonly graph: GraphClient;
  readonly log: Pick<Log, "warn">;
  /** The bot's own time. */
  readonly now: () => Instant;
  readonly clock?: Clock;
}

export function startRiskSnapshot(options: RiskSnapshotOptions): RiskSnapshot {
  const { graph, log, now } = options;
  const clock = options.clock ?? machineClock;
  const stopped = new AbortController();
  let list: RiskList | undefined;

  const refresh = async (): Promise<void> => {
    try {
      list = await readList(graph, now(), stopped.signal);
    } catch (error) {
      if (stopped.signal.aborted) return;
      const code = error instanceof GraphError ? error.code : "unknown";
      log.warn({ code }, "the list of risky users could not be read");
    }
  };
  const firstTry = refresh();
  const run = async (): Promise<void> => {
    await firstTry;
    while (!stopped.signal.aborted) {
      await clock.wait(SNAPSHOT_INTERVAL, stopped.signal).catch(() => undefined);
      if (!stopped.signal.aborted) await refresh();
    }
  };
  const running = run();
  return {
    current: () => (list && now() - list.asOf <= SNAPSHOT_BELIEVED ? list : undefined),
    firstTry,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** The whole list or nothing: half a list would say of the others that they are not listed. */
async function readList(graph: GraphClient, asOf: Instant, signal: AbortSignal): Promise<RiskList> {
  const signals = new Map<string, RawSignal>();
  const pages = graph.getPages(operations.listRiskyUsers, {
    query: { $select: RISKY_USER_PROPERTIES, $top: LARGEST_PAGE },
    item: riskyUserSchema,
    urgency: "background",
    timeout: PAGE_PATIENCE,
    signal,
  });
  for await (const page of pages) {
    for (const user of page) signals.set(user.id, signalOf(user));
  }
  return { asOf, signals };
}
