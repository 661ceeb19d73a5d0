import type { ApproverRule, Person } from "../approver.js";
import { activeApprovers, findAuthority } from "../authority.js";
import type { Instant } from "../instant.js";
import type { CardCopy } from "../notice.js";
import type { AccessRequest, EscalationReason, Stage } from "../request.js";
import type { HistoryLine } from "../request-summary.js";
import {
  type Reported,
  type RiskDetection,
  type RiskReading,
  type RiskSource,
  riskLevelName,
  type UnavailableReason,
} from "../risk.js";
import { denialDueAt, escalationDueAt } from "../stage-clock.js";

export type StageKind = RiskSource | "policy";

/** Evidence as the approvers of its source may read it (Rules V2, V3). */
export interface RiskView {
  readonly source: RiskSource;
  /** Graph's word, or null when no level could be read. */
  readonly level: string | null;
  readonly rank: number | null;
  readonly unavailable?: UnavailableReason;
  readonly riskState?: string;
  readonly riskDetail?: string;
  readonly lastUpdated?: Instant;
  readonly reported?: Reported;
  /** What the source detected before the submission, newest first. */
  readonly detections?: readonly RiskDetection[];
  /** A copy of the source's list answered, as it was then. */
  readonly asOf?: Instant;
  readonly readAt: Instant;
  /** Whose level it is, where requestor and target differ. */
  readonly about?: string;
}

export interface AskedPerson {
  readonly displayName: string;
  readonly reached: "delivered" | "pending" | "failed" | "notAsked";
}

/** What somebody who can decide sees (contract: "An approval card shows"). */
export interface ApprovalView {
  readonly kind: "approval";
  readonly requestId: string;
  readonly token: string;
  readonly stageKind: StageKind;
  readonly requestor: Person;
  readonly target?: Person;
  readonly accessPackage: { readonly displayName: string; readonly description: string };
  readonly justification: string;
  readonly submittedAt: Instant;
  readonly risk?: RiskView;
  /** The level rose or became unreadable at the click: what the card showed before (Rule D7). */
  readonly question?: { readonly before: RiskView | undefined };
  readonly draft: string;
  /** Place among the policy stages; a policy card counts no others (Rule V2). */
  readonly place?: { readonly position: number; readonly count: number };
  readonly escalation?: { readonly dueAt: Instant; readonly to: readonly string[] };
  readonly escalated?: {
    readonly at: Instant;
    readonly to: readonly string[];
    readonly reason: EscalationReason;
  };
  readonly denialDueAt: Instant;
  readonly isGrace: boolean;
  readonly askedAs: {
    readonly labels: readonly string[];
    readonly onBehalfOf?: string;
    readonly others: number;
  };
  readonly isJustificationRequired: boolean;
  readonly asked: readonly AskedPerson[];
  readonly history: readonly HistoryLine[];
}

