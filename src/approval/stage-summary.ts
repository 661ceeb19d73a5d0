import type { Instant } from "./instant.js";
import type { EscalationReason, Stage, StageOutcome } from "./request.js";
import type { RiskSource } from "./risk.js";
import { denialDueAt, escalationDueAt } from "./stage-clock.js";

/** How a stage ended, without anybody's words. */
export type OutcomeSummary = Pick<StageOutcome, "reviewResult" | "reason" | "at"> & {
  /** Absent when the deadline decided. */
  readonly reviewedById?: string;
};

/** What lists and figures need of a stage. Ids only: names and texts stay with the request. */
export interface StageSummary {
  /** Absent for a policy stage. */
  readonly source?: RiskSource;
  readonly status: Stage["status"];
  readonly openedAt?: Instant;
  readonly escalatedAt?: Instant;
  readonly escalationReason?: EscalationReason;
  /** While it is open and somebody is there to escalate to. */
  readonly escalationDueAt?: Instant;
  /** While it is open. */
  readonly denialDueAt?: Instant;
  readonly primaryApproverIds: readonly string[];
  readonly fallbackApproverIds: readonly string[];
  readonly outcome?: OutcomeSummary;
}

/** @param isRunning the stage is the one that the request waits for: a deadline of any other counts for nothing */
export function summarizeStage(stage: Stage, isRunning: boolean): StageSummary {
  const { source, openedAt, escalatedAt, escalationReason, outcome } = stage;
  const hasFallback = stage.fallbackApprovers.length > 0;
  const escalationDue = isRunning && hasFallback ? escalationDueAt(stage) : undefined;
  const denialDue = isRunning ? denialDueAt(stage) : undefined;
  return {
    ...(source !== undefined && { source }),
    status: stage.status,
    ...(openedAt !== undefined && { openedAt }),
    ...(escalatedAt !== undefined && { escalatedAt }),
    ...(escalationReason !== undefined && { escalationReason }),
    ...(escalationDue !== undefined && { escalationDueAt: escalationDue }),
    ...(denialDue !== undefined && { denialDueAt: denialDue }),
    primaryApproverIds: stage.primaryApprovers.map((approver) => approver.id),
    fallbackApproverIds: stage.fallbackApprovers.map((approver) => approver.id),
    ...(outcome && { outcome: summarizeOutcome(outcome) }),
  };
}

function summarizeOutcome({ reviewResult, reason, at, reviewedBy }: StageOutcome): OutcomeSummary {
  return { reviewResult, reason, at, ...(reviewedBy && { reviewedById: reviewedBy.id }) };
}
