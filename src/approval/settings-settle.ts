import type { Actor, AuditEvent } from "./audit-event.js";
import type { ControlConfiguration, SettingsChange } from "./control-configuration.js";
import type { Instant } from "./instant.js";
import { changeNotices, touchCard, withdrawNotice } from "./ledger.js";
import type { Notice } from "./notice.js";

/** What a happening made of a control configuration; committed in one write with its audit events. */
export interface ConfigurationEffect {
  readonly configuration: ControlConfiguration;
  readonly events: readonly AuditEvent[];
}

/** Ends open changes: their cards settle in place, or are withdrawn before they were sent (Rule N3). */
export function settleChanges(
  configuration: ControlConfiguration,
  ended: ReadonlySet<SettingsChange>,
  state: Exclude<SettingsChange["state"], "open">,
  now: Instant,
): ControlConfiguration {
  const rows = new Set([...ended].map((change) => change.notice));
  return {
    ...configuration,
    changes: configuration.changes.map((change) =>
      ended.has(change) ? { ...change, state, settledAt: now } : change,
    ),
    notices: changeNotices(
      configuration.notices,
      (notice) => rows.has(notice.number),
      (notice) => touchCard(withdrawNotice(notice, now, "overtaken"), now),
    ),
  };
}

/** Drops the changes that nobody confirmed or discarded in time; undefined when there are none. */
export function expireOpenChanges(
  configuration: ControlConfiguration,
  now: Instant,
): ConfigurationEffect | undefined {
  const expired = configuration.changes.filter((c) => c.state === "open" && c.expiresAt <= now);
  if (expired.length === 0) return undefined;
  return {
    configuration: settleChanges(configuration, new Set(expired), "expired", now),
    events: expired.map((change) =>
      changeEvent("settingsChangeExpired", configuration, change, { kind: "clock" }, now),
    ),
  };
}

/** The card of a change that is over and has not been posted yet: it must not be (Rule N3). */
export function isChangeCardObsolete(configuration: ControlConfiguration, notice: Notice): boolean {
  return notice.kind === "settingsChangeCard" && changeOf(configuration, notice)?.state !== "open";
}

/** What a before/after card shows: the newest change that was put on it. */
export function changeOf(
  configuration: ControlConfiguration,
  notice: Notice,
): SettingsChange | undefined {
  return configuration.changes.findLast((change) => change.notice === notice.number);
}

export function changeEvent(
  type: string,
  configuration: ControlConfiguration,
  change: SettingsChange,
  actor: Actor,
  now: Instant,
  details: AuditEvent["details"] = {},
): AuditEvent {
  return {
    type,
    at: now,
    actor,
    details: {
      source: configuration.source,
      notice: change.notice,
      proposedBy: change.proposedBy.id,
      shownVersion: change.shownVersion,
      ...details,
    },
  };
}