/** The card of an open stage for one reader. Undefined when he may not decide it: then there is nothing to see. */
export function approvalView(
  request: AccessRequest,
  index: number,
  reader: { readonly id: string; readonly appointers: readonly string[] },
  copy: Pick<CardCopy, "token" | "reading" | "isConfirmation" | "draft">,
  before: CardCopy | undefined,
  history: readonly HistoryLine[],
): ApprovalView | undefined {
  const stage = request.stages[index];
  const denial = stage && denialDueAt(stage);
  if (request.state !== "pendingApproval" || stage?.status !== "open" || denial === undefined)
    return undefined;
  const authority = findAuthority(request, stage, reader.id, reader.appointers);
  if (!authority) return undefined;
  const isForTarget = request.target.id !== request.requestor.id;
  const escalation = escalationDueAt(stage);
  const policyStages = request.stages.filter((s) => s.source === undefined).length;
  return {
    kind: "approval",
    requestId: request.id,
    token: copy.token,
    stageKind: stage.source ?? "policy",
    requestor: request.requestor,
    ...(isForTarget && { target: request.target }),
    accessPackage: {
      displayName: request.accessPackage.displayName,
      description: request.accessPackage.description,
    },
    justification: request.justification,
    submittedAt: request.submittedAt,
    ...(stage.source !== undefined && copy.reading && { risk: riskView(request, copy.reading) }),
    ...(copy.isConfirmation && {
      question: { before: before?.reading ? riskView(request, before.reading) : undefined },
    }),
    draft: copy.draft ?? "",
    ...(stage.source === undefined && { place: { position: stage.position, count: policyStages } }),
    ...(escalation !== undefined &&
      stage.fallbackApprovers.length > 0 && {
        escalation: { dueAt: escalation, to: ruleLabels(stage.fallbackApprovers) },
      }),
    ...(stage.escalatedAt !== undefined && {
      escalated: {
        at: stage.escalatedAt,
        to: ruleLabels(stage.fallbackApprovers),
        reason: stage.escalationReason ?? "deadline",
      },
    }),
    denialDueAt: denial,
    isGrace: stage.graceUntil !== undefined,
    askedAs: {
      labels: authority.approver.namedBy.map((named) => named.label),
      ...(authority.onBehalfOf && { onBehalfOf: authority.onBehalfOf.displayName }),
      others: new Set(
        activeApprovers(stage)
          .map((a) => a.id)
          .filter((id) => id !== reader.id),
      ).size,
    },
    isJustificationRequired: stage.settings.isApproverJustificationRequired,
    asked: askedPeople(request, stage, index, reader.id),
    history,
  };
}

/** A reading as its readers see it, with whose it is where a request is about two people. */
export function riskView(request: AccessRequest, reading: RiskReading): RiskView {
  const isAmbiguous = request.target.id !== request.requestor.id;
  const person = reading.personId === request.requestor.id ? request.requestor : request.target;
  const detections = request.readings.find(
    ({ source, personId }) => source === reading.source && personId === reading.personId,
  )?.detections;
  return {
    ...readingView(reading),
    ...(detections && { detections }),
    ...(isAmbiguous && { about: person.displayName }),
  };
}

/** A reading of one person, whose name is known to the reader. */
export function readingView(reading: RiskReading): RiskView {
  const { source, rank } = reading;
  return {
    source,
    rank,
    level: rank === null ? null : riskLevelName(source, rank),
    readAt: reading.readAt,
    ...(reading.unavailable !== undefined && { unavailable: reading.unavailable }),
    ...(reading.riskState !== undefined && { riskState: reading.riskState }),
    ...(reading.riskDetail !== undefined && { riskDetail: reading.riskDetail }),
    ...(reading.lastUpdated !== undefined && { lastUpdated: reading.lastUpdated }),
    ...(reading.reported !== undefined && { reported: reading.reported }),
    ...(reading.asOf !== undefined && { asOf: reading.asOf }),
  };
}

/** Who else can decide, and whether his card reached him. */
function askedPeople(
  request: AccessRequest,
  stage: Stage,
  index: number,
  readerId: string,
): AskedPerson[] {
  const states = new Map(
    request.notices
      .filter((n) => n.kind === "approvalCard" && n.stage === index)
      .map((n) => [n.recipient, n.state === "withdrawn" ? "failed" : n.state] as const),
  );
  return activeApprovers(stage)
    .filter((a, i, all) => a.id !== readerId && all.findIndex((b) => b.id === a.id) === i)
    .map((a) => ({ displayName: a.displayName, reached: states.get(a.id) ?? "notAsked" }));
}

/** The distinct names of the rules that named these people: `SOC on call`, `manager`. */
function ruleLabels(approvers: Stage["fallbackApprovers"]): string[] {
  return [...new Set(approvers.flatMap((a) => a.namedBy.map((named) => named.label)))];
}

/** The kinds of rules a stage asks, for a line such as "manager approval". */
export function ruleKinds(rules: readonly ApproverRule[]): ApproverRule["kind"][] {
  return [...new Set(rules.map((rule) => rule.kind))];
}
