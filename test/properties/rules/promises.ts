import { canonicalJson } from "../../../src/audit/canonical-json.js";
import { demand } from "../rule-broken.js";
import type { Step } from "./snapshot.js";

/** What anybody was told has happened is stored, and stays so, whatever was killed when (S, I2, D1). */
export function checkPromises({ world, after }: Step): void {
  for (const { requestId, stage, outcome } of world.promised) {
    const stored = after.requests.get(requestId)?.value.stages[stage]?.outcome;
    // A store may write the fields of a value in an order of its own.
    const isKept = canonicalJson({ ...stored }) === canonicalJson({ ...outcome });
    demand(isKept, "S", `the acknowledged decision of ${requestId} stage ${stage} is lost`);
  }
  for (const { id, intake } of world.submissions) {
    const origin = after.requests.get(id)?.value.origin;
    demand(origin?.key === intake.key, "I2", `the acknowledged request ${id} is lost`);
  }
}
