import { SECOND } from "../approval/instant.js";
import type { ControlSnapshot } from "../approval/plan.js";
import { needsRiskStage } from "../approval/plan.js";
import { MOST_DETECTIONS, type RiskDetection, type RiskReading } from "../approval/risk.js";
import type { Context } from "./context.js";
import { errorName } from "./read-risk.js";

/** A request waits so long for what was detected, and goes on without it. Milliseconds. */
const PATIENCE = 3 * SECOND;

/** The readings that call for a review, with what the source detected where it tells in time. Never rejects. */
export async function addDetections(
  context: Context,
  readings: readonly RiskReading[],
  controls: ControlSnapshot,
): Promise<RiskReading[]> {
  return Promise.all(
    readings.map(async (reading) => {
      const { source, rank } = reading;
      const isRisky = rank !== null && rank > 0;
      if (!isRisky || !needsRiskStage(controls[source].settings, source, [reading])) return reading;
      const detections = await readDetections(context, reading);
      return detections.length === 0 ? reading : { ...reading, detections };
    }),
  );
}

async function readDetections(
  context: Context,
  { source, personId }: RiskReading,
): Promise<RiskDetection[]> {
  const asked = context.signals.detections?.(source, personId, AbortSignal.timeout(PATIENCE));
  if (!asked) return [];
  try {
    return (await asked).slice(0, MOST_DETECTIONS);
  } catch (error) {
    context.log.warn({ source, error: errorName(error) }, "what was detected could not be read");
    return [];
  }
}
