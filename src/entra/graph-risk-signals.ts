import { type Instant, SECOND } from "../approval/instant.js";
import type { RawSignal } from "../approval/risk.js";
import type { Log } from "../log.js";
import type { RiskSignals } from "../service/ports/risk-signals.js";
import type { Clock } from "./clock.js";
import type { GraphClient } from "./graph-client.js";
import { isNotFound, isRefused } from "./graph-error.js";
import { operations } from "./operations.js";
import { readDetections } from "./risk-detection.js";
import { type RiskSnapshot, startRiskSnapshot } from "./risk-snapshot.js";
import { RISKY_USER_PROPERTIES, riskyUserSchema, signalOf } from "./risky-user.js";
import { untilAborted } from "./until-aborted.js";

/** One person is asked about this long; after that the copy of the list stands in (Rule D7). Milliseconds. */
export const DIRECT_PATIENCE = 0.8 * SECOND;
/** With so many under way the next one would wait in vain: ID Protection answers one in a second. */
const MOST_DIRECT = 2;
/** What was read of so many people one by one is remembered until the copy of the list is newer. */
const MOST_REMEMBERED = 5_000;

export interface GraphRiskSignalsOptions {
  readonly graph: GraphClient;
  readonly log: Pick<Log, "warn">;
  /** The bot's own time. */
  readonly now: () => Instant;
  /** Whether the directory knows a person; may reject (Rule E3: only who is known can be without risk). */
  readonly isKnown: (personId: string) => Promise<boolean>;
  readonly clock?: Clock;
}

export interface GraphRiskSignals extends RiskSignals {
  /** Resolves when the list of risky users was read for the first time, or could not be. */
  readonly firstTry: Promise<void>;
  stop(): Promise<void>;
}

interface Seen {
  readonly raw: RawSignal;
  readonly asOf: Instant;
}

/**
 * The risk of Microsoft Entra ID Protection. A person is asked about directly where that is quick; otherwise a copy of the
 * whole list answers, with its age, and where there is no young copy the level is unavailable. Insider risk has no way
 * to be read: levels are reported to the bot.
 */
export function createGraphRiskSignals(options: GraphRiskSignalsOptions): GraphRiskSignals {
  const { graph, now, isKnown } = options;
  const snapshot = startRiskSnapshot(options);
  const remembered = new Map<string, Seen>();
  let underWay = 0;

  const remember = (id: string, seen: Seen): void => {
    remembered.delete(id);
    const [oldest] = remembered.keys();
    if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(id, seen);
  };
  const readDirectly = async (id: string, signal: AbortSignal): Promise<RawSignal | undefined> => {
    if (underWay >= MOST_DIRECT) return undefined;
    underWay += 1;
    const asOf = now();
    try {
      const raw = await readRiskyUser(graph, id, signal);
      if (raw && raw.kind !== "failed") remember(id, { raw, asOf });
      return raw;
    } finally {
      underWay -= 1;
    }
  };
  return {
    reportedOnly: ["insiderRisk"],
    firstTry: snapshot.firstTry,
    async read(source, personId, signal) {
      if (source !== "idProtection") return { kind: "failed", reason: "refused" };
      const id = personId.toLowerCase();
      const known = isKnown(id).catch(() => undefined);
      const direct = await readDirectly(id, signal);
      const raw = direct ?? (await standIn(id, snapshot, remembered, signal));
      if (raw.kind !== "notListed") return raw;
      const isPerson = await known;
      if (isPerson) return raw;
      return { kind: "failed", reason: isPerson === false ? "refused" : "noAnswer" };
    },
    detections: async (source, personId, signal) =>
      source === "idProtection" ? readDetections(graph, personId.toLowerCase(), signal) : [],
    stop: () => snapshot.stop(),
  };
}

/** Undefined when there was no answer in time: something else may stand in. A refusal is an answer. */
async function readRiskyUser(
  graph: GraphClient,
  id: string,
  signal: AbortSignal,
): Promise<RawSignal | undefined> {
  try {
    const user = await graph.get(operations.readRiskyUser, {
      path: { id },
      query: { $select: RISKY_USER_PROPERTIES },
      answer: riskyUserSchema,
      timeout: DIRECT_PATIENCE,
      signal,
    });
    return user.id === id ? signalOf(user) : { kind: "failed", reason: "refused" };
  } catch (error) {
    if (isNotFound(error)) return { kind: "notListed" };
    return isRefused(error) ? { kind: "failed", reason: "refused" } : undefined;
  }
}

/** The newest of what is known without asking, said to be as old as it is. */
async function standIn(
  id: string,
  snapshot: RiskSnapshot,
  remembered: Map<string, Seen>,
  signal: AbortSignal,
): Promise<RawSignal> {
  await untilAborted(snapshot.firstTry, signal).catch(() => undefined);
  const list = snapshot.current();
  if (!list) return { kind: "failed", reason: "noAnswer" };
  const own = remembered.get(id);
  if (own && own.asOf > list.asOf) return withAge(own.raw, own.asOf);
  remembered.delete(id);
  return withAge(list.signals.get(id) ?? { kind: "notListed" }, list.asOf);
}

function withAge(raw: RawSignal, asOf: Instant): RawSignal {
  return raw.kind === "failed" || raw.kind === "expired" ? raw : { ...raw, asOf };
}
