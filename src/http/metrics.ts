import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { NoticeCounts } from "../approval/notice.js";

export interface MetricSources {
  /** Totals of the whole ledger (Rule N2). */
  readonly noticeCounts: () => Promise<NoticeCounts>;
  /** Posts and updates that wait for their turn in the sender. */
  readonly queueDepth: () => number;
  /** Whether an administrator holds up every notice. */
  readonly isSendingPaused: () => Promise<boolean>;
}

/** What the process counts. Labels are codes, never ids or names of people. Durations are in milliseconds. */
export interface Metrics {
  readonly contentType: string;
  /** The Prometheus text. A source that cannot answer now is left out. */
  readText(): Promise<string>;
  countDecision(result: string): void;
  /** `edge` is where it was refused: `http` or `teams`. */
  countRefusal(edge: string, code: string): void;
  countSend(outcome: string): void;
  /** How long after its due time a step was taken (Rule T4). */
  observeLateness(milliseconds: number): void;
  observeCommit(milliseconds: number): void;
}

const NOTICE_STATES = ["intended", "delivered", "failed", "withdrawn", "pending"] as const;

/** Figures in a registry of its own, so that two bots in one process do not mix theirs. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "riskgate_notices",
    help: "Notices in the ledger by state. intended = delivered + failed + withdrawn + pending.",
    labelNames: ["state"],
    registers,
    async collect() {
      const counts = await sources.noticeCounts().catch(() => undefined);
      this.reset();
      if (counts === undefined) return;
      for (const state of NOTICE_STATES) this.set({ state }, counts[state]);
    },
  });
  new Gauge({
    name: "riskgate_send_queue_depth",
    help: "Posts and updates that wait for their turn in the sender.",
    registers,
    collect() {
      this.set(sources.queueDepth());
    },
  });
  new Gauge({
    name: "riskgate_sending_paused",
    help: "1 while an administrator holds up every notice, else 0.",
    registers,
    async collect() {
      const isPaused = await sources.isSendingPaused().catch(() => undefined);
      this.reset();
      if (isPaused !== undefined) this.set(isPaused ? 1 : 0);
    },
  });
  const counters = createCounters(registers);
  const lateness = new Histogram({
    name: "riskgate_due_lateness_seconds",
    help: "How long after its due time a step was taken.",
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600],
    registers,
  });
  const commits = new Histogram({
    name: "riskgate_commit_seconds",
    help: "How long a commit of the store took.",
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  return {
    contentType: registry.contentType,
    readText: () => registry.metrics(),
    ...counters,
    observeLateness: (milliseconds) => lateness.observe(Math.max(0, milliseconds) / 1_000),
    observeCommit: (milliseconds) => commits.observe(milliseconds / 1_000),
  };
}

function createCounters(registers: Registry[]) {
  const decisions = new Counter({
    name: "riskgate_decisions_total",
    help: "Decisions taken, by result.",
    labelNames: ["result"],
    registers,
  });
  const refusals = new Counter({
    name: "riskgate_refusals_total",
    help: "What was refused, by edge and code.",
    labelNames: ["edge", "code"],
    registers,
  });
  const sends = new Counter({
    name: "riskgate_sends_total",
    help: "Posts and updates tried, by outcome.",
    labelNames: ["outcome"],
    registers,
  });
  return {
    countDecision: (result: string) => decisions.inc({ result }),
    countRefusal: (edge: string, code: string) => refusals.inc({ edge, code }),
    countSend: (outcome: string) => sends.inc({ outcome }),
  };
}
