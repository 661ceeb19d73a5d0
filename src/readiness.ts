import type { Readiness } from "./http/status-routes.js";
import type { Context } from "./service/context.js";
import { readSending } from "./service/sending.js";

/** Due work may be this far behind before the process says that it is not ready. Milliseconds. */
const READY_LATENESS = 5_000;

/** Why the bot is not ready, for `/readyz`; names no person and no address. */
export async function readReadiness(
  { store, holds }: Pick<Context, "store" | "holds">,
  behind: () => Promise<number>,
): Promise<Readiness> {
  const problem = store.problem();
  if (problem !== undefined) return { ready: false, reason: problem };
  const jump = holds?.clock.jump();
  if (jump !== undefined) {
    const [from, to] = [jump.from, jump.to].map((instant) => new Date(instant).toISOString());
    const reason = `The clock has jumped from ${from} to ${to}. Deadlines wait until an administrator writes "clock confirm".`;
    return { ready: false, reason };
  }
  const late = await behind();
  return late > READY_LATENESS
    ? { ready: false, reason: `due work is ${Math.round(late / 1_000)} s behind` }
    : { ready: true, isSendingPaused: (await readSending({ store })).pause !== undefined };
}
