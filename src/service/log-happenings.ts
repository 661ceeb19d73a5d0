import type { AuditEvent } from "../approval/audit-event.js";
import type { Log } from "./context.js";
import type { AggregateRef } from "./ports/store.js";

/** The course of a request as an operator follows it; all of it is in its trail. */
const MILESTONES: ReadonlySet<string> = new Set([
  ...["requestSubmitted", "stageOpened", "stageEscalated", "graceGranted", "stageDecided"],
  ...["stageTimedOut", "requestApproved", "requestDenied", "requestCanceled"],
  ...["requestHandedOver", "callOutEnded", "endedInEntra", "endedByRestore"],
]);

/** Says in one line what a commit made of a request, with the id of its path; nothing of what was only sent or shown. */
export function logHappenings(
  log: Pick<Log, "info">,
  { kind, id }: AggregateRef,
  events: readonly AuditEvent[],
): void {
  if (kind !== "request") return;
  const types = events.map(({ type }) => type).filter((type) => MILESTONES.has(type));
  if (types.length > 0) log.info({ requestId: id, events: types }, "a request went on");
}
