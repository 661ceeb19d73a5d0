import { durationMs, type Instant } from "../../../src/approval/instant.js";
import type { Stage } from "../../../src/approval/request.js";

/** The automatic-denial time by the rules alone (T1, T3, T6), worked out here once more. */
export function denialOf(stage: Stage): Instant | undefined {
  const { durationBeforeEscalation, durationBeforeAutomaticDenial } = stage.settings;
  const denial = durationMs(durationBeforeAutomaticDenial);
  if (stage.graceUntil !== undefined) return stage.graceUntil;
  if (stage.escalatedAt !== undefined) {
    return stage.escalatedAt + denial - durationMs(durationBeforeEscalation);
  }
  return stage.clockStartedAt === undefined ? undefined : stage.clockStartedAt + denial;
}
