import type { Context } from "./context.js";
import type { ClockJump } from "./ports/holds.js";
import { newPersonRecord } from "./register-person.js";
import { transact } from "./transact.js";

/**
 * An administrator says that the clock of the machine is right: written into the audit first, then deadlines go on
 * (Rule U1). What the jump left out counts as an outage (Rule T6). Undefined when the clock had not jumped.
 */
export async function confirmClock(context: Context, byId: string): Promise<ClockJump | undefined> {
  const clock = context.holds?.clock;
  const jump = clock?.jump();
  if (!clock || !jump) return undefined;
  await transact(context, "person", byId, (known, now) => ({
    value: { ...(known ?? newPersonRecord(context.tenantId, byId, now)), seenAt: now },
    events: [
      {
        type: "clockConfirmed",
        at: now,
        actor: { kind: "person", id: byId },
        details: { personId: byId, from: jump.from, to: jump.to },
      },
    ],
    outcome: undefined,
  }));
  await clock.confirm();
  context.log.warn({ ...jump, byId }, "the clock was confirmed; deadlines go on");
  return jump;
}
