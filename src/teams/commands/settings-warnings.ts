import type { ControlConfiguration, SettingsChange } from "../../approval/control-configuration.js";
import { differingSettings } from "../../approval/settings-difference.js";
import type { HeadCounts } from "../../approval/settings-problem.js";
import { inertName } from "../cards/inert-text.js";
import { durationWords } from "../cards/setting-words.js";

/**
 * What an administrator should know before he confirms an open change.
 *
 * @param counts people in the sets that change; empty when the directory does not say
 */
export function warnAbout(
  configuration: ControlConfiguration,
  change: SettingsChange,
  counts: HeadCounts,
): string[] {
  return [
    ...warnOfNewDifference(configuration, change),
    ...warnOfSwitches(change),
    ...warnOfEmptySets(change, counts),
  ];
}

/** The same card showed another difference before: somebody was faster (Rule S1). */
function warnOfNewDifference(
  configuration: ControlConfiguration,
  change: SettingsChange,
): string[] {
  const isFirst = configuration.changes.find((c) => c.notice === change.notice) === change;
  if (isFirst) return [];
  const who = configuration.modifiedBy?.displayName;
  const by = who === undefined ? "Somebody" : inertName(who);
  return [
    `${by} changed these settings after you were shown this card. Nothing of your change was applied. This is what it would change now: please confirm it again.`,
  ];
}

function warnOfSwitches({ before, after }: SettingsChange): string[] {
  const differing = differingSettings(before, after);
  const warnings: string[] = [];
  if (differing.includes("isApprovalRequired") && !after.isApprovalRequired) {
    warnings.push("Requests of risky people go on without this review.");
  }
  if (differing.includes("whenRiskUnavailable") && after.whenRiskUnavailable === "proceed") {
    warnings.push("When the level cannot be read, requests go on without this review.");
  }
  return warnings;
}

function warnOfEmptySets({ before, after }: SettingsChange, counts: HeadCounts): string[] {
  const differing = differingSettings(before, after);
  const isConcerned =
    differing.includes("primaryApprovers") ||
    differing.includes("fallbackApprovers") ||
    (differing.includes("isApprovalRequired") && after.isApprovalRequired);
  if (!isConcerned) return [];
  const hasPrimary = (counts.primaryApprovers ?? after.primaryApprovers.length) > 0;
  const hasFallback = (counts.fallbackApprovers ?? after.fallbackApprovers.length) > 0;
  if (!hasPrimary && !hasFallback) {
    const end = durationWords(after.durationBeforeAutomaticDenial);
    return [`Nobody could approve: every request with this review is denied after ${end}.`];
  }
  if (!hasPrimary) return ["Nobody is asked first: the fallback approvers are asked at once."];
  if (!hasFallback)
    return ["There is no fallback approver: after the deadline nobody else is asked."];
  return [];
}
