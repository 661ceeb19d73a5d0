import type { ControlSettings } from "../../approval/control-settings.js";
import { DAY, durationMs, HOUR, MINUTE, SECOND } from "../../approval/instant.js";

/** The settings as people read them, in the order of the portal's cards. */
export const SETTING_LABELS: Record<keyof ControlSettings, string> = {
  isApprovalRequired: "Require approval",
  minimumRiskLevel: "Minimum level",
  primaryApprovers: "Approvers",
  fallbackApprovers: "Fallback approvers",
  durationBeforeEscalation: "Escalate after",
  durationBeforeAutomaticDenial: "Deny after",
  isApproverJustificationRequired: "Approver justification",
  whenRiskUnavailable: "When the level cannot be read",
};

/**
 * A duration of the settings in words, with nothing left out: `P1D` becomes `1 day`, `PT90S` becomes `1 min 30 s`. What
 * people type is read by the same words.
 */
export function durationWords(duration: string): string {
  const ms = durationMs(duration);
  const part = (unit: number, within: number, word: string): string[] => {
    const count = Math.floor((ms % within) / unit);
    return count === 0 ? [] : [`${count} ${word}`];
  };
  const days = Math.floor(ms / DAY);
  return [
    ...(days === 0 ? [] : [days === 1 ? "1 day" : `${days} days`]),
    ...part(HOUR, DAY, "h"),
    ...part(MINUTE, HOUR, "min"),
    ...part(SECOND, MINUTE, "s"),
  ].join(" ");
}

export const UNAVAILABLE_WORDS: Record<ControlSettings["whenRiskUnavailable"], string> = {
  requireApproval: "require approval",
  proceed: "proceed without this review",
};
