import { DECIDED_OUTSIDE } from "../approval/ended-outside.js";
import { DAY, type Instant, MINUTE } from "../approval/instant.js";
import { MAX_CALL_OUT_WAIT } from "../approval/limits.js";
import type { AccessRequest } from "../approval/request.js";
import { closeEnded } from "./close-ended.js";
import type { Context } from "./context.js";
import { keyOfOrigin } from "./index-entry.js";
import type { Intake } from "./intake.js";
import type { Gate, OutsideRequest } from "./ports/gate.js";
import { errorName } from "./read-risk.js";
import { submit } from "./submit-request.js";

/** Entra waits 14 days at most; a day more forgives clocks. */
const LOOK_BACK = MAX_CALL_OUT_WAIT + DAY;
/** What is younger may still be on its way, to us or into Entra's list. */
const SETTLING_TIME = 5 * MINUTE;
/** So many that fail one after the other end the comparison: Entra or the store cannot be read. */
const MOST_FAILURES = 5;

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
  /** Could not be compared or settled; the next comparison tries again. */
  readonly failed: number;
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
  const found = { closed: 0, takenIn: 0, resumedAgain: 0, leftAlone: 0, failed: 0 };
  const each = oneByOne(context, found);
  for (const id of await openCallOuts(context, since)) {
    await each({ requestId: id }, async () => {
      if (await closeIfEnded(context, gate, id, waiting)) found.closed += 1;
    });
  }
  for (const request of waiting.values()) {
    for (const callOut of request.waiting) {
      await each({ assignmentRequestId: request.id }, async () => {
        const result = await settleWaiting(context, gate, request, callOut);
        if (result === undefined) return;
        found[result] += 1;
        context.figures.reconciled(result);
      });
    }
  }
  return found;
}

/** One request that cannot be settled keeps no other from it; many in a row are no matter of one request. */
function oneByOne(context: Context, found: { failed: number }) {
  let inARow = 0;
  return async (ids: object, settle: () => Promise<void>): Promise<void> => {
    try {
      await settle();
      inARow = 0;
    } catch (error) {
      inARow += 1;
      if (inARow >= MOST_FAILURES) throw error;
      found.failed += 1;
      const fields = { ...ids, error: errorName(error) };
      context.log.warn(fields, "a request cannot be compared with Entra now");
    }
  };
}

async function openCallOuts(context: Context, since: Instant): Promise<readonly string[]> {
  const open: string[] = [];
  for await (const summary of await context.store.requestSummaries(since)) {
    if (summary.isCallOut && summary.state === "pendingApproval") open.push(summary.id);
  }
  return open;
}

async function closeIfEnded(
  context: Context,
  gate: Gate,
  id: string,
  waiting: ReadonlyMap<string, OutsideRequest>,
): Promise<boolean> {
  const request = (await context.store.load("request", id))?.value;
  const callOut = request?.origin.callOut;
  if (!request || !callOut || isYoung(context, request.submittedAt)) return false;
  const stageInstanceId = callOut.customExtensionStageInstanceId;
  if (waiting.get(request.origin.key)?.waitsFor(stageInstanceId)) return false;
  // A list lags behind: the request itself is asked before anything is ended.
  const outside = await gate.readRequest(request.origin.key);
  if (outside?.waitsFor(stageInstanceId)) return false;
  return closeEnded(context, request, outside);
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
): Promise<"resumedAgain" | "leftAlone" | undefined> {
  if (
    !request.handOver?.isDone ||
    isYoung(context, request.completedAt ?? Number.POSITIVE_INFINITY)
  )
    return undefined;
  // Nobody has decided it: there is nothing to be told again, least of all that it may go on.
  if (request.endReason === DECIDED_OUTSIDE) return "leftAlone";
  await context.fulfilment.handOver(request, context.store.now(), context.log);
  context.log.warn({ requestId: request.id }, "Entra still waited and was told again");
  return "resumedAgain";
}

function isYoung(context: Context, since: number): boolean {
  return context.store.now() - since < SETTLING_TIME;
}

/** A type that cannot be read is reviewed like an addition (Rule I5). */
const TYPE_WHERE_THERE_IS_NONE = "userAdd";

/** The same intake that the call-out would have made. Who asks for somebody else is not taken for that other person. */
function intakeOf(
  outside: OutsideRequest,
  { stageInstanceId }: WaitingCallOut,
  now: number,
): Intake {
  const { id, requestorId, assignmentPolicyId } = outside;
  const requestType = outside.requestType || TYPE_WHERE_THERE_IS_NONE;
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
