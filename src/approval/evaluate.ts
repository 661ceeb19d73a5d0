import { andThen, type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { type ControlSnapshot, planStages } from "./plan.js";
import type { AccessRequest } from "./request.js";
import { auditReading, plainReading, type RiskReading } from "./risk.js";
import { proceed } from "./settle.js";

/** Risk was read: the plan is made and frozen, and the first stage opens (Rules E1 to E4, P1 to P4). */
export function evaluateRequest(
  request: AccessRequest,
  readings: readonly RiskReading[],
  controls: ControlSnapshot,
  now: Instant,
): Effect | undefined {
  if (request.isPlanned || request.state !== "pendingApproval") return undefined;
  const stages = planStages(request, readings.map(plainReading), controls);
  const { evaluateNotBefore: _, ...rest } = request;
  const planned: AccessRequest = { ...rest, isPlanned: true, readings: [...readings], stages };
  const event = {
    type: "requestPlanned",
    at: now,
    actor: { kind: "system" as const },
    details: {
      requestId: request.id,
      readings: readings.map(auditReading),
      stages: stages.map((stage) => ({
        kind: stage.source ?? "policy",
        ...(stage.configurationVersion !== undefined && {
          configurationVersion: stage.configurationVersion,
        }),
      })),
      configurationVersions: {
        idProtection: controls.idProtection.version,
        insiderRisk: controls.insiderRisk.version,
      },
    },
  };
  return andThen(effect(planned, event), (value) => proceed(value, 0, now));
}
