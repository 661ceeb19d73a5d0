import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { NoticeCounts } from "../approval/notice.js";

export interface MetricSources {
  /** Totals of the whole ledger (Rule N2). */
  readonly noticeCounts: () => Promise<NoticeCounts>;
  /** Posts and updates that wait for their turn in the sender. */
  readonly queueDepth: () => number;
  /** Whether an administrator holds up every notice. */
  readonly isSendingPaused: () => Promise<boolean>;
  /** Whether Teams does not let the bot in. */
  readonly isLockedOut?: () => boolean;
  /** Of the bot as a whole; absent where the server runs without one. */
  readonly state?: StateSources;
}

export interface StateSources {
  /** Whether `/readyz` would say yes. */
  readonly isReady: () => Promise<boolean>;
  /** How far the oldest due work is behind, in milliseconds. */
  readonly behind: () => Promise<number>;
  /** What waits for an administrator: `clock`, `restore`. */
  readonly holds: () => Readonly<Record<string, boolean>>;
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
  /** A difference between Entra and the store, by what was done about it. */
  countReconciled(result: string): void;
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
  const { isLockedOut } = sources;
  if (isLockedOut) {
    new Gauge({
      name: "riskgate_locked_out",
      help: "1 while Teams does not let the bot in, or it has no token: nobody can be sent anything.",
      registers,
      collect() {
        this.set(isLockedOut() ? 1 : 0);
      },
    });
  }
  if (sources.state) createStateGauges(sources.state, registers);
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

/** What `/readyz` knows, in figures to be alerted on. */
function createStateGauges(sources: StateSources, registers: Registry[]): void {
  new Gauge({
    name: "riskgate_ready",
    help: "1 while /readyz answers 200, else 0.",
    registers,
    async collect() {
      this.set((await sources.isReady().catch(() => false)) ? 1 : 0);
    },
  });
  new Gauge({
    name: "riskgate_due_behind_seconds",
    help: "How far the oldest due work is behind.",
    registers,
    async collect() {
      const behind = await sources.behind().catch(() => undefined);
      if (behind !== undefined) this.set(behind / 1_000);
    },
  });
  new Gauge({
    name: "riskgate_held",
    help: "1 while something waits for an administrator, by reason: clock, restore.",
    labelNames: ["reason"],
    registers,
    collect() {
      for (const [reason, isHeld] of Object.entries(sources.holds()))
        this.set({ reason }, isHeld ? 1 : 0);
    },
  });
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
    help: "Posts and updates of notices, by what became of them.",
    labelNames: ["outcome"],
    registers,
  });
  const reconciled = new Counter({
    name: "riskgate_reconciled_total",
    help: "Differences between Entra and the store that were settled, by result.",
    labelNames: ["result"],
    registers,
  });
  return {
    countReconciled: (result: string) => reconciled.inc({ result }),
    countDecision: (result: string) => decisions.inc({ result }),
    countRefusal: (edge: string, code: string) => refusals.inc({ edge, code }),
    countSend: (outcome: string) => sends.inc({ outcome }),
  };
}
