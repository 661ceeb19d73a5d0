import type { ControlConfiguration, SettingsChange } from "./control-configuration.js";
import type { ControlSettings } from "./control-settings.js";
import { KEPT_CHANGES, KEPT_OTHER_CHANGES } from "./limits.js";
import { addCounts, countNotices, isUpdateOwed, type Notice } from "./notice.js";

/** The changes that were applied and are still kept, oldest first. */
export function appliedChanges(configuration: ControlConfiguration): SettingsChange[] {
  return configuration.changes.filter((change) => change.state === "confirmed").sort(byVersion);
}

/** The version that an applied change led to. */
export function versionOf(change: SettingsChange): number {
  return change.shownVersion + 1;
}

function byVersion(a: SettingsChange, b: SettingsChange): number {
  return a.shownVersion - b.shownVersion;
}

/** The settings of a version; undefined when that is too long ago to be kept. */
export function settingsAt(
  configuration: ControlConfiguration,
  version: number,
): ControlSettings | undefined {
  if (version === configuration.settingsVersion) return configuration.settings;
  return appliedChanges(configuration).find((change) => change.shownVersion === version)?.before;
}

/**
 * Keeps the aggregate small: the last 200 applied changes, the last 50 that ended otherwise, everything open, and the
 * rows about them. What goes is in the audit events, and its rows go on to count (Rules N2, U1).
 */
export function putAwayOldChanges(configuration: ControlConfiguration): ControlConfiguration {
  const { changes, notices } = configuration;
  const open = new Set(changes.filter(({ state }) => state === "open").map((c) => c.notice));
  const applied = appliedChanges(configuration).slice(-KEPT_CHANGES);
  const others = changes.filter(({ state }) => state !== "open" && state !== "confirmed");
  const kept = new Set([...applied, ...others.slice(-KEPT_OTHER_CHANGES)]);
  const keptChanges = changes.filter((change) => kept.has(change) || open.has(change.notice));
  if (keptChanges.length === changes.length) return configuration;
  const cards = new Set(keptChanges.map((change) => change.notice));
  const oldest = applied[0] ? versionOf(applied[0]) : 0;
  const isOver = (notice: Notice): boolean =>
    notice.kind === "settingsChangeCard"
      ? !cards.has(notice.number)
      : Number(notice.subject) < oldest;
  // The last row stays, because the next number counts on from it.
  const gone = notices.filter(
    (notice) => isOver(notice) && !isOwed(notice) && notice !== notices.at(-1),
  );
  return {
    ...configuration,
    changes: keptChanges,
    notices: notices.filter((notice) => !gone.includes(notice)),
    retiredNotices: addCounts(countNotices(gone), configuration.retiredNotices),
  };
}

function isOwed(notice: Notice): boolean {
  return notice.state === "pending" || notice.sendingSince !== undefined || isUpdateOwed(notice);
}
