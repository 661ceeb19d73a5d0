import { z } from "zod";
import { parseDuration } from "../approval/instant.js";
import { eitherSpelling } from "./either-spelling.js";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import type { JsonObject } from "./read-json-object.js";
import type { CallOut, SubmissionBody } from "./submission.js";

const guid = z
  .guid({ error: 'must be a GUID, for example "3f2504e0-4f89-41d3-9a0c-0305e82c3301".' })
  .transform((text) => text.toLowerCase());

const simpleForm = eitherSpelling({
  accessPackageAssignmentRequestId: guid,
  requestor: eitherSpelling({ objectId: guid }),
  target: eitherSpelling({ objectId: guid }).nullish(),
  accessPackage: eitherSpelling({ id: guid }),
  assignmentPolicy: eitherSpelling({ id: guid }).nullish(),
  justification: z.string({ error: 'must be a text, for example "Quarterly close".' }).nullish(),
});

/** More of a name than this is not looked at; a card shows less. */
const LONGEST_NAME = 800;

/** A text that is only shown: whatever else stands there counts as none (Rule I4). */
const name = z
  .string()
  .catch("")
  .transform((text) => text.slice(0, LONGEST_NAME));

/** How long Entra waits: the call-out of a Logic App and Microsoft Graph name it differently. */
const waiting = eitherSpelling({
  durationBeforeTimeout: z.string().nullish().catch(null),
  timeoutDuration: z.string().nullish().catch(null),
}).transform((given) => parseDuration(given.durationBeforeTimeout ?? given.timeoutDuration ?? ""));

/** Entra leaves people out, or their object id empty, who are not in the directory. */
const personOfCallOut = eitherSpelling({
  objectId: z.union([z.literal(""), guid], { error: "must be a GUID or empty." }).nullish(),
  displayName: name,
}).nullish();

const word = (example: string) =>
  z
    .string({ error: `must be a word, for example "${example}".` })
    .regex(/^[A-Za-z]{1,100}$/, { error: `must be a word, for example "${example}".` })
    .transform((text) => text.charAt(0).toLowerCase() + text.slice(1));

// The path is kept for the record and never called. One that would lead elsewhere is not of Entra's making.
const pathHint = 'must be a path on Microsoft Graph, for example "identityGovernance/…/resume".';
const graphPath = z
  .string({ error: pathHint })
  .max(2_048, { error: "may have at most 2048 characters." })
  .regex(/^\/?[A-Za-z0-9][\w\-./()'$=,%&?~]*$/, { error: pathHint })
  .refine((path) => !/\.\.|%2e|%2f|%5c|\/\//i.test(path), { error: pathHint });

const callOutForm = eitherSpelling({
  accessPackageAssignmentRequestId: guid,
  callbackUriPath: graphPath.nullish(),
  customExtensionStageInstanceId: guid,
  stage: word("AssignmentRequestCreated"),
  requestType: word("UserAdd"),
  callbackConfiguration: waiting.nullish().catch(null),
  accessPackage: eitherSpelling({ id: guid, displayName: name }),
  assignment: eitherSpelling({
    target: personOfCallOut,
    assignmentPolicy: eitherSpelling({ id: guid.nullish(), displayName: name }).nullish(),
  }).nullish(),
  requestor: personOfCallOut,
});

/** Keys that only a call-out has: with one of them a body is read as such. */
const CALL_OUT_KEYS: ReadonlySet<string> = new Set([
  "customextensionstageinstanceid",
  "callbackuripath",
  "requesttype",
  "assignment",
]);

export type ParsedSubmission =
  | { readonly ok: true; readonly body: SubmissionBody }
  | { readonly ok: false; readonly refusal: HttpRefusal };

/**
 * Reads the simple form or Entra's call-out (`accessPackageAssignmentRequestCalloutData` of Microsoft Graph), in
 * PascalCase or camelCase. Refuses with `invalidRequest` and the path of the first wrong field. Texts of a call-out are
 * not looked at, so that none is refused for them (Rule I4).
 */
export function parseSubmission(body: JsonObject): ParsedSubmission {
  const isCallOut = Object.keys(body).some((key) => CALL_OUT_KEYS.has(key.toLowerCase()));
  return isCallOut ? parseCallOut(body) : parseSimpleForm(body);
}

function parseSimpleForm(input: JsonObject): ParsedSubmission {
  const parsed = simpleForm.safeParse(input);
  if (!parsed.success) return refuseField(parsed.error);
  const form = parsed.data;
  const requestorId = form.requestor.objectId;
  return accept({
    idempotencyKey: form.accessPackageAssignmentRequestId,
    requestorId,
    targetId: form.target?.objectId ?? requestorId,
    accessPackageId: form.accessPackage.id,
    assignmentPolicyId: form.assignmentPolicy?.id,
    justification: form.justification ?? "",
  });
}

function parseCallOut(input: JsonObject): ParsedSubmission {
  const parsed = callOutForm.safeParse(input);
  if (!parsed.success) return refuseField(parsed.error);
  const form = parsed.data;
  const requestor = form.requestor?.objectId ?? "";
  const target = form.assignment?.target?.objectId ?? "";
  return accept({
    idempotencyKey: form.accessPackageAssignmentRequestId,
    // The system itself asks in some call-outs; then the target is the only person there is.
    requestorId: requestor || target,
    targetId: target || requestor,
    accessPackageId: form.accessPackage.id,
    assignmentPolicyId: form.assignment?.assignmentPolicy?.id ?? undefined,
    justification: "",
    callOut: {
      requestType: form.requestType,
      customExtensionStageInstanceId: form.customExtensionStageInstanceId,
      stage: form.stage,
      ...(form.callbackUriPath && { callbackUriPath: form.callbackUriPath }),
      ...(form.callbackConfiguration && { wait: form.callbackConfiguration }),
    } satisfies CallOut,
    names: {
      requestor: form.requestor?.displayName ?? "",
      target: form.assignment?.target?.displayName ?? "",
      accessPackage: form.accessPackage.displayName,
      assignmentPolicy: form.assignment?.assignmentPolicy?.displayName ?? "",
    },
  });
}

function accept(
  body: Omit<SubmissionBody, "assignmentPolicyId"> & { assignmentPolicyId: string | undefined },
): ParsedSubmission {
  const { assignmentPolicyId, ...rest } = body;
  return { ok: true, body: { ...rest, ...(assignmentPolicyId && { assignmentPolicyId }) } };
}

function refuseField(error: z.ZodError): ParsedSubmission {
  const [issue] = error.issues;
  const target = issue?.path.join(".") ?? "";
  const message = `${target} ${issue?.message ?? "is wrong."} Nothing was stored.`;
  return { ok: false, refusal: refuseWith("invalidRequest", message, target) };
}
