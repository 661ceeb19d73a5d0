import { type SystemTrouble, type TroubleSpan, tellOfTrouble } from "../approval/trouble.js";
import { ADMINISTRATOR_ROLE, type Context } from "./context.js";
import { errorName } from "./read-risk.js";
import { newPersonRecord } from "./register-person.js";
import { transact } from "./transact.js";

/**
 * Tells every administrator that the bot is or was in trouble: one row in the ledger of each, so that it arrives or is
 * listed. Never rejects; false when not all of them could be told.
 */
export async function tellAdministrators(
  context: Context,
  trouble: SystemTrouble,
  span: TroubleSpan,
): Promise<boolean> {
  context.log.warn({ trouble, ...span }, "the bot is or was in trouble");
  try {
    for (const { id } of await context.people.roleHolders(ADMINISTRATOR_ROLE)) {
      await tellOne(context, id, trouble, span);
    }
    return true;
  } catch (error) {
    context.log.error({ trouble, error: errorName(error) }, "administrators could not be told");
    return false;
  }
}

async function tellOne(
  context: Context,
  id: string,
  trouble: SystemTrouble,
  span: TroubleSpan,
): Promise<void> {
  await transact(context, "person", id, (known, now) => {
    const person = known ?? newPersonRecord(context.tenantId, id, now);
    const told = tellOfTrouble(person, trouble, span, now);
    return { ...(told && { value: told.person, events: [told.event] }), outcome: undefined };
  });
}
