import type { Candidate } from "./approver.js";
import type { ControlSettings } from "./control-settings.js";
import { type Spread, spreadOf } from "./insights.js";
import { eligibleApprovers } from "./open-stage.js";
import { needsRiskStage } from "./plan.js";
import type { RequestSummary } from "./request-summary.js";
import type { RiskSource } from "./risk.js";

/** Settings to replay requests under, with the people whom their sets name in the directory of now. */
export interface ReplaySettings {
  readonly source: RiskSource;
  readonly settings: ControlSettings;
  readonly primaryApprovers: readonly Candidate[];
  readonly fallbackApprovers: readonly Candidate[];
}

/** How often one person was asked first, and would have been. */
export interface ReplayLoad {
  readonly personId: string;
  readonly before: number;
  readonly after: number;
}

/** What settings would have meant for requests of the past. */
export interface Replay {
  /** Requests that this source's review is for, of the period. */
  readonly requests: number;
  /** Those whose level was not read then, because the source was switched off: nothing is guessed about them. */
  readonly unjudged: number;
  /** Judged requests that had the stage, and that would have had it. */
  readonly had: number;
  readonly would: number;
  readonly gained: number;
  readonly lost: number;
  /** Of `would`: nobody could have decided (Rule A3). */
  readonly metNobody: number;
  /** Of `would`: the fallback approvers would have been asked at once (Rule A2). */
  readonly withoutPrimary: number;
  /** Most asked first. */
  readonly load: readonly ReplayLoad[];
  /** From the opening of this source's stages to somebody's decision, as it was. */
  readonly timeToDecision?: Spread;
}

/**
 * Replays requests under other settings, a summary at a time, with the very functions that plan a request and choose its
 * approvers (Rules E2, E3, A1), on the readings that were kept with each request (Rule E4).
 */
export class ReplayTally {
  readonly #under: ReplaySettings;
  readonly #counts = {
    ...{ requests: 0, unjudged: 0, had: 0, would: 0, gained: 0, lost: 0 },
    ...{ metNobody: 0, withoutPrimary: 0 },
  };
  readonly #load = new Map<string, { before: number; after: number }>();
  readonly #spans: number[] = [];
  readonly #named: ReadonlySet<string>;
  readonly #unconcerned: {
    readonly primary: readonly string[];
    readonly fallback: readonly string[];
  };

  constructor(under: ReplaySettings) {
    this.#under = under;
    const { primaryApprovers, fallbackApprovers } = under;
    this.#named = new Set([...primaryApprovers, ...fallbackApprovers].map(({ id }) => id));
    this.#unconcerned = this.#setsFor([]);
  }

  add(summary: RequestSummary): void {
    if (!summary.isReviewed) return;
    this.#counts.requests += 1;
    const { source } = this.#under;
    const stage = summary.stages.find((candidate) => candidate.source === source);
    if (stage?.outcome?.reason === "decision" && stage.openedAt !== undefined)
      this.#spans.push(stage.outcome.at - stage.openedAt);
    const would = wouldBeReviewed(this.#under, summary);
    if (would === undefined) {
      this.#counts.unjudged += 1;
      return;
    }
    const had = stage !== undefined;
    if (had) {
      this.#counts.had += 1;
      const isFirst = stage.primaryApproverIds.length > 0;
      this.#ask(isFirst ? stage.primaryApproverIds : stage.fallbackApproverIds, "before");
    }
    if (would) this.#addStage(summary);
    if (would && !had) this.#counts.gained += 1;
    if (had && !would) this.#counts.lost += 1;
  }

  figures(): Replay {
    const timeToDecision = spreadOf(this.#spans);
    const load = [...this.#load].map(([personId, counts]) => ({ personId, ...counts }));
    return { ...this.#counts, load: load.sort(byLoad), ...(timeToDecision && { timeToDecision }) };
  }

  #addStage(summary: RequestSummary): void {
    this.#counts.would += 1;
    const concerned = [summary.requestorId, summary.targetId];
    const isNamed = concerned.some((id) => this.#named.has(id));
    const { primary, fallback } = isNamed ? this.#setsFor(concerned) : this.#unconcerned;
    if (primary.length === 0) {
      this.#counts[fallback.length === 0 ? "metNobody" : "withoutPrimary"] += 1;
    }
    this.#ask(primary.length > 0 ? primary : fallback, "after");
  }

  #setsFor(concerned: readonly string[]) {
    const { primaryApprovers, fallbackApprovers } = this.#under;
    const idsOf = (set: readonly Candidate[]) =>
      eligibleApprovers(concerned, set).map(({ id }) => id);
    return { primary: idsOf(primaryApprovers), fallback: idsOf(fallbackApprovers) };
  }

  #ask(personIds: readonly string[], when: "before" | "after"): void {
    for (const id of personIds) {
      const counts = this.#load.get(id) ?? { before: 0, after: 0 };
      counts[when] += 1;
      this.#load.set(id, counts);
    }
  }
}

/**
 * Whether a stored request would have had the stage; undefined when nobody can know, because the source was switched off
 * when it was submitted, or it has not been evaluated.
 */
export function wouldBeReviewed(
  { source, settings }: Pick<ReplaySettings, "source" | "settings">,
  summary: RequestSummary,
): boolean | undefined {
  // Stored before stages were part of a summary: what it had is not known either.
  if (summary.stages.length < summary.riskStages) return undefined;
  if (!settings.isApprovalRequired) return false;
  const readings = summary.readings.filter((reading) => reading.source === source);
  return readings.length === 0 ? undefined : needsRiskStage(settings, source, readings);
}

function byLoad(a: ReplayLoad, b: ReplayLoad): number {
  return b.after - a.after || b.before - a.before || (a.personId < b.personId ? -1 : 1);
}
