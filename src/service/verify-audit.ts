import type { Context } from "./context.js";
import type { AuditTrail } from "./ports/audit-trail.js";
import { type CheckedFigures, combineFigures, type TrailVerdict, walkTrail } from "./walk-trail.js";

const running = new WeakMap<AuditTrail, Promise<TrailVerdict>>();

/** Checks the whole trail. Whoever asks while it is being checked gets the same answer. */
export function verifyAudit({ store, auditTrail }: Context): Promise<TrailVerdict> {
  const known = running.get(auditTrail);
  if (known !== undefined) return known;
  const check = walkTrail(auditTrail, () => store.now()).finally(() => running.delete(auditTrail));
  running.set(auditTrail, check);
  return check;
}

/** How much was checked, as this person may read it: what happens to his own requests must not show in it (Rules V1, V4). */
export function figuresFor(verdict: TrailVerdict, personId: string): CheckedFigures {
  const share = verdict.shares.get(personId);
  return share ? combineFigures(verdict, share, -1) : verdict;
}

/** The places of a verdict as this person may read them: his own requests are not named (Rule V4). */
export function problemsFor(verdict: TrailVerdict, personId: string): readonly string[] {
  return verdict.problems.map(({ concerned, place, what }) =>
    concerned.includes(personId)
      ? "A request that you do not see here: its trail does not fit."
      : `${place}: ${what}.`,
  );
}
