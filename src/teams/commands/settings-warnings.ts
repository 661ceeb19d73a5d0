import type { ControlConfiguration, SettingsChange } from "../../approval/control-configuration.js";
import { durationMs, HOUR } from "../../approval/instant.js";
import { differingSettings, type SettingName } from "../../approval/settings-difference.js";
import type { AskedPerson, SettingsOutlook } from "../../service/settings-outlook.js";
import { inertName } from "../cards/inert-text.js";
import { nameList, plainText } from "../cards/phrase.js";
import { durationWords } from "../cards/setting-words.js";

/** From the end of a working day to the next morning. */
const NIGHT = 12 * HOUR;
const MOST_NAMES = 5;

/** What an administrator should know before he confirms an open change. */
export function warnAbout(
  configuration: ControlConfiguration,
  change: SettingsChange,
  outlook: SettingsOutlook,
): string[] {
  return [
    ...warnOfNewDifference(configuration, change),
    ...warnOfSwitches(change),
    ...warnOfPeople(change, outlook),
    ...warnOfNights(change),
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

/** False for a change that only leaves a review switched off, or switches it off: nobody is asked then. */
export function concernsPeople(change: SettingsChange): boolean {
  return (
    change.after.isApprovalRequired || touches(change, ["primaryApprovers", "fallbackApprovers"])
  );
}

/** About whoever is left when groups and roles are resolved. What the directory does not tell is not warned about. */
function warnOfPeople(change: SettingsChange, outlook: SettingsOutlook): string[] {
  const { primaryApprovers: primary, fallbackApprovers: fallback } = outlook;
  if (!primary || !fallback || !concernsPeople(change)) return [];
  const unreachable = [...primary, ...fallback].filter((person) => !person.isReachable);
  return [...warnOfSets(change, primary, fallback), ...warnOfUnreachable(unreachable)];
}

function warnOfSets(
  { after }: SettingsChange,
  primary: readonly AskedPerson[],
  fallback: readonly AskedPerson[],
): string[] {
  const [first, second] = primary;
  if (!first && fallback.length === 0) {
    const end = durationWords(after.durationBeforeAutomaticDenial);
    return [`Nobody could approve: every request with this review is denied after ${end}.`];
  }
  if (!first) return ["Nobody is asked first: the fallback approvers are asked at once."];
  const alone = second
    ? []
    : [
        `Only one approver is asked first: ${inertName(first.displayName)}. Nobody stands in before the escalation.`,
      ];
  if (fallback.length === 0)
    return [...alone, "There is no fallback approver: after the deadline nobody else is asked."];
  const asked = new Set(primary.map((person) => person.id));
  const isSame = fallback.every((person) => asked.has(person.id));
  return isSame
    ? [...alone, "The fallback approvers are approvers already: the escalation asks nobody new."]
    : alone;
}

function warnOfUnreachable(people: readonly AskedPerson[]): string[] {
  if (people.length === 0) return [];
  const names = [...new Map(people.map((person) => [person.id, person.displayName])).values()];
  const verb = names.length === 1 ? "has" : "have";
  return [
    `${plainText(nameList(names, MOST_NAMES))} ${verb} not installed the app: no card arrives there.`,
  ];
}

function warnOfNights(change: SettingsChange): string[] {
  const { durationBeforeEscalation: escalation, durationBeforeAutomaticDenial: denial } =
    change.after;
  const warnings: string[] = [];
  if (touches(change, ["durationBeforeEscalation"]) && durationMs(escalation) < NIGHT) {
    warnings.push(
      `It escalates after ${durationWords(escalation)}, which is shorter than a night: a request of the evening escalates before the morning.`,
    );
  }
  if (touches(change, ["durationBeforeAutomaticDenial"]) && durationMs(denial) < NIGHT) {
    warnings.push(
      `It denies after ${durationWords(denial)}, which is shorter than a night: a request of the evening is denied before the morning.`,
    );
  }
  return warnings;
}

/** A setting changes, or the review is switched on with it. */
function touches({ before, after }: SettingsChange, settings: readonly SettingName[]): boolean {
  const differing = differingSettings(before, after);
  const isSwitchedOn = differing.includes("isApprovalRequired") && after.isApprovalRequired;
  return isSwitchedOn || settings.some((setting) => differing.includes(setting));
}
