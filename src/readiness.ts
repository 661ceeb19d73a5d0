import type { Readiness } from "./http/status-routes.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import type { ClockJump, Restored } from "./service/ports/holds.js";
import { readSending } from "./service/sending.js";

/** Since when Teams does not let the bot in, and the codes that say why. */
interface Lockout {
  readonly since: number;
  readonly reason: string;
}

/** Due work may be this far behind before the process says that it is not ready. Milliseconds. */
const READY_LATENESS = 5_000;

/**
 * Whether the bot is ready, for `/readyz`, or why not; names no person and no address. With a clock that jumped, or on
 * a restored copy, it is: an administrator must reach it, through whatever asks here, to say how it goes on. Locked out
 * of Teams it is as well: clicks are answered all the while.
 */
export async function readReadiness(
  store: AuditedStore,
  behind: () => Promise<number>,
  lockout?: Lockout,
): Promise<Readiness> {
  const problem = store.problem();
  if (problem !== undefined) return { ready: false, reason: problem };
  const heldDeadlines = describeJump(store.holds?.clock.jump());
  const late = heldDeadlines === undefined ? await behind() : 0;
  if (late > READY_LATENESS)
    return { ready: false, reason: `due work is ${Math.round(late / 1_000)} s behind` };
  const isSendingPaused = (await readSending({ store })).pause !== undefined;
  const heldStore = describeRestored(store.holds?.restore.restored());
  const lockedOut = describeLockout(lockout);
  return { ready: true, isSendingPaused, lockedOut, heldDeadlines, heldStore };
}

function describeLockout(lockout: Lockout | undefined): string | undefined {
  if (!lockout) return undefined;
  const since = new Date(lockout.since).toISOString();
  return `Teams does not let the bot in since ${since} (${lockout.reason}). Notices wait until its credentials are right.`;
}

function describeRestored(restored: Restored | undefined): string | undefined {
  if (!restored) return undefined;
  const at = new Date(restored.takenAt).toISOString();
  return `The store was restored from a backup of ${at}. Nothing is decided or sent until an administrator writes "restore confirm".`;
}

function describeJump(jump: ClockJump | undefined): string | undefined {
  if (!jump) return undefined;
  const [from, to] = [jump.from, jump.to].map((instant) => new Date(instant).toISOString());
  return `The clock has jumped from ${from} to ${to}. Deadlines wait until an administrator writes "clock confirm".`;
}
