import type { Delegation, Person } from "./approver.js";
import { askPeople } from "./ask-people.js";
import type { AuditEvent } from "./audit-event.js";
import { activeApprovers, findAuthority, plainPerson } from "./authority.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices, touchCard, withdrawNotice } from "./ledger.js";
import type { PersonRecord } from "./person-record.js";
import { type Refusal, refuse } from "./refusal.js";
import { type AccessRequest, openStage } from "./request.js";

export interface PersonEffect {
  readonly ok: true;
  readonly person: PersonRecord;
  readonly events: readonly AuditEvent[];
}

/** Appoints a delegate, or ends the delegation (Rule A5). The delegate is told (Rule N1). */
export function setDelegate(
  person: PersonRecord,
  delegate: Person | undefined,
  until: Instant | undefined,
  now: Instant,
): PersonEffect | Refusal {
  if (delegate?.id === person.id) return refuse("invalid", "person");
  if (until !== undefined && until <= now) return refuse("invalid", "until");
  const { delegation: before, ...others } = person;
  const former = [...(person.delegationChange?.released ?? []), before?.delegate.id];
  const released = [...new Set(former)]
    .filter((id) => id !== undefined)
    .filter((id) => id !== delegate?.id);
  const rest = { ...others, delegationChange: { at: now, released } };
  const changed: PersonRecord = delegate
    ? {
        ...rest,
        delegation: {
          delegate: plainPerson(delegate),
          from: now,
          ...(until !== undefined && { until }),
        },
        notices: addNotices(
          person.notices,
          [{ kind: "delegateAppointed", recipient: delegate.id }],
          now,
        ),
      }
    : rest;
  const event: AuditEvent = {
    type: delegate ? "delegateAppointed" : "delegationEnded",
    at: now,
    actor: { kind: "person", id: person.id },
    details: {
      personId: person.id,
      ...(delegate && { delegateId: delegate.id }),
      ...(until !== undefined && { until }),
    },
    ...(delegate && { personal: { delegate: delegate.displayName } }),
  };
  return { ok: true, person: changed, events: [event] };
}

/** The open stages have heard of this state of the delegation. Undefined when it has changed since. */
export function finishDelegationChange(
  person: PersonRecord,
  heard: PersonRecord,
): PersonRecord | undefined {
  const { delegationChange, ...rest } = person;
  const isSame =
    delegationChange?.at === heard.delegationChange?.at &&
    delegationChange?.released.join() === heard.delegationChange?.released.join() &&
    person.delegation?.delegate.id === heard.delegation?.delegate.id;
  return delegationChange && isSame ? rest : undefined;
}

/** Whether a delegation is in force. */
export function isDelegationInForce(person: PersonRecord, now: Instant): boolean {
  const until = person.delegation?.until;
  return person.delegation !== undefined && (until === undefined || now < until);
}

/** A new delegate gets the open stage's card where he may decide it. Undefined when he gets none. */
export function askDelegate(
  request: AccessRequest,
  delegation: Delegation,
  now: Instant,
): Effect | undefined {
  const open = openStage(request);
  if (open?.stage.status !== "open") return undefined;
  const next = askPeople(
    request,
    open.index,
    activeApprovers(open.stage).filter((a) => a.id === delegation.appointer),
    [delegation],
    now,
  );
  if (next.notices.every((notice, i) => notice === request.notices[i])) return undefined;
  return effect(next, {
    type: "delegateAsked",
    at: now,
    actor: { kind: "system" },
    details: { requestId: request.id, stage: open.index, delegateId: delegation.delegate.id },
  });
}

/** A delegation ended: a card that its delegate cannot decide any more loses its buttons (Rule N3). */
export function revokeDelegate(
  request: AccessRequest,
  delegateId: string,
  otherAppointers: readonly string[],
  now: Instant,
): Effect | undefined {
  const open = openStage(request);
  if (!open || findAuthority(request, open.stage, delegateId, otherAppointers)) return undefined;
  const holds = request.notices.some(
    (n) =>
      n.kind === "approvalCard" &&
      n.stage === open.index &&
      n.recipient === delegateId &&
      !n.isRevoked,
  );
  if (!holds) return undefined;
  const notices = changeNotices(
    request.notices,
    (n) => n.kind === "approvalCard" && n.stage === open.index && n.recipient === delegateId,
    (n) => withdrawNotice(touchCard({ ...n, isRevoked: true }, now), now, "delegationEnded"),
  );
  return effect(
    { ...request, notices },
    {
      type: "delegateReleased",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, stage: open.index, delegateId },
    },
  );
}
