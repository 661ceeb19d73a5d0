import { endOutside, type OutsideEnd } from "../approval/ended-outside.js";
import { DAY, MINUTE } from "../approval/instant.js";
import { MAX_CALL_OUT_WAIT } from "../approval/limits.js";
import type { AccessRequest } from "../approval/request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { keyOfOrigin } from "./index-entry.js";
import type { Intake } from "./intake.js";
import type { Gate, OutsideRequest } from "./ports/gate.js";
import { submit } from "./submit-request.js";

/** Entra waits 14 days at most; a day more forgives clocks. */
const LOOK_BACK = MAX_CALL_OUT_WAIT + DAY;
/** What is younger may still be on its way, to us or into Entra's list. */
const SETTLING_TIME = 5 * MINUTE;

/** What a comparison with Entra came to. */
export interface Reconciled {
  /** Ended here because Entra no longer waits. */
  readonly closed: number;
  /** Waited in Entra and were unknown here. */
  readonly takenIn: number;
  /** Had been resumed, as the store says, and still waited. */
  readonly resumedAgain: number;
  /** Wait in Entra for somebody else, or for a custom extension that is not named as ours. */
  readonly leftAlone: number;
}

/**
 * Compares what waits in Entra with the store (Rules C1, F1, I5). Idempotent: what is as it should be is not touched, and a
 * call-out that arrives meanwhile is the same request. Rejects when Entra or the store cannot be read; what was done until
 * then is done.
 */
export async function reconcile(context: Context, gate: Gate): Promise<Reconciled> {
  const since = context.store.now() - LOOK_BACK;
  const waiting = new Map<string, OutsideRequest>();
  for await (const page of gate.undecided(since)) {
    for (const request of page) {
      if (request.waiting.length > 0) waiting.set(request.id, request);
    }
  }
  const closed = await closeEnded(context, gate, since, waiting);
  const found = { takenIn: 0, resumedAgain: 0, leftAlone: 0 };
  for (const request of waiting.values()) {
    for (const callOut of request.waiting) {
      const result = await settleWaiting(context, gate, request, callOut);
      if (result === undefined) continue;
      found[result] += 1;
      context.figures.reconciled(result);
    }
  }
  return { closed, ...found };
}

async function closeEnded(
  context: Context,
  gate: Gate,
  since: number,
  waiting: ReadonlyMap<string, OutsideRequest>,
): Promise<number> {
  const open: string[] = [];
  for await (const summary of await context.store.requestSummaries(since)) {
    if (summary.isCallOut && summary.state === "pendingApproval") open.push(summary.id);
  }
  let closed = 0;
  for (const id of open) {
    const request = (await context.store.load("request", id))?.value;
    const callOut = request?.origin.callOut;
    if (!request || !callOut || isYoung(context, request.submittedAt)) continue;
    const stageInstanceId = callOut.customExtensionStageInstanceId;
    if (waiting.get(request.origin.key)?.waitsFor(stageInstanceId)) continue;
    // A list lags behind: the request itself is asked before anything is ended.
    const outside = await gate.readRequest(request.origin.key);
    if (outside?.waitsFor(stageInstanceId)) continue;
    if (await close(context, request, endOf(outside))) closed += 1;
  }
  return closed;
}

async function close(context: Context, request: AccessRequest, end: OutsideEnd): Promise<boolean> {
  const changed = await changeRequest(context, request.id, (current, now) =>
    endOutside(current, end, now),
  );
  if (!changed?.answer) return false;
  context.log.warn({ requestId: request.id, end }, "Entra no longer waits for this request");
  context.figures.reconciled(end);
  return true;
}

/** A request that timed out in Entra, or failed there, gives no access; one that is not there any more neither. */
function endOf(outside: OutsideRequest | undefined): OutsideEnd {
  if (!outside || outside.state === "canceled") return "canceled";
  return outside.state === "denied" || outside.state === "deliveryFailed" ? "denied" : "wentOn";
}

type WaitingCallOut = OutsideRequest["waiting"][number];

async function settleWaiting(
  context: Context,
  gate: Gate,
  outside: OutsideRequest,
  callOut: WaitingCallOut,
): Promise<"takenIn" | "resumedAgain" | "leftAlone" | undefined> {
  if (isYoung(context, outside.createdAt)) return undefined;
  const intake = intakeOf(outside, callOut, context.store.now());
  const holder = await context.store.holderOf(keyOfOrigin(intake), context.store.now());
  if (holder) {
    const request = (await context.store.load("request", holder.id))?.value;
    return request && resumeAgain(context, request);
  }
  if (!gate.ourExtensions.has(callOut.customExtensionId) || outside.state !== "submitted")
    return "leftAlone";
  const result = await submit(context, intake);
  const requestId = result.ok ? result.request.id : undefined;
  const fields = { requestId, assignmentRequestId: outside.id };
  context.log.warn(fields, "a request waited in Entra of which nothing was known here");
  return "takenIn";
}

/** Handed over long ago, as the store says, and Entra waits all the same. */
async function resumeAgain(
  context: Context,
  request: AccessRequest,
): Promise<"resumedAgain" | undefined> {
  if (
    !request.handOver?.isDone ||
    isYoung(context, request.completedAt ?? Number.POSITIVE_INFINITY)
  )
    return undefined;
  await context.fulfilment.handOver(request);
  context.log.warn({ requestId: request.id }, "Entra still waited and was told again");
  return "resumedAgain";
}

function isYoung(context: Context, since: number): boolean {
  return context.store.now() - since < SETTLING_TIME;
}

/** The same intake that the call-out would have made. Who asks for somebody else is not taken for that other person. */
function intakeOf(
  outside: OutsideRequest,
  { stageInstanceId }: WaitingCallOut,
  now: number,
): Intake {
  const { id, requestType, requestorId, assignmentPolicyId } = outside;
  const isForOthers = requestType === "onBehalfAdd";
  return {
    kind: "callOut",
    caller: "entra",
    key: id,
    requestorId: requestorId || outside.targetId,
    targetId: outside.targetId || (isForOthers ? "" : requestorId),
    accessPackageId: outside.accessPackageId,
    ...(assignmentPolicyId !== "" && { assignmentPolicyId }),
    justification: "",
    callOut: {
      requestType,
      customExtensionStageInstanceId: stageInstanceId,
      stage: "assignmentRequestCreated",
      waitsUntil: (outside.createdAt || now) + MAX_CALL_OUT_WAIT,
    },
  };
}
