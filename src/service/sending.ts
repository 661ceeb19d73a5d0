import type { Person } from "../approval/approver.js";
import { plainPerson } from "../approval/authority.js";
import type { Refusal } from "../approval/refusal.js";
import {
  NEVER_PAUSED,
  pauseSending,
  resumeSending,
  type Sending,
  type SendingChange,
  tellOfPauseAgain,
} from "../approval/sending.js";
import { ADMINISTRATOR_ROLE, type Context } from "./context.js";
import { errorName } from "./read-risk.js";
import { transact } from "./transact.js";

/** There is one of it. */
export const SENDING_ID = "teams";

export async function readSending(context: Pick<Context, "store">): Promise<Sending> {
  return (await context.store.load("sending", SENDING_ID))?.value ?? NEVER_PAUSED;
}

/** Pauses every notice (`sending pause`). It holds although the other administrators cannot be looked up now. */
export async function pause(
  context: Context,
  by: Person,
  reason: string,
): Promise<SendingChange | Refusal> {
  const holders = await context.people.roleHolders(ADMINISTRATOR_ROLE).catch((error: unknown) => {
    context.log.error({ error: errorName(error) }, "administrators are not told of the pause");
    return [];
  });
  const ids = holders.map(({ id }) => id);
  return change(context, (sending, now) =>
    pauseSending(sending, plainPerson(by), reason, ids, now),
  );
}

/** Lets notices go on (`sending resume`). */
export function resume(context: Context, by: Person): Promise<SendingChange | Refusal> {
  return change(context, (sending, now) => resumeSending(sending, plainPerson(by), now));
}

/** The clock looks at a pause that lasts. */
export async function remindOfPause(context: Context): Promise<void> {
  await change(context, tellOfPauseAgain);
}

function change<T extends SendingChange | Refusal | undefined>(
  context: Context,
  happen: (sending: Sending, now: number) => T,
): Promise<T> {
  return transact<"sending", T>(context, "sending", SENDING_ID, (known, now) => {
    const result = happen(known ?? NEVER_PAUSED, now);
    return result?.ok
      ? { value: result.sending, events: result.events, outcome: result }
      : { outcome: result };
  });
}
