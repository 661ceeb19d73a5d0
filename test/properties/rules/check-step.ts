import { demand } from "../rule-broken.js";
import { checkAudit } from "./audit.js";
import { checkDecisions } from "./decisions.js";
import { checkIndexes } from "./indexes.js";
import { checkLedger } from "./ledger.js";
import { checkOnceOnly } from "./once-only.js";
import { checkOwnView } from "./privacy.js";
import { checkPromises } from "./promises.js";
import type { Step } from "./snapshot.js";

/** Everything that must hold after every step (product rules, "Safety and liveness"). */
export async function checkStep(step: Step): Promise<void> {
  checkPromises(step);
  for (const [id, sight] of step.after.requests) {
    const before = step.before.requests.get(id);
    if (before?.value === sight.value) continue;
    demand(!before || sight.version >= before.version, "S", `${id} went back to an older version`);
    checkAudit(before, sight);
    checkOnceOnly(before, sight, step);
    checkDecisions(before, sight, step);
    checkLedger(before, sight, step);
    checkOwnView(sight, step.world);
  }
  for (const id of step.before.requests.keys()) {
    demand(step.after.requests.has(id), "S", `${id} is lost`);
  }
  await checkIndexes(step);
}
