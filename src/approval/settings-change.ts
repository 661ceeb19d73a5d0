import type { Person } from "./approver.js";
import type { AuditEvent } from "./audit-event.js";
import type { ControlConfiguration, SettingsChange } from "./control-configuration.js";
import { type ControlSettings, defaultSettings } from "./control-settings.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { SETTINGS_CHANGE_PATIENCE } from "./limits.js";
import type { RiskSource } from "./risk.js";
import { differingSettings } from "./settings-difference.js";
import { putAwayOldChanges } from "./settings-history.js";
import {
  findCrowdedSets,
  findSettingsProblems,
  type HeadCounts,
  type SettingsProblem,
} from "./settings-problem.js";
import { type ConfigurationEffect, changeEvent, settleChanges } from "./settings-settle.js";
import { draftWish, type SettingsWish } from "./settings-wish.js";

/** The configuration of a source of which nothing is stored: version 0, with the defaults unless said otherwise. */
export function emptyConfiguration(
  source: RiskSource,
  settings: ControlSettings = defaultSettings(source),
): ControlConfiguration {
  return { source, settingsVersion: 0, settings, changes: [], notices: [] };
}

export interface ProblemList {
  readonly ok: false;
  /** At least one; everything that is wrong, at once (Rule S2). */
  readonly problems: readonly SettingsProblem[];
}

/** What the settings would be, with everything that is wrong with them (Rules S1, S2). */
export function draftChange(
  configuration: ControlConfiguration,
  wish: SettingsWish,
): {
  readonly after: ControlSettings;
  readonly problems: readonly SettingsProblem[];
  readonly undoes?: number;
} {
  const { source, settings } = configuration;
  const drafted = draftWish(configuration, wish);
  const problems = [...drafted.problems, ...findSettingsProblems(source, drafted.after)];
  const isSame = problems.length === 0 && differingSettings(settings, drafted.after).length === 0;
  return { ...drafted, problems: isSame ? [{ code: "noChange" }] : problems };
}

/**
 * An administrator asks for a change: it is put before him as a before/after card and waits 15 minutes for `confirm`
 * (Rule S1). Nothing is applied. His older open change of this source is overtaken. A form that comes again has no second
 * effect (Rule D6).
 *
 * @param counts people in the sets that change (Rule A6)
 */
export function proposeChange(
  configuration: ControlConfiguration,
  wish: SettingsWish,
  proposedBy: Person,
  counts: HeadCounts,
  now: Instant,
): ({ readonly ok: true } & ConfigurationEffect) | ProblemList {
  const formId = "kind" in wish && wish.kind === "form" ? wish.formId : undefined;
  const isSaved = (change: SettingsChange): boolean =>
    change.formId === formId && change.proposedBy.id === proposedBy.id;
  if (formId !== undefined && configuration.changes.some(isSaved))
    return { ok: true, configuration, events: [] };
  const draft = draftChange(configuration, wish);
  const problems = [...draft.problems, ...findCrowdedSets(counts)];
  if (problems.length > 0) return { ok: false, problems };
  const actor = { kind: "person" as const, id: proposedBy.id };
  const older = configuration.changes.filter(
    (change) => change.state === "open" && change.proposedBy.id === proposedBy.id,
  );
  const settled = settleChanges(configuration, new Set(older), "overtaken", now);
  const notices = addNotices(
    settled.notices,
    [{ kind: "settingsChangeCard", recipient: proposedBy.id }],
    now,
  );
  const number = notices.at(-1)?.number ?? 1;
  const change: SettingsChange = {
    ...openChange(configuration, number, proposedBy, draft.after, now),
    ...(draft.undoes !== undefined && { undoes: draft.undoes }),
    ...(formId !== undefined && { formId }),
  };
  return {
    ok: true,
    configuration: putAwayOldChanges({
      ...settled,
      notices,
      changes: [...settled.changes, change],
    }),
    events: [
      ...older.map((overtaken) =>
        changeEvent("settingsChangeOvertaken", configuration, overtaken, actor, now),
      ),
      changeEvent(
        "settingsChangeProposed",
        configuration,
        change,
        actor,
        now,
        differenceOf(change),
      ),
    ],
  };
}

/** A change of what is in force now. */
export function openChange(
  configuration: ControlConfiguration,
  notice: number,
  proposedBy: Person,
  after: ControlSettings,
  now: Instant,
): SettingsChange {
  const { id, displayName, userPrincipalName } = proposedBy;
  return {
    notice,
    proposedBy: { id, displayName, userPrincipalName },
    proposedAt: now,
    shownVersion: configuration.settingsVersion,
    before: stored(configuration.settings),
    after: stored(after),
    expiresAt: now + SETTINGS_CHANGE_PATIENCE,
    state: "open",
  };
}

/** Old and new values of what changes, for the audit. */
export function differenceOf(change: SettingsChange): AuditEvent["details"] {
  const names = differingSettings(change.before, change.after);
  const pick = (settings: SettingsChange["before"]) =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  return { before: pick(change.before), after: pick(change.after) };
}

function stored(settings: ControlSettings): SettingsChange["before"] {
  return {
    ...settings,
    primaryApprovers: [...settings.primaryApprovers],
    fallbackApprovers: [...settings.fallbackApprovers],
  };
}
