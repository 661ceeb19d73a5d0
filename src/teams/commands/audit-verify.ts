import { describeTrail } from "../../service/describe-trail.js";
import { figuresFor, problemsFor, verifyAudit } from "../../service/verify-audit.js";
import type { TrailVerdict } from "../../service/walk-trail.js";
import type { Reply, Turn } from "../turn.js";
import { soonOrLater } from "./soon-or-later.js";

/** `audit verify`: checks every chain, anchor and text, and says what it checked (Rule U1). */
export async function handleAuditVerify(turn: Turn): Promise<Reply[]> {
  const check = verifyAudit(turn.context).then((verdict) => [{ text: describe(turn, verdict) }]);
  const words =
    "I am checking the whole trail. The answer comes when it is done; everything else goes on meanwhile.";
  return soonOrLater(turn, check, words);
}

function describe(turn: Turn, verdict: TrailVerdict): string {
  return describeTrail({
    verdict,
    places: problemsFor(verdict, turn.person.id),
    checked: figuresFor(verdict, turn.person.id),
    publicKey: turn.context.auditTrail.publicKey,
  });
}
