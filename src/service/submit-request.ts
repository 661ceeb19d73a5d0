import { createHash } from "node:crypto";
import type { Person } from "../approval/approver.js";
import { type Refusal, refuse } from "../approval/refusal.js";
import type { AssignmentPolicy } from "../approval/request.js";
import { type Submission, submitRequest } from "../approval/submit.js";
import { visibleText } from "../approval/text.js";
import { endUnplannable } from "./call-out.js";
import type { Context } from "./context.js";
import { intakeKey, openRequestKey, sameWordsKey } from "./index-entry.js";
import { type Intake, type IntakeResult, originOf } from "./intake.js";
import type { CatalogPackage } from "./ports/catalog.js";
import type { DirectoryPerson } from "./ports/people.js";
import type { AggregateRef } from "./ports/store.js";
import { ReservedError, transact } from "./transact.js";

/** Stands for a number while a submission is only looked at. */
const UNNUMBERED = "R-0";

/** Receives a request (Rules I1 to I5). Evaluation and approval follow by themselves. */
export async function submit(context: Context, intake: Intake): Promise<IntakeResult> {
  const contentDigest = digestOf(intake);
  const known = await knownRequest(context, intake, contentDigest);
  if (known) return known;
  const found = await findParts(context, intake);
  if (!found.ok)
    return intake.callOut ? endUnplannable(context, intake, contentDigest, found) : found;

  const draft = {
    origin: originOf(intake, contentDigest),
    requestor: plain(found.requestor),
    target: plain(found.target),
    accessPackage: {
      id: found.accessPackage.id,
      displayName: found.accessPackage.displayName,
      description: found.accessPackage.description,
    },
    assignmentPolicy: found.policy,
    justification: intake.justification,
  };
  // A number is given to what can be stored, so that refused attempts leave no gaps that look like lost requests.
  const now = context.store.now();
  const trial = submitRequest({ ...draft, id: UNNUMBERED }, now);
  if (!trial.ok) return trial;
  const openKey = openRequestKey(draft.target.id, draft.accessPackage.id);
  const holder = intake.callOut ? undefined : await context.store.holderOf(openKey, now);
  if (holder) return answerReserved(context, intake, { ...draft, id: UNNUMBERED }, holder, openKey);
  const submission: Submission = { ...draft, id: await context.store.nextRequestId() };
  return store(context, intake, submission);
}

async function store(
  context: Context,
  intake: Intake,
  submission: Submission,
): Promise<IntakeResult> {
  try {
    return await transact<"request", IntakeResult>(
      context,
      "request",
      submission.id,
      (current, now) => {
        // Read back after a write of unknown outcome: it is there.
        if (current) return { outcome: { ok: true, kind: "created", request: current } };
        const result = submitRequest(submission, now);
        if (!result.ok) return { outcome: result };
        return {
          value: result.request,
          events: result.events,
          outcome: { ok: true, kind: "created", request: result.request },
        };
      },
    );
  } catch (error) {
    if (!(error instanceof ReservedError)) throw error;
    return answerReserved(context, intake, submission, error.by.holder, error.by.key);
  }
}

async function answerReserved(
  context: Context,
  intake: Intake,
  submission: Submission,
  holder: AggregateRef,
  key: string,
): Promise<IntakeResult> {
  const known = await knownRequest(context, intake, submission.origin.contentDigest);
  if (known) return known;
  if (key === openRequestKey(submission.target.id, submission.accessPackage.id)) {
    if (intake.callOut) {
      return endUnplannable(context, intake, submission.origin.contentDigest, refuse("invalid"), {
        state: "canceled",
        reason: `another request is open: ${holder.id}`,
        submission,
      });
    }
    const open = (await context.store.load("request", holder.id))?.value;
    const isVisible =
      open?.requestor.id === intake.requestorId || open?.target.id === intake.requestorId;
    return { ok: false, code: "openRequest", id: holder.id, isVisible };
  }
  return { ok: false, code: "conflict" };
}

/** The request that this intake already is: by its key, or by the same words shortly before (Rule I2). */
async function knownRequest(
  context: Context,
  intake: Intake,
  contentDigest: string,
): Promise<IntakeResult | undefined> {
  const now = context.store.now();
  const byKey = await context.store.holderOf(intakeKey(intake.caller, intake.key), now);
  if (byKey) {
    const request = (await context.store.load("request", byKey.id))?.value;
    if (!request) return undefined;
    return request.origin.contentDigest === contentDigest
      ? { ok: true, kind: "known", request }
      : { ok: false, code: "conflict" };
  }
  if (intake.kind !== "chat") return undefined;
  const byWords = await context.store.holderOf(
    sameWordsKey(intake.requestorId, contentDigest),
    now,
  );
  const request = byWords && (await context.store.load("request", byWords.id))?.value;
  return request && { ok: true, kind: "known", request };
}

interface Parts {
  readonly ok: true;
  readonly requestor: DirectoryPerson;
  readonly target: DirectoryPerson;
  readonly accessPackage: CatalogPackage;
  readonly policy: AssignmentPolicy;
}

/**
 * Rule I1: every id must be known. Nobody asks for access for an account that is off; a call-out is not judged by that,
 * because Entra has taken the request already and waits for an answer (Rule I5).
 */
async function findParts(context: Context, intake: Intake): Promise<Parts | Refusal> {
  const [requestor, target, accessPackage] = await Promise.all([
    context.people.byId(intake.requestorId),
    context.people.byId(intake.targetId),
    context.catalog.packageById(intake.accessPackageId),
  ]);
  if (!requestor) return refuse("notFound", "requestor.objectId");
  if (!target) return refuse("notFound", "target.objectId");
  if (!intake.callOut) {
    if (!requestor.accountEnabled) return refuse("accountDisabled", "requestor.objectId");
    if (!target.accountEnabled) return refuse("accountDisabled", "target.objectId");
  }
  if (!accessPackage) return refuse("notFound", "accessPackage.id");
  const policy = intake.assignmentPolicyId
    ? accessPackage.assignmentPolicies.find((p) => p.id === intake.assignmentPolicyId)
    : accessPackage.assignmentPolicies[0];
  if (!policy) return refuse("notFound", "assignmentPolicy.id");
  return { ok: true, requestor, target, accessPackage, policy };
}

/** What must be equal for the same key to be the same request. */
function digestOf(intake: Intake): string {
  const content = [
    intake.requestorId,
    intake.targetId,
    intake.accessPackageId,
    intake.assignmentPolicyId ?? "",
    visibleText(intake.justification),
    intake.callOut?.requestType ?? "",
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

function plain(person: DirectoryPerson): Person {
  return {
    id: person.id,
    displayName: person.displayName,
    userPrincipalName: person.userPrincipalName,
  };
}
