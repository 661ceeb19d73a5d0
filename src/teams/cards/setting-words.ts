import type { ControlSettings } from "../../approval/control-settings.js";
import { durationMs } from "../../approval/instant.js";
import { formatSpan } from "./format-span.js";

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

/** A duration of the settings in words: `P1D` becomes `1 day`, `PT90S` becomes `1 min 30 s`. */
export function durationWords(duration: string): string {
  const ms = durationMs(duration);
  const seconds = Math.floor(ms / 1_000) % 60;
  if (seconds === 0) return formatSpan(ms);
  return ms < 60_000 ? `${seconds} s` : `${formatSpan(ms)} ${seconds} s`;
}

export const UNAVAILABLE_WORDS: Record<ControlSettings["whenRiskUnavailable"], string> = {
  requireApproval: "require approval",
  proceed: "proceed without this review",
};
