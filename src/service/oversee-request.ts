import type { Person } from "../approval/approver.js";
import type { Effect } from "../approval/effect.js";
import { escalateNow } from "../approval/escalate-now.js";
import type { Instant } from "../approval/instant.js";
import { type Refusal, refuse } from "../approval/refusal.js";
import { resendCards } from "../approval/resend-cards.js";
import { type AdministratorView, administratorView } from "../approval/views/administrator-view.js";
import { changeRequest, clockFacts, type Happening } from "./change-request.js";
import type { Context } from "./context.js";
import { countRefusal } from "./count-refusal.js";
import { evidenceRights } from "./evidence-rights.js";
import { readOutsideState } from "./read-outside-state.js";

/** A request as an administrator may see it, with what Entra made of it; undefined for an unknown one and for his own (Rule V4). */
export async function viewRequest(
  context: Context,
  id: string,
  readerId: string,
): Promise<AdministratorView | undefined> {
  const rights = await evidenceRights(context, readerId);
  const changed = await changeRequest(context, id, () => undefined);
  const view = changed && administratorView(changed.request, readerId, rights);
  const outside = view && (await readOutsideState(context, changed.request));
  return view && { ...view, ...(outside && { outside }) };
}

/** Asks the fallback approvers of a stage before the deadline (Rule T1). */
export function escalateRequest(
  context: Context,
  id: string,
  call: { readonly by: Person; readonly stage: number; readonly reason: string },
): Promise<{ readonly ok: true } | Refusal> {
  return oversee(context, id, async (request, now) => {
    const { delegations } = await clockFacts(context, request);
    return escalateNow(request, call, delegations, now);
  });
}

/** Posts the open cards of a request again (Rules N2, N3); `asOf` is what the caller saw, by the store's clock. */
export function resendRequest(
  context: Context,
  id: string,
  call: { readonly by: Person; readonly asOf: Instant; readonly reason: string },
): Promise<{ readonly ok: true } | Refusal> {
  return oversee(context, id, (request, now) => resendCards(request, call, now));
}

async function oversee(
  context: Context,
  id: string,
  happen: Happening<Effect | Refusal>,
): Promise<{ readonly ok: true } | Refusal> {
  const changed = await changeRequest(context, id, happen);
  if (!changed) return refuse("notFound");
  if (changed.answer.ok) return { ok: true };
  countRefusal(context, changed.answer.code);
  return changed.answer;
}
