import type { ControlSettings } from "./control-settings.js";
import type { AccessRequest, Stage } from "./request.js";
import {
  combineReadings,
  RISK_SOURCES,
  type RiskReading,
  type RiskSource,
  riskRank,
} from "./risk.js";

/** The settings of both control configurations with the versions they had when they were read (Rule P2). */
export type ControlSnapshot = Record<
  RiskSource,
  { readonly settings: ControlSettings; readonly version: number }
>;

/** Whether these settings put a risk stage in front of a request with these readings (Rules E1 to E3). */
export function needsRiskStage(
  settings: ControlSettings,
  source: RiskSource,
  readings: readonly Pick<RiskReading, "rank" | "unavailable">[],
): boolean {
  if (!settings.isApprovalRequired) return false;
  const minimum = riskRank(source, settings.minimumRiskLevel);
  const isAtMinimum = readings.some((reading) => reading.rank !== null && reading.rank >= minimum);
  if (isAtMinimum) return true;
  // Nothing read at all is as unreadable as a failed reading.
  const isUnavailable =
    readings.length === 0 ||
    readings.some(({ rank, unavailable }) => rank === null || unavailable !== undefined);
  return isUnavailable && settings.whenRiskUnavailable === "requireApproval";
}

/** The stages of a request, in the order of Rule P1, frozen with their settings (Rules P2, P4). */
export function planStages(
  request: AccessRequest,
  readings: readonly RiskReading[],
  controls: ControlSnapshot,
): Stage[] {
  const risk = RISK_SOURCES.filter((source) =>
    needsRiskStage(controls[source].settings, source, ofSource(readings, source)),
  );
  const riskStages = risk.map((source, i) => planRiskStage(source, i + 1, readings, controls));
  const policyStages = request.origin.callOut
    ? []
    : request.assignmentPolicy.stages.map((settings, i) => blankStage(settings, i + 1));
  return [...riskStages, ...policyStages];
}

function planRiskStage(
  source: RiskSource,
  position: number,
  readings: readonly RiskReading[],
  controls: ControlSnapshot,
): Stage {
  const { settings, version } = controls[source];
  const shown = combineReadings(ofSource(readings, source));
  return {
    ...blankStage(
      {
        primaryApprovers: [...settings.primaryApprovers],
        fallbackApprovers: [...settings.fallbackApprovers],
        durationBeforeEscalation: settings.durationBeforeEscalation,
        durationBeforeAutomaticDenial: settings.durationBeforeAutomaticDenial,
        isApproverJustificationRequired: settings.isApproverJustificationRequired,
      },
      position,
    ),
    source,
    configurationVersion: version,
    minimumRank: riskRank(source, settings.minimumRiskLevel),
    readings: shown ? [shown] : [],
  };
}

function ofSource(readings: readonly RiskReading[], source: RiskSource): RiskReading[] {
  return readings.filter((reading) => reading.source === source);
}

function blankStage(settings: Stage["settings"], position: number): Stage {
  return {
    position,
    settings,
    readings: [],
    status: "waiting",
    isResolved: false,
    resolveAttempts: 0,
    primaryApprovers: [],
    fallbackApprovers: [],
    isEscalationMissed: false,
    remindedFor: [],
    isReachChecked: false,
    promptedByTyping: [],
  };
}
