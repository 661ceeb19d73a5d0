import type { Instant } from "./instant.js";
import { type AccessRequest, concernedPeople, openStage, type RequestState } from "./request.js";
import type { RiskSource } from "./risk.js";

/** What lists and figures need of a request without loading it. */
export interface RequestSummary {
  readonly id: string;
  readonly state: RequestState;
  readonly requestorId: string;
  readonly requestorName: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly accessPackageId: string;
  readonly accessPackageName: string;
  readonly submittedAt: Instant;
  readonly completedAt?: Instant;
  readonly policyStages: number;
  readonly riskStages: number;
  /** A risk stage ended it: policy approvers must not see how it ended (Rule V2). */
  readonly endedAtRiskStage: boolean;
}

export function summarizeRequest(request: AccessRequest): RequestSummary {
  const last = request.stages.findLast((stage) => stage.status === "settled");
  return {
    id: request.id,
    state: request.state,
    requestorId: request.requestor.id,
    requestorName: request.requestor.displayName,
    targetId: request.target.id,
    targetName: request.target.displayName,
    accessPackageId: request.accessPackage.id,
    accessPackageName: request.accessPackage.displayName,
    submittedAt: request.submittedAt,
    ...(request.completedAt !== undefined && { completedAt: request.completedAt }),
    policyStages: request.stages.filter((stage) => stage.source === undefined).length,
    riskStages: request.stages.filter((stage) => stage.source !== undefined).length,
    endedAtRiskStage: last?.source !== undefined && last.outcome?.reviewResult === "Denied",
  };
}

/** A line about another request of the same person, on the details of an approval card. */
export interface HistoryLine {
  readonly id: string;
  readonly accessPackageName: string;
  readonly state: RequestState;
  readonly submittedAt: Instant;
}

/** Other requests of a person, for an approver: a policy approver learns of no risk stage's outcome (Rule V2). */
export function historyFor(
  source: RiskSource | undefined,
  requestId: string,
  summaries: readonly RequestSummary[],
  since: Instant,
): HistoryLine[] {
  return summaries
    .filter((summary) => summary.id !== requestId && summary.submittedAt >= since)
    .filter((summary) => source !== undefined || !summary.endedAtRiskStage)
    .map(({ id, accessPackageName, state, submittedAt }) => ({
      id,
      accessPackageName,
      state,
      submittedAt,
    }));
}

/** Facts of a request by which the store finds it. */
export function findableBy(request: AccessRequest): {
  concerned: readonly string[];
  deciders: readonly string[];
} {
  const open = openStage(request);
  const stage = open?.stage.status === "open" ? open.stage : undefined;
  const deciders = stage
    ? [
        ...stage.primaryApprovers,
        ...(stage.escalatedAt === undefined ? [] : stage.fallbackApprovers),
      ]
    : [];
  return { concerned: concernedPeople(request), deciders: [...new Set(deciders.map((a) => a.id))] };
}
