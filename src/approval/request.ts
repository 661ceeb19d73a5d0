import { z } from "zod";
import { approverSchema, personSchema, policyApproverSchema } from "./approver.js";
import { durationSchema, instantSchema } from "./instant.js";
import { noticeSchema } from "./notice.js";
import { riskReadingSchema, riskSourceSchema } from "./risk.js";

export const requestStateSchema = z.enum([
  "pendingApproval",
  "approved",
  "handedOver",
  "delivered",
  "deliveryFailed",
  "denied",
  "canceled",
]);
/** State of a request as the outside sees it. */
export type RequestState = z.infer<typeof requestStateSchema>;

const approverRules = z.array(policyApproverSchema);

/** One approval stage of an assignment policy, as the catalog describes it. */
export const policyStageSchema = z.strictObject({
  primaryApprovers: approverRules,
  fallbackApprovers: approverRules,
  durationBeforeEscalation: durationSchema,
  durationBeforeAutomaticDenial: durationSchema,
  isApproverJustificationRequired: z.boolean(),
});
export type PolicyStage = z.infer<typeof policyStageSchema>;

export const accessPackageSchema = z.strictObject({
  id: z.string(),
  displayName: z.string(),
  description: z.string(),
});
export const assignmentPolicySchema = z.strictObject({
  id: z.string(),
  displayName: z.string(),
  isRequestorJustificationRequired: z.boolean(),
  allowOnBehalf: z.boolean(),
  /** 0 to 3 (Rule P1). */
  stages: z.array(policyStageSchema).max(3),
});
export type AccessPackage = z.infer<typeof accessPackageSchema>;
export type AssignmentPolicy = z.infer<typeof assignmentPolicySchema>;

/** What has to be told to Entra at the end of a call-out. */
export const callOutSchema = z.strictObject({
  requestType: z.string(),
  customExtensionStageInstanceId: z.string(),
  /** As Entra gave it; kept for the record, never followed. */
  callbackUriPath: z.string().optional(),
  stage: z.string(),
  /** Entra waits so long and no longer; absent on call-outs of the time before it was kept. */
  waitsUntil: instantSchema.optional(),
});
export type CallOut = z.infer<typeof callOutSchema>;

export const originSchema = z.strictObject({
  kind: z.enum(["chat", "form", "api", "callOut"]),
  /** Scope of the idempotency key: the person in chat, the application over HTTP (Rule I2). */
  caller: z.string(),
  key: z.string(),
  /** Digest of the content under that key: the same key with other content is a conflict. */
  contentDigest: z.string(),
  callOut: callOutSchema.optional(),
});
export type Origin = z.infer<typeof originSchema>;

/** How a stage ended. `reviewResult` is Graph's word. */
export const stageOutcomeSchema = z.strictObject({
  reviewResult: z.enum(["Approved", "Denied"]),
  at: instantSchema,
  /** Absent when the deadline decided. */
  reviewedBy: personSchema.optional(),
  /** The approver whose right a delegate used (Rule A5). */
  onBehalfOf: personSchema.optional(),
  justification: z.string(),
  reason: z.enum(["decision", "timedOut"]),
  /** The risk was lower at the click than on the card (Rule D7). */
  wasRiskLower: z.boolean(),
  /** The click came from a card with this token, or was typed; tells a redelivered click (Rule D6). */
  token: z.string().optional(),
});
export type StageOutcome = z.infer<typeof stageOutcomeSchema>;

export const escalationReasonSchema = z.enum([
  "deadline",
  "noPrimaryApprover",
  "nobodyReached",
  "administrator",
]);
export type EscalationReason = z.infer<typeof escalationReasonSchema>;

