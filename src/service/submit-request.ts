import { type Submission, submitRequest } from "../approval/submit.js";
import { takeCallOut } from "./call-out.js";
import type { Context } from "./context.js";
import { findParts } from "./find-parts.js";
import { openRequestKey } from "./index-entry.js";
import { type Intake, type IntakeResult, originOf } from "./intake.js";
import { digestOf, knownRequest } from "./known-request.js";
import type { AggregateRef } from "./ports/store.js";
import { ReservedError, transact } from "./transact.js";

/** Stands for a number while a submission is only looked at. */
const UNNUMBERED = "R-0";

/** Receives a request (Rules I1 to I5). Evaluation and approval follow by themselves. */
export async function submit(context: Context, intake: Intake): Promise<IntakeResult> {
  // No application can ask for somebody in Entra: what it is told of is what people have asked for there.
  if (context.gate && !intake.callOut) return { ok: false, code: "askedInEntra" };
  const contentDigest = digestOf(intake);
  const known = await knownRequest(context, intake, contentDigest);
  if (known) return known;
  const origin = originOf(intake, contentDigest);
  const { callOut } = origin;
  if (callOut) return takeCallOut(context, intake, { ...origin, callOut });
  const found = await findParts(context, intake, false);
  if (!found.ok) return found;

  const draft = { ...found.parts, origin, justification: intake.justification };
  // A number is given to what can be stored, so that refused attempts leave no gaps that look like lost requests.
  const now = context.store.now();
  const trial = submitRequest({ ...draft, id: UNNUMBERED }, now);
  if (!trial.ok) return trial;
  const openKey = openRequestKey(draft.target.id, draft.accessPackage.id);
  const holder = await context.store.holderOf(openKey, now);
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
  if (key !== openRequestKey(submission.target.id, submission.accessPackage.id))
    return { ok: false, code: "conflict" };
  const open = (await context.store.load("request", holder.id))?.value;
  const isVisible =
    open?.requestor.id === intake.requestorId || open?.target.id === intake.requestorId;
  return { ok: false, code: "openRequest", id: holder.id, isVisible };
}
