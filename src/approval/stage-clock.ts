import { durationMs, type Instant } from "./instant.js";
import { OUTAGE_GRACE, REACH_PATIENCE, RESOLVE_PATIENCE } from "./limits.js";
import type { Stage } from "./request.js";

/** Something that falls due on an open stage. */
export type Timer =
  | { readonly kind: "clockStart"; readonly dueAt: Instant }
  | { readonly kind: "reachCheck"; readonly dueAt: Instant }
  | {
      readonly kind: "reminder";
      readonly dueAt: Instant;
      readonly deadline: "escalation" | "denial";
    }
  | { readonly kind: "escalation"; readonly dueAt: Instant }
  | { readonly kind: "denial"; readonly dueAt: Instant };

function fromEscalationToDenial(stage: Stage): number {
  return (
    durationMs(stage.settings.durationBeforeAutomaticDenial) -
    durationMs(stage.settings.durationBeforeEscalation)
  );
}

/** When the fallback approvers are asked; undefined before the clock runs and once it has happened or was missed. */
export function escalationDueAt(stage: Stage): Instant | undefined {
  if (stage.clockStartedAt === undefined || stage.escalatedAt !== undefined) return undefined;
  if (stage.isEscalationMissed) return undefined;
  return stage.clockStartedAt + durationMs(stage.settings.durationBeforeEscalation);
}

/** When the request is denied if nobody decides (Rules T3, T6). An early escalation moves it forward (Rule T1). */
export function denialDueAt(stage: Stage): Instant | undefined {
  const own = ownDenialDueAt(stage);
  return own === undefined || stage.endsBy === undefined ? own : Math.min(own, stage.endsBy);
}

function ownDenialDueAt(stage: Stage): Instant | undefined {
  if (stage.clockStartedAt === undefined) return undefined;
  if (stage.graceUntil !== undefined) return stage.graceUntil;
  if (stage.escalatedAt !== undefined) {
    return stage.escalatedAt + fromEscalationToDenial(stage);
  }
  return stage.clockStartedAt + durationMs(stage.settings.durationBeforeAutomaticDenial);
}

/** The timers of a stage that have not happened, in the order in which they fall due; ties as listed. */
export function stageTimers(stage: Stage): Timer[] {
  if (stage.status === "resolving" && stage.openedAt !== undefined) {
    return [{ kind: "clockStart", dueAt: stage.openedAt + RESOLVE_PATIENCE }];
  }
  const start = stage.clockStartedAt;
  const denial = denialDueAt(stage);
  if (stage.status !== "open" || start === undefined || denial === undefined) return [];
  const escalation = escalationDueAt(stage);
  const timers: Timer[] = [];
  if (!stage.isReachChecked && stage.isResolved && stage.escalatedAt === undefined) {
    timers.push({ kind: "reachCheck", dueAt: (stage.resolvedAt ?? start) + REACH_PATIENCE });
  }
  const reminder = nextReminder(stage, start, escalation, denial);
  if (reminder) timers.push(reminder);
  if (escalation !== undefined) timers.push({ kind: "escalation", dueAt: escalation });
  timers.push({ kind: "denial", dueAt: denial });
  return timers.sort((a, b) => a.dueAt - b.dueAt);
}

/** Rule T2: half of the time to the next deadline. Escalation is a deadline only if there is somebody to ask. */
function nextReminder(
  stage: Stage,
  start: Instant,
  escalation: Instant | undefined,
  denial: Instant,
): Timer | undefined {
  // While nobody is known there is nobody to remind, and which deadline is next is not known either.
  if (!stage.isResolved) return undefined;
  const hasFallback = stage.fallbackApprovers.length > 0;
  const deadline = escalation !== undefined && hasFallback ? "escalation" : "denial";
  if (stage.remindedFor.includes(deadline)) return undefined;
  const until = deadline === "escalation" ? (escalation ?? denial) : denial;
  const since = stage.escalatedAt ?? start;
  return { kind: "reminder", deadline, dueAt: since + Math.floor((until - since) / 2) };
}

/** Grace length after an outage (Rule T6): 1 hour, or the stage's own denial time where that is shorter. */
export function graceLength(stage: Stage): number {
  return Math.min(OUTAGE_GRACE, durationMs(stage.settings.durationBeforeAutomaticDenial));
}