/** A stage of the frozen plan. A risk stage has a source, a policy stage has none. */
export const stageSchema = z.strictObject({
  source: riskSourceSchema.optional(),
  /** Place among the stages of its kind, from 1: what a policy approver may know (Rule V2). */
  position: z.int().positive(),
  /** Settings as they were when the plan was made (Rule P2). */
  settings: policyStageSchema,
  configurationVersion: z.int().nonnegative().optional(),
  minimumRank: z.int().min(1).max(3).optional(),
  /** Evidence of a risk stage: the reading that counted, newest last (Rules E4, D7). */
  readings: z.array(riskReadingSchema),
  status: z.enum(["waiting", "resolving", "open", "settled"]),
  openedAt: instantSchema.optional(),
  /** Deadlines count from here (Rule T5). */
  clockStartedAt: instantSchema.optional(),
  isResolved: z.boolean(),
  /** When the people became known; their cards count from here (Rule A4). */
  resolvedAt: instantSchema.optional(),
  resolveAttempts: z.int().nonnegative(),
  resolveNotBefore: instantSchema.optional(),
  primaryApprovers: z.array(approverSchema),
  fallbackApprovers: z.array(approverSchema),
  escalatedAt: instantSchema.optional(),
  escalationReason: escalationReasonSchema.optional(),
  /** Escalation came due and there was nobody to escalate to (Rule A3). */
  isEscalationMissed: z.boolean(),
  /** Set when the primary reminder / the last reminder went out or was overtaken (Rule T2). */
  remindedFor: z.array(z.enum(["escalation", "denial"])),
  /** Entra's wait ends soon after: the stage is denied then at the latest, whatever its deadlines. */
  endsBy: instantSchema.optional(),
  /** Extra time after an outage, as a new automatic-denial instant (Rule T6). */
  graceUntil: instantSchema.optional(),
  /** The 5-minute look at who was reached has been taken (Rule A4). */
  isReachChecked: z.boolean(),
  /** People who were shown this stage's card in answer to a typed decision (Rule D6). */
  promptedByTyping: z.array(z.strictObject({ personId: z.string(), at: instantSchema })),
  outcome: stageOutcomeSchema.optional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** Something administrators must know. Recipients are resolved as a step of their own. */
export const alertSchema = z.strictObject({
  kind: z.enum([
    "noApprover",
    "nobodyReached",
    "handOverFailing",
    "approversUnreadable",
    "decidedOtherwise",
  ]),
  stage: z.int().nonnegative().optional(),
  raisedAt: instantSchema,
  isAddressed: z.boolean(),
  /** Next try to look the administrators up. */
  notBefore: instantSchema,
  attempts: z.int().nonnegative(),
  /** How often it was told again; absent before it was told, and on alerts of the time before they were. */
  repeats: z.int().nonnegative().optional(),
  /** Its cause is gone, and its cards say so. */
  resolvedAt: instantSchema.optional(),
});
export type Alert = z.infer<typeof alertSchema>;

/** Fulfilment, or the resume of a call-out: retried until done, done once (Rule F1). */
export const handOverSchema = z.strictObject({
  isDone: z.boolean(),
  attempts: z.int().nonnegative(),
  notBefore: instantSchema,
  failure: z.string().max(300).optional(),
});

export const heldReasonSchema = z.enum(["decidedEarlierStage", "notShownYet", "questioned"]);
/** Why the open stage's card comes before a decision (Rules D6, D7). */
export type HeldReason = z.infer<typeof heldReasonSchema>;

/** A typed decision that was answered, kept to recognise its redelivery (Rule D6). */
export const typedDecisionSchema = z.strictObject({
  activityId: z.string(),
  personId: z.string(),
  stage: z.int().nonnegative(),
  digest: z.string(),
  at: instantSchema,
  /** It settled the stage, found it settled already, or was answered with the card, for this reason. */
  answer: z.enum(["settled", "known", ...heldReasonSchema.options]),
});

/** An access package assignment request and everything that belongs to it. Immutable. */
export const accessRequestSchema = z.strictObject({
  /** `R-1042`: the number on cards, in commands and over HTTP. */
  id: z.string().regex(/^R-\d{1,12}$/),
  state: requestStateSchema,
  origin: originSchema,
  requestor: personSchema,
  target: personSchema,
  accessPackage: accessPackageSchema,
  assignmentPolicy: assignmentPolicySchema,
  justification: z.string(),
  submittedAt: instantSchema,
  completedAt: instantSchema.optional(),
  /** Why it ended, in a closed set; for the audit and for administrators. */
  endReason: z.string().max(300).optional(),
  canceledBy: personSchema.optional(),
  /** While the people, package and policy of a call-out are being looked up: its names are Entra's words until then. */
  lookUp: z.strictObject({ attempts: z.int().nonnegative(), notBefore: instantSchema }).optional(),
  /** False until risk was read and the plan was made. */
  isPlanned: z.boolean(),
  evaluateAttempts: z.int().nonnegative(),
  evaluateNotBefore: instantSchema.optional(),
  /** Everything that was read at submission, also from sources that led to no stage (Rule E4). */
  readings: z.array(riskReadingSchema),
  stages: z.array(stageSchema),
  notices: z.array(noticeSchema),
  alerts: z.array(alertSchema),
  handOver: handOverSchema.optional(),
  typedDecisions: z.array(typedDecisionSchema),
});
export type AccessRequest = z.infer<typeof accessRequestSchema>;

/** The stage that waits for a decision, if any: a request that has ended has none, whatever it was at. */
export function openStage(request: AccessRequest): { stage: Stage; index: number } | undefined {
  if (request.state !== "pendingApproval") return undefined;
  const index = request.stages.findIndex((s) => s.status === "open" || s.status === "resolving");
  const stage = request.stages[index];
  return stage === undefined ? undefined : { stage, index };
}

export function isTerminal(request: Pick<AccessRequest, "state">): boolean {
  return (
    request.state !== "pendingApproval" &&
    request.state !== "approved" &&
    request.state !== "deliveryFailed"
  );
}

/** The requestor and, where different, the target: the people a request is about (Rules D3, V4). */
export function concernedPeople(request: AccessRequest): readonly string[] {
  return request.requestor.id === request.target.id
    ? [request.requestor.id]
    : [request.requestor.id, request.target.id];
}
