import type { AuditEvent } from "../approval/audit-event.js";
import type { Log } from "./context.js";
import type { AggregateRef } from "./ports/store.js";

/** The course of a request as an operator follows it; all of it is in its trail. */
const MILESTONES: ReadonlySet<string> = new Set([
  ...["requestSubmitted", "stageOpened", "stageEscalated", "graceGranted", "stageDecided"],
  ...["stageTimedOut", "requestApproved", "requestDenied", "requestCanceled"],
  ...["requestHandedOver", "callOutEnded", "endedInEntra", "endedByRestore"],
]);

/** Says in one line what a commit made of a request, stages as its trail numbers them; nothing of what was only sent or shown. */
export function logHappenings(
  log: Pick<Log, "info">,
  { kind, id }: AggregateRef,
  events: readonly AuditEvent[],
): void {
  if (kind !== "request") return;
  const told = events
    .filter(({ type }) => MILESTONES.has(type))
    .map(({ type, details: { stage, reviewResult } }) => ({ type, stage, reviewResult }));
  if (told.length > 0) log.info({ requestId: id, events: told }, "a request went on");
}
