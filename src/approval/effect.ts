import type { AuditEvent } from "./audit-event.js";
import type { Refusal } from "./refusal.js";
import type { AccessRequest } from "./request.js";

/** What a happening produced: the new value with its ledger rows, and the audit events. Committed in one write. */
export interface Effect {
  readonly ok: true;
  readonly request: AccessRequest;
  readonly events: readonly AuditEvent[];
}

export type Result = Effect | Refusal;

export function effect(request: AccessRequest, ...events: readonly AuditEvent[]): Effect {
  return { ok: true, request, events };
}

/** Carries on from an effect: the next step sees the new value, the events add up. */
export function andThen(first: Effect, next: (request: AccessRequest) => Effect): Effect {
  const second = next(first.request);
  return { ok: true, request: second.request, events: [...first.events, ...second.events] };
}
