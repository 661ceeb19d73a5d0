import type { Person } from "../approval/approver.js";
import type { Effect } from "../approval/effect.js";
import { endUnplanned, receiveCallOut } from "../approval/identify.js";
import type { Instant } from "../approval/instant.js";
import type { Refusal } from "../approval/refusal.js";
import type { CallOut, Origin } from "../approval/request.js";
import { isReviewedRequestType } from "../approval/request-type.js";
import type { Submission } from "../approval/submit.js";
import { clampText, visibleText } from "../approval/text.js";
import { closeWithdrawn } from "./close-ended.js";
import type { Context } from "./context.js";
import { openRequestKey } from "./index-entry.js";
import type { Intake, IntakeResult, PartNames } from "./intake.js";
import { knownRequest } from "./known-request.js";
import type { AggregateRef } from "./ports/store.js";
import { ReservedError, transact } from "./transact.js";

const LONGEST_NAME = 200;
const NO_NAMES: PartNames = { requestor: "", target: "", accessPackage: "", assignmentPolicy: "" };

/**
 * Takes a call-out of Entra with nothing but a write: who and what it names is looked up afterwards, so that the answer
 * waits for no directory (Rule I5). None is dropped: what names nobody, or asks for what is asked for already (Rule I3),
 * is stored as ended, and Entra is told. Rejects when it cannot be stored now, when another wait of the same request is
 * only just ending, and when Entra cannot say whether the open request was withdrawn there.
 */
export async function takeCallOut(
  context: Context,
  intake: Intake,
  origin: Origin & { readonly callOut: CallOut },
): Promise<IntakeResult> {
  const submission = provisional(intake, origin, await context.store.nextRequestId());
  const isNobody = intake.targetId === "" && isReviewedRequestType(origin.callOut.requestType);
  if (isNobody) return end(context, submission, "denied", "cannot be planned: unknown target");
  try {
    return await store(context, submission, receiveCallOut);
  } catch (error) {
    if (!(error instanceof ReservedError)) throw error;
    return answerReserved(context, intake, submission, error.by);
  }
}

async function answerReserved(
  context: Context,
  intake: Intake,
  submission: Submission,
  { key, holder }: { readonly key: string; readonly holder: AggregateRef },
): Promise<IntakeResult> {
  const known = await knownRequest(context, intake, submission.origin.contentDigest);
  if (known) return known;
  if (key !== openRequestKey(submission.target.id, submission.accessPackage.id))
    return { ok: false, code: "conflict" };
  const open = (await context.store.load("request", holder.id))?.value;
  if (open?.origin.callOut && open.origin.key === intake.key)
    throw new Error(`another wait of the same request is ending: ${holder.id}`);
  // Entra lets nobody ask twice at a time: the open one may have been withdrawn there.
  if (open && (await closeWithdrawn(context, open)))
    return store(context, submission, receiveCallOut);
  return end(context, submission, "canceled", `another request is open: ${holder.id}`);
}

function end(
  context: Context,
  submission: Submission,
  state: "denied" | "canceled",
  reason: string,
): Promise<IntakeResult> {
  return store(context, submission, (given, now) => {
    const received = receiveCallOut(given, now);
    if (!received.ok) return received;
    const ended = endUnplanned(received.request, state, reason, now);
    return { ...ended, events: [...received.events, ...ended.events] };
  });
}

function store(
  context: Context,
  submission: Submission,
  happen: (submission: Submission, now: Instant) => Effect | Refusal,
): Promise<IntakeResult> {
  return transact<"request", IntakeResult>(context, "request", submission.id, (current, now) => {
    // Read back after a write of unknown outcome: it is there.
    if (current) return { outcome: { ok: true, kind: "created", request: current } };
    const result = happen(submission, now);
    if (!result.ok) return { outcome: result };
    const { request, events } = result;
    return { value: request, events, outcome: { ok: true, kind: "created", request } };
  });
}

/** The ids are certain; the names are Entra's words, cleaned and cut, or the ids where it said none. */
function provisional(intake: Intake, origin: Origin, id: string): Submission {
  const names = intake.names ?? NO_NAMES;
  const policyId = intake.assignmentPolicyId ?? "";
  return {
    id,
    origin,
    requestor: unknownPerson(intake.requestorId, names.requestor),
    target: unknownPerson(intake.targetId, names.target),
    accessPackage: {
      id: intake.accessPackageId,
      displayName: nameOr(names.accessPackage, intake.accessPackageId),
      description: "",
    },
    assignmentPolicy: {
      id: policyId,
      displayName: nameOr(names.assignmentPolicy, policyId),
      isRequestorJustificationRequired: false,
      allowOnBehalf: true,
      stages: [],
    },
    justification: intake.justification,
  };
}

function unknownPerson(id: string, name: string): Person {
  return { id, displayName: nameOr(name, id), userPrincipalName: "" };
}

function nameOr(name: string, id: string): string {
  const visible = clampText(visibleText(name.slice(0, LONGEST_NAME * 4)), LONGEST_NAME);
  return visible === "" ? id : visible;
}
