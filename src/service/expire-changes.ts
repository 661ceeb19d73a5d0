import type { AuditEvent } from "../approval/audit-event.js";
import { changeNotices, touchCard } from "../approval/ledger.js";
import type { Context } from "./context.js";
import { transact } from "./transact.js";

/** Settings changes that nobody confirmed or discarded in time are dropped; their cards say so. */
export async function expireChanges(context: Context, source: string): Promise<void> {
  await transact(context, "controlConfiguration", source, (configuration, now) => {
    const expired =
      configuration?.changes.filter((c) => c.state === "open" && c.expiresAt <= now) ?? [];
    if (!configuration || expired.length === 0) return { outcome: undefined };
    const numbers = new Set(expired.map((change) => change.notice));
    const events: AuditEvent[] = expired.map((change) => ({
      type: "settingsChangeExpired",
      at: now,
      actor: { kind: "clock" },
      details: { source: configuration.source, notice: change.notice },
    }));
    return {
      value: {
        ...configuration,
        changes: configuration.changes.map((change) =>
          numbers.has(change.notice) ? { ...change, state: "expired" as const } : change,
        ),
        notices: changeNotices(
          configuration.notices,
          (notice) => numbers.has(notice.number),
          (notice) => touchCard(notice, now),
        ),
      },
      events,
      outcome: undefined,
    };
  });
}
