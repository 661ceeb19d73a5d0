import type { Delegation } from "../approval/approver.js";
import { isDelegationInForce } from "../approval/delegate.js";
import type { Context } from "./context.js";

/** The people who have appointed this person, with the delegation in force now (Rule A5). */
export async function appointersInForce(context: Context, personId: string): Promise<string[]> {
  const appointers = await context.store.appointersOf(personId);
  const inForce: string[] = [];
  for (const id of appointers) {
    const record = (await context.store.load("person", id))?.value;
    if (
      record &&
      isDelegationInForce(record, context.store.now()) &&
      record.delegation?.delegate.id === personId
    ) {
      inForce.push(id);
    }
  }
  return inForce;
}

/** The delegations in force of these people, with the delegates as the directory knows them now. */
export async function delegationsOf(
  context: Context,
  personIds: readonly string[],
): Promise<Delegation[]> {
  const found = await Promise.all(personIds.map((id) => delegationOf(context, id)));
  return found.filter((one) => one !== undefined);
}

async function delegationOf(context: Context, id: string): Promise<Delegation | undefined> {
  const record = (await context.store.load("person", id))?.value;
  if (!record?.delegation || !isDelegationInForce(record, context.store.now())) return undefined;
  // Unreadable means no: he is asked when he can be read.
  const delegate = await context.people.byId(record.delegation.delegate.id).catch(() => undefined);
  return delegate && { appointer: id, delegate };
}
