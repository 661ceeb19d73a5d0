import { type ControlSettings, controlSettingsSchema } from "./control-settings.js";
import { formatDuration, parseDuration } from "./instant.js";
import { MAX_CARDS_PER_STAGE, MAX_DEADLINE, RESOLVE_PATIENCE, RESUME_RESERVE } from "./limits.js";
import type { RiskSource } from "./risk.js";
import {
  APPROVER_SETTINGS,
  type ApproverSetting,
  SETTING_NAMES,
  type SettingName,
} from "./settings-difference.js";

/** Why settings are refused (Rules S1, S2, A6). A value; each edge finds its own words for it. */
export type SettingsProblem =
  /** The value is not one that the setting may have, together with the others of `settings`. */
  | {
      readonly code: "notAllowed";
      readonly setting: SettingName;
      readonly settings: ControlSettings;
    }
  /** A set that resolves to more people than get a card (Rule A6). */
  | { readonly code: "tooManyPeople"; readonly setting: ApproverSetting; readonly count: number }
  /** Both sets together, each small enough: at the escalation nobody of the second one would get a card. */
  | { readonly code: "tooManyTogether"; readonly setting: ApproverSetting; readonly count: number }
  | { readonly code: "notInSet"; readonly setting: ApproverSetting; readonly label: string }
  /** All stages together would last longer than Entra waits; `longest` (ms) is what this one may be. */
  | {
      readonly code: "outlastsWait";
      readonly setting: "durationBeforeAutomaticDenial";
      readonly settings: ControlSettings;
      readonly longest: number;
    }
  | { readonly code: "noChange" }
  | { readonly code: "nothingToUndo" }
  /** The form shows settings that are no longer kept. */
  | { readonly code: "formTooOld" };

/**
 * How many people each set resolves to, and both `together`; absent for a set that was not counted because it stays as it
 * is, and for a change that lets them become no more.
 */
export type HeadCounts = Partial<Readonly<Record<ApproverSetting | "together", number>>>;

/** Everything that is wrong with settings, at once, in the order of the settings (Rule S1). */
export function findSettingsProblems(
  source: RiskSource,
  settings: ControlSettings,
): SettingsProblem[] {
  const parsed = controlSettingsSchema(source).safeParse(withLegibleDurations(settings));
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]));
  return SETTING_NAMES.filter((name) => wrong.has(name)).map((setting) => ({
    code: "notAllowed" as const,
    setting,
    settings,
  }));
}

/** Settings that resolve to more people than get a card for one stage are refused (Rule A6). */
export function findCrowdedSets(counts: HeadCounts): SettingsProblem[] {
  const crowded = APPROVER_SETTINGS.flatMap((setting) => {
    const count = counts[setting] ?? 0;
    return count > MAX_CARDS_PER_STAGE ? [{ code: "tooManyPeople" as const, setting, count }] : [];
  });
  const { together: count = 0, fallbackApprovers } = counts;
  if (crowded.length > 0 || count <= MAX_CARDS_PER_STAGE) return crowded;
  const setting = fallbackApprovers === undefined ? "primaryApprovers" : "fallbackApprovers";
  return [{ code: "tooManyTogether", setting, count }];
}

/**
 * Entra waits for all risk stages of a request together, one after the other: settings that could outlast its wait are
 * refused. A source that is switched off puts no stage there.
 *
 * @param others the settings of the other sources
 * @param wait milliseconds
 */
export function findOutlasting(
  after: ControlSettings,
  others: readonly ControlSettings[],
  wait: number,
): SettingsProblem[] {
  const stages = [after, ...others].filter((settings) => settings.isApprovalRequired);
  const denialOf = (settings: ControlSettings) =>
    parseDuration(settings.durationBeforeAutomaticDenial) ?? 0;
  const room = wait - RESUME_RESERVE - stages.length * RESOLVE_PATIENCE;
  const total = stages.reduce((sum, settings) => sum + denialOf(settings), 0);
  if (!after.isApprovalRequired || total <= room) return [];
  const longest = Math.max(0, room - (total - denialOf(after)));
  const setting = "durationBeforeAutomaticDenial" as const;
  return [{ code: "outlastsWait", setting, settings: after, longest }];
}

/** The schema compares lengths; a text without one counts as too long, so that it is refused like one. */
function withLegibleDurations(settings: ControlSettings): ControlSettings {
  const legible = (text: string): string =>
    parseDuration(text) === undefined ? formatDuration(MAX_DEADLINE * 2) : text;
  return {
    ...settings,
    durationBeforeEscalation: legible(settings.durationBeforeEscalation),
    durationBeforeAutomaticDenial: legible(settings.durationBeforeAutomaticDenial),
  };
}
