import type { RequestSummary } from "./request-summary.js";
import type { StageSummary } from "./stage-summary.js";

/** What one approver had to do in a period. */
export interface ApproverLoad {
  readonly personId: string;
  /** Stages in which he was asked; after an escalation the fallback approvers are asked too. */
  readonly asked: number;
  readonly decided: number;
}

/** Middle and tail of a set of spans, in milliseconds, by nearest rank; undefined for none. */
export interface Spread {
  readonly median: number;
  readonly ninetieth: number;
}

/** The figures of the requests that were submitted in a period. */
export interface Insights {
  readonly requests: number;
  /** Those that had a risk stage. */
  readonly reviewed: number;
  readonly outcomes: {
    readonly approved: number;
    readonly denied: number;
    readonly timedOut: number;
    readonly canceled: number;
    readonly pending: number;
  };
  /** From the opening of a stage to somebody's decision. */
  readonly timeToDecision?: Spread;
  /** Stages that were opened, whatever came of them. */
  readonly openedStages: number;
  readonly escalatedStages: number;
  readonly timedOutStages: number;
  /** Most asked first. */
  readonly load: readonly ApproverLoad[];
}

/** Adds up figures, a summary at a time. The caller chooses them: nobody's own request may be among them (Rule V4). */
export class InsightsTally {
  readonly #outcomes = { approved: 0, denied: 0, timedOut: 0, canceled: 0, pending: 0 };
  readonly #stages = { opened: 0, escalated: 0, timedOut: 0 };
  readonly #spans: number[] = [];
  readonly #load = new Map<string, { asked: number; decided: number }>();
  #requests = 0;
  #reviewed = 0;

  add(summary: RequestSummary): void {
    this.#requests += 1;
    if (summary.riskStages > 0) this.#reviewed += 1;
    this.#outcomes[outcomeOf(summary)] += 1;
    for (const stage of summary.stages) this.#addStage(stage);
  }

  figures(): Insights {
    const timeToDecision = spreadOf(this.#spans);
    return {
      requests: this.#requests,
      reviewed: this.#reviewed,
      outcomes: { ...this.#outcomes },
      ...(timeToDecision && { timeToDecision }),
      openedStages: this.#stages.opened,
      escalatedStages: this.#stages.escalated,
      timedOutStages: this.#stages.timedOut,
      load: [...this.#load].map(([personId, counts]) => ({ personId, ...counts })).sort(byLoad),
    };
  }

  #addStage(stage: StageSummary): void {
    const { openedAt, escalatedAt, outcome } = stage;
    if (openedAt === undefined) return;
    this.#stages.opened += 1;
    if (escalatedAt !== undefined) this.#stages.escalated += 1;
    if (outcome?.reason === "timedOut") this.#stages.timedOut += 1;
    if (outcome?.reason === "decision") this.#spans.push(outcome.at - openedAt);
    addLoad(this.#load, stage);
  }
}

function byLoad(a: ApproverLoad, b: ApproverLoad): number {
  return b.asked - a.asked || b.decided - a.decided || (a.personId < b.personId ? -1 : 1);
}

function outcomeOf({ state, stages }: RequestSummary): keyof Insights["outcomes"] {
  switch (state) {
    case "pendingApproval":
      return "pending";
    case "canceled":
      return "canceled";
    case "denied":
      return stages.some((stage) => stage.outcome?.reason === "timedOut") ? "timedOut" : "denied";
    default:
      return "approved";
  }
}

function addLoad(load: Map<string, { asked: number; decided: number }>, stage: StageSummary): void {
  const asked = new Set(stage.primaryApproverIds);
  if (stage.escalatedAt !== undefined) for (const id of stage.fallbackApproverIds) asked.add(id);
  const decider = stage.outcome?.reviewedById;
  // A delegate decides without being in a set of a policy stage (Rule A5).
  if (decider !== undefined) asked.add(decider);
  for (const id of asked) {
    const counts = load.get(id) ?? { asked: 0, decided: 0 };
    counts.asked += 1;
    if (id === decider) counts.decided += 1;
    load.set(id, counts);
  }
}

/** Sorts a copy. The nearest rank is an observed value, so that no figure is one that never happened. */
export function spreadOf(spans: readonly number[]): Spread | undefined {
  if (spans.length === 0) return undefined;
  const sorted = Float64Array.from(spans).sort();
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { median: at(0.5), ninetieth: at(0.9) };
}
