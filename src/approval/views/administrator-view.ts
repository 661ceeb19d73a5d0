import type { Person } from "../approver.js";
import { isEscalatable } from "../escalate-now.js";
import type { Instant } from "../instant.js";
import { countNotices, type Notice, type NoticeCounts } from "../notice.js";
import {
  type AccessRequest,
  concernedPeople,
  openStage,
  type Stage,
  type StageOutcome,
} from "../request.js";
import { type RequestSummary, summarizeRequest } from "../request-summary.js";
import { RISK_SOURCES, type RiskSource } from "../risk.js";
import { denialDueAt, escalationDueAt } from "../stage-clock.js";
import { type RiskView, riskView, type StageKind } from "./approval-view.js";
import type { OutsideState } from "./outside-state.js";

/** Somebody who may decide a stage, and what became of his card. */
export interface AskedApprover {
  readonly displayName: string;
  readonly isFallback: boolean;
  readonly card: Notice["state"] | "none";
  /** The class of a failure, from a closed set: `unreachable`, `rejected` … */
  readonly failure?: string;
}

/** How a stage ended. Words of an approver of a risk stage may name evidence: they need its role, as it does. */
export type StageEnd = Pick<StageOutcome, "reviewResult" | "reason" | "at"> & {
  readonly by?: string;
  readonly onBehalfOf?: string;
  readonly justification: string;
};

export interface StageDetail {
  readonly kind: StageKind;
  /** Among the policy stages, from 1. */
  readonly position: number;
  readonly status: Stage["status"];
  readonly openedAt?: Instant;
  readonly escalated?: { readonly at: Instant; readonly reason: Stage["escalationReason"] };
  readonly isEscalationMissed: boolean;
  /** While it is the open one, if there is somebody to escalate to. */
  readonly escalationDueAt?: Instant;
  /** While it is the open one. */
  readonly denialDueAt?: Instant;
  readonly isGrace: boolean;
  readonly approvers: readonly AskedApprover[];
  /** The newest reading; only with the source's role (Rule V4). */
  readonly evidence?: RiskView;
  readonly isEvidenceHidden: boolean;
  readonly end?: StageEnd;
}

/** Everything about a request that an administrator may know (Rule V4). */
export interface AdministratorView {
  readonly summary: RequestSummary;
  readonly requestor: Person;
  readonly target?: Person;
  readonly accessPackageName: string;
  readonly policyName: string;
  readonly justification: string;
  readonly endReason?: string;
  readonly canceledBy?: string;
  readonly stages: readonly StageDetail[];
  /** Read at submission, of sources that led to no stage; only with their role (Rules E4, V4). */
  readonly otherReadings: readonly RiskView[];
  readonly handOver?: NonNullable<AccessRequest["handOver"]>;
  /** How it stands in Entra, where that was read. */
  readonly outside?: OutsideState;
  readonly notices: NoticeCounts;
  /** The open stage, by number, for actions that must not meet the next one. */
  readonly openStage?: number;
  readonly can: { readonly cancel: boolean; readonly escalate: boolean; readonly resend: boolean };
}

/** @param sources those whose role the reader holds. Undefined for somebody the request is about: to him there is none */
export function administratorView(
  request: AccessRequest,
  readerId: string,
  sources: ReadonlySet<RiskSource>,
): AdministratorView | undefined {
  if (concernedPeople(request).includes(readerId)) return undefined;
  const open = openStage(request);
  const isForTarget = request.target.id !== request.requestor.id;
  const silent = RISK_SOURCES.filter(
    (source) => sources.has(source) && request.stages.every((stage) => stage.source !== source),
  );
  return {
    summary: summarizeRequest(request),
    requestor: request.requestor,
    ...(isForTarget && { target: request.target }),
    accessPackageName: request.accessPackage.displayName,
    policyName: request.assignmentPolicy.displayName,
    justification: request.justification,
    ...(request.endReason !== undefined && { endReason: request.endReason }),
    ...(request.canceledBy && { canceledBy: request.canceledBy.displayName }),
    stages: request.stages.map((stage, i) =>
      stageDetail(request, stage, i, i === open?.index, sources),
    ),
    otherReadings: request.readings
      .filter((reading) => silent.includes(reading.source))
      .map((reading) => riskView(request, reading)),
    ...(request.handOver && { handOver: request.handOver }),
    notices: countNotices(request.notices),
    ...(open && { openStage: open.index }),
    can: {
      cancel: request.state === "pendingApproval",
      escalate: isEscalatable(request),
      resend: open?.stage.status === "open" && open.stage.isResolved,
    },
  };
}

function stageDetail(
  request: AccessRequest,
  stage: Stage,
  index: number,
  isOpen: boolean,
  sources: ReadonlySet<RiskSource>,
): StageDetail {
  const isEvidenceHidden = stage.source !== undefined && !sources.has(stage.source);
  const reading = isEvidenceHidden ? undefined : stage.readings.at(-1);
  const escalation = isOpen && stage.fallbackApprovers.length > 0 && escalationDueAt(stage);
  const denial = isOpen ? denialDueAt(stage) : undefined;
  return {
    kind: stage.source ?? "policy",
    position: stage.position,
    status: stage.status,
    ...(stage.openedAt !== undefined && { openedAt: stage.openedAt }),
    ...(stage.escalatedAt !== undefined && {
      escalated: { at: stage.escalatedAt, reason: stage.escalationReason },
    }),
    isEscalationMissed: stage.isEscalationMissed,
    ...(typeof escalation === "number" && { escalationDueAt: escalation }),
    ...(denial !== undefined && { denialDueAt: denial }),
    isGrace: stage.graceUntil !== undefined,
    approvers: askedApprovers(request, stage, index),
    ...(reading && { evidence: riskView(request, reading) }),
    isEvidenceHidden,
    ...(stage.outcome && { end: stageEnd(stage.outcome, isEvidenceHidden) }),
  };
}

function askedApprovers(request: AccessRequest, stage: Stage, index: number): AskedApprover[] {
  const rows = new Map(
    request.notices
      .filter((notice) => notice.kind === "approvalCard" && notice.stage === index)
      .map((notice) => [notice.recipient, notice]),
  );
  const primaryIds = new Set(stage.primaryApprovers.map((approver) => approver.id));
  const fallback = stage.fallbackApprovers.filter((approver) => !primaryIds.has(approver.id));
  return [...stage.primaryApprovers, ...fallback].map(({ id, displayName }) => {
    const row = rows.get(id);
    const failure = row?.state === "failed" ? row.failure?.split(":")[0] : undefined;
    return {
      displayName,
      isFallback: !primaryIds.has(id),
      card: row?.state ?? "none",
      ...(failure !== undefined && { failure }),
    };
  });
}

function stageEnd(outcome: StageOutcome, isEvidenceHidden: boolean): StageEnd {
  const { reviewResult, reason, at, reviewedBy, onBehalfOf, justification } = outcome;
  return {
    ...{ reviewResult, reason, at },
    ...(reviewedBy && { by: reviewedBy.displayName }),
    ...(onBehalfOf && { onBehalfOf: onBehalfOf.displayName }),
    justification: isEvidenceHidden ? "" : justification,
  };
}
