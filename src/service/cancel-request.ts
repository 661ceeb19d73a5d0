import type { Person } from "../approval/approver.js";
import { cancelRequest } from "../approval/cancel.js";
import { type Refusal, refuse } from "../approval/refusal.js";
import type { AccessRequest } from "../approval/request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { countRefusal } from "./count-refusal.js";

export type CancelResult =
  | { readonly ok: true; readonly request: AccessRequest }
  | (Refusal & { readonly request?: AccessRequest });

/** Withdraws a request (Rule C1): the requestor, or an administrator with a reason. */
export async function cancel(
  context: Context,
  id: string,
  by: Person,
  asAdministrator: boolean,
  reason: string,
): Promise<CancelResult> {
  const changed = await changeRequest(context, id, (request, now) =>
    cancelRequest(request, { by, asAdministrator, reason }, now),
  );
  if (!changed) return refuse("notFound");
  const { answer, request } = changed;
  if (answer.ok) return { ok: true, request };
  countRefusal(context, answer.code);
  return answer.code === "notFound" ? answer : { ...answer, request };
}
