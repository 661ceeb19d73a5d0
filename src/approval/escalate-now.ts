import type { Delegation, Person } from "./approver.js";
import { plainPerson } from "./authority.js";
import { andThen, type Effect, effect } from "./effect.js";
import { escalate } from "./escalate.js";
import type { Instant } from "./instant.js";
import { type Refusal, refuse } from "./refusal.js";
import { type AccessRequest, concernedPeople, openStage } from "./request.js";
import { checkText } from "./text.js";

/** An administrator does not want to wait for the deadline (Rule T1). */
export interface EscalationCall {
  readonly by: Person;
  /** The stage that he saw as open: an answer to another one has no effect on the next (Rule D6). */
  readonly stage: number;
  /** Required; 1 to 2,000 visible characters. */
  readonly reason: string;
}

/** Whether the open stage can be escalated now: it has fallback approvers who have not been asked yet. */
export function isEscalatable(request: AccessRequest): boolean {
  const stage = openStage(request)?.stage;
  return (
    stage?.status === "open" &&
    stage.isResolved &&
    stage.escalatedAt === undefined &&
    stage.fallbackApprovers.length > 0
  );
}

/**
 * Asks the fallback approvers now; later deadlines count from here, as for every early escalation (Rule T1). Refused as
 * `notFound` about himself (Rule V4), as `notEscalatable` when it has happened already or there is nobody to ask.
 */
export function escalateNow(
  request: AccessRequest,
  call: EscalationCall,
  delegations: readonly Delegation[],
  now: Instant,
): Effect | Refusal {
  if (concernedPeople(request).includes(call.by.id)) return refuse("notFound");
  if (openStage(request)?.index !== call.stage || !isEscalatable(request))
    return refuse("notEscalatable");
  const text = checkText(call.reason, true);
  if (!text.ok) return refuse(text.code, "reason");
  const by = plainPerson(call.by);
  const asked = effect(request, {
    type: "escalationAsked",
    at: now,
    actor: { kind: "person", id: by.id },
    details: { requestId: request.id, stage: call.stage },
    personal: { askedBy: by.displayName, reason: text.text },
  });
  return andThen(asked, (value) =>
    escalate(value, call.stage, "administrator", now, delegations, now),
  );
}
