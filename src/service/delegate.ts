import type { Delegation, Person } from "../approval/approver.js";
import {
  askDelegate,
  finishDelegationChange,
  isDelegationInForce,
  revokeDelegate,
  setDelegate,
} from "../approval/delegate.js";
import type { Instant } from "../approval/instant.js";
import type { PersonRecord } from "../approval/person-record.js";
import { type Refusal, refuse } from "../approval/refusal.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { appointersInForce, delegationsOf } from "./delegations.js";
import { DirectoryUnavailableError } from "./ports/people.js";
import { newPersonRecord } from "./register-person.js";
import { transact } from "./transact.js";

export interface Appointment {
  readonly appointer: string;
  readonly delegateId: string;
  readonly until?: Instant;
}

export type AppointmentResult =
  | {
      readonly ok: true;
      readonly delegate: Person;
      readonly until?: Instant;
      /** Who was the delegate until now, where it was somebody else. */
      readonly replaced?: Person;
    }
  | Refusal;

/** Appoints a delegate (Rule A5). He gets the cards of the open stages he may decide. */
export async function appointDelegate(
  context: Context,
  appointment: Appointment,
): Promise<AppointmentResult> {
  const delegate = await context.people.byId(appointment.delegateId);
  if (!delegate?.accountEnabled) return refuse("notFound", "person");
  const before = await delegateOf(context, appointment.appointer);
  const result = await changeDelegation(
    context,
    appointment.appointer,
    delegate,
    appointment.until,
  );
  if (!result.ok) return result;
  await spreadDelegation(context, appointment.appointer);
  return {
    ok: true,
    delegate,
    ...(appointment.until !== undefined && { until: appointment.until }),
    ...(before && before.id !== delegate.id && { replaced: before }),
  };
}

/** Ends a person's delegation; the former delegate's cards close. Undefined when there was none. */
export async function endDelegation(
  context: Context,
  appointer: string,
): Promise<Person | undefined> {
  const before = await delegateOf(context, appointer);
  if (!before) return undefined;
  await changeDelegation(context, appointer, undefined, undefined);
  await spreadDelegation(context, appointer);
  return before;
}

/** Ends a delegation whose time is over; one that was appointed while the clock looked stays. */
export async function expireDelegation(context: Context, appointer: string): Promise<void> {
  await transact(context, "person", appointer, (known, now) => {
    const isOver = known?.delegation !== undefined && !isDelegationInForce(known, now);
    const ended = isOver ? setDelegate(known, undefined, undefined, now) : undefined;
    return ended?.ok
      ? { value: ended.person, events: ended.events, outcome: undefined }
      : { outcome: undefined };
  });
  await spreadDelegation(context, appointer);
}

/**
 * Tells the open stages of a change of delegation: former delegates' cards close, the new delegate is asked. The change
 * stands in the person's record until that is done, so that a process that dies in between is followed by one that
 * finishes it. Rejects with DirectoryUnavailableError when the delegate cannot be read now: the clock tries again.
 */
export async function spreadDelegation(context: Context, appointer: string): Promise<void> {
  const record = (await context.store.load("person", appointer))?.value;
  if (!record?.delegationChange) return;
  for (const id of record.delegationChange.released) await releaseDelegate(context, appointer, id);
  const [delegation] = await delegationsOf(context, [appointer]);
  if (!delegation && isDelegationInForce(record, context.store.now()))
    throw new DirectoryUnavailableError("the delegate cannot be read");
  if (delegation) await askOpenStages(context, delegation);
  await transact(context, "person", appointer, (known) => {
    const value = known && finishDelegationChange(known, record);
    return { ...(value && { value }), outcome: undefined };
  });
}

async function delegateOf(context: Context, personId: string): Promise<Person | undefined> {
  return (await context.store.load("person", personId))?.value.delegation?.delegate;
}

function changeDelegation(
  context: Context,
  personId: string,
  delegate: Person | undefined,
  until: Instant | undefined,
): Promise<Refusal | { readonly ok: true }> {
  return transact<"person", Refusal | { readonly ok: true }>(
    context,
    "person",
    personId,
    (known, now) => {
      const person: PersonRecord = known ?? newPersonRecord(context.tenantId, personId, now);
      const result = setDelegate(person, delegate, until, now);
      return result.ok
        ? { value: result.person, events: result.events, outcome: { ok: true } }
        : { outcome: result };
    },
  );
}

async function askOpenStages(context: Context, delegation: Delegation): Promise<void> {
  for (const id of await context.store.decidableBy([delegation.appointer])) {
    await changeRequest(context, id, (request, now) => askDelegate(request, delegation, now));
  }
}

async function releaseDelegate(
  context: Context,
  appointer: string,
  delegateId: string,
): Promise<void> {
  const others = (await appointersInForce(context, delegateId)).filter((id) => id !== appointer);
  for (const id of await context.store.decidableBy([appointer])) {
    await changeRequest(context, id, (request, now) =>
      revokeDelegate(request, delegateId, others, now),
    );
  }
}
