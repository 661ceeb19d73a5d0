import { type ControlSettings, defaultSettings } from "../../src/approval/control-settings.js";
import { HOUR, type Instant } from "../../src/approval/instant.js";
import type { ControlSnapshot } from "../../src/approval/plan.js";
import type { PolicyStage } from "../../src/approval/request.js";
import { interpretSignal, type RiskReading, type RiskSource } from "../../src/approval/risk.js";
import { MANAGER, RILEY, SECURITY_ROLE, SOC_GROUP } from "./cast.js";

/** Escalation after 24 h, denial after 72 h, as the defaults say. */
export const ESCALATION = 24 * HOUR;
export const DENIAL = 72 * HOUR;

/** Both control configurations; a source that is not named is switched off. */
export function controls(
  enabled: Partial<Record<RiskSource, Partial<ControlSettings>>>,
): ControlSnapshot {
  const settingsOf = (source: RiskSource, version: number) => ({
    version,
    settings: {
      ...defaultSettings(source),
      primaryApprovers: [SECURITY_ROLE as ControlSettings["primaryApprovers"][number]],
      fallbackApprovers: [SOC_GROUP as ControlSettings["fallbackApprovers"][number]],
      ...enabled[source],
      isApprovalRequired: enabled[source] !== undefined,
    },
  });
  return { idProtection: settingsOf("idProtection", 4), insiderRisk: settingsOf("insiderRisk", 9) };
}

/** A stage of an assignment policy that asks the manager: escalation after 24 h, denial after 72 h. */
export function policyStage(changes: Partial<PolicyStage> = {}): PolicyStage {
  return {
    primaryApprovers: [MANAGER],
    fallbackApprovers: [SOC_GROUP],
    durationBeforeEscalation: "P1D",
    durationBeforeAutomaticDenial: "P3D",
    isApproverJustificationRequired: false,
    ...changes,
  };
}

/** A level as it was read; null for a source that does not answer. */
export function reading(
  source: RiskSource,
  rank: number | null,
  readAt: Instant,
  personId = RILEY.id,
): RiskReading {
  const levels = {
    idProtection: ["none", "low", "medium", "high"],
    insiderRisk: ["none", "minor", "moderate", "elevated"],
  };
  return interpretSignal(
    source,
    personId,
    rank === null
      ? { kind: "failed", reason: "noAnswer" }
      : {
          kind: "listed",
          level: levels[source][rank] ?? "none",
          ...(source === "idProtection" && {
            riskState: "atRisk",
            riskDetail: "leaked credentials",
          }),
          lastUpdated: readAt - HOUR,
        },
    readAt,
  );
}
