import type { Person } from "./approver.js";
import { plainPerson } from "./authority.js";
import { andThen, type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { type Refusal, refuse } from "./refusal.js";
import { type AccessRequest, concernedPeople } from "./request.js";
import { endRequest } from "./settle.js";
import { closeOpenStageCards } from "./stage-cards.js";
import { checkText } from "./text.js";

/** Who cancels: a person the request is about, or an administrator with a reason (Rule C1). */
export interface Cancellation {
  readonly by: Person;
  readonly asAdministrator: boolean;
  readonly reason: string;
}

/** Withdraws a pending request; every card of it closes (Rule C1). Approved requests are not canceled. */
export function cancelRequest(
  request: AccessRequest,
  cancellation: Cancellation,
  now: Instant,
): Effect | Refusal {
  const isConcerned = concernedPeople(request).includes(cancellation.by.id);
  if (cancellation.asAdministrator && isConcerned) return refuse("notFound");
  if (!cancellation.asAdministrator && cancellation.by.id !== request.requestor.id)
    return refuse("notFound");
  if (request.state !== "pendingApproval") return refuse("notCancelable");
  const text = checkText(cancellation.reason, cancellation.asAdministrator);
  if (!text.ok) return refuse(text.code, "reason");

  const by = plainPerson(cancellation.by);
  const closed = closeOpenStageCards(request, now);
  const event = {
    type: "cancellationAsked",
    at: now,
    actor: { kind: "person" as const, id: by.id },
    details: { requestId: request.id, asAdministrator: cancellation.asAdministrator },
    personal: { canceledBy: by.displayName, reason: text.text },
  };
  const reason = cancellation.asAdministrator ? "byAdministrator" : "byRequestor";
  return andThen(effect({ ...closed, canceledBy: by }, event), (value) =>
    endRequest(value, "canceled", reason, now),
  );
}
