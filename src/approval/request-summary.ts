import type { Instant } from "./instant.js";
import { type AccessRequest, concernedPeople, openStage, type RequestState } from "./request.js";
import { isReviewedRequestType } from "./request-type.js";
import type { RiskReading, RiskSource } from "./risk.js";
import { type StageSummary, summarizeStage } from "./stage-summary.js";

/** A reading of the evaluation (Rule E4), without the source's words. */
export type ReadingSummary = Pick<RiskReading, "source" | "personId" | "rank" | "unavailable">;

/**
 * What lists, figures and the dry run need of a request without loading it. Derived at every commit. One that was stored
 * before stages and readings were part of it has none until it is committed again; its counts of stages are right.
 */
export interface RequestSummary {
  readonly id: string;
  readonly state: RequestState;
  /** It came by Entra's call-out: its policy stages are Entra's (Rule P4). */
  readonly isCallOut: boolean;
  /** False for a call-out that no settings would have put a stage before (Rule I5). */
  readonly isReviewed: boolean;
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
  /** What was read at submission, of every person and enabled source. */
  readonly readings: readonly ReadingSummary[];
  readonly stages: readonly StageSummary[];
  /** Settings versions that its risk stages were planned with (Rule P2); a source without a stage has none here. */
  readonly settingsVersions: Readonly<Partial<Record<RiskSource, number>>>;
  /** The next escalation or denial, while a stage is open. */
  readonly nextDeadline?: Instant;
}

export function summarizeRequest(request: AccessRequest): RequestSummary {
  const last = request.stages.findLast((stage) => stage.status === "settled");
  const running = openStage(request)?.index;
  const stages = request.stages.map((stage, index) => summarizeStage(stage, index === running));
  const open = running === undefined ? undefined : stages[running];
  const deadline = open?.escalationDueAt ?? open?.denialDueAt;
  return {
    id: request.id,
    state: request.state,
    isCallOut: request.origin.callOut !== undefined,
    isReviewed: isReviewed(request),
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
    readings: request.readings.map(summarizeReading),
    stages,
    settingsVersions: settingsVersions(request),
    ...(deadline !== undefined && { nextDeadline: deadline }),
  };
}

function isReviewed({ origin: { callOut } }: AccessRequest): boolean {
  return callOut === undefined || isReviewedRequestType(callOut.requestType);
}

function summarizeReading({ source, personId, rank, unavailable }: RiskReading): ReadingSummary {
  return { source, personId, rank, ...(unavailable && { unavailable }) };
}

function settingsVersions({ stages }: AccessRequest): RequestSummary["settingsVersions"] {
  return Object.fromEntries(
    stages.flatMap(({ source, configurationVersion }) =>
      source && configurationVersion !== undefined ? [[source, configurationVersion]] : [],
    ),
  );
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
