import { advanceRequest, type ClockFacts, nextTimer } from "../approval/advance.js";
import { resolveAlerts } from "../approval/alert-life.js";
import type { AuditEvent } from "../approval/audit-event.js";
import type { Instant } from "../approval/instant.js";
import { type AccessRequest, openStage } from "../approval/request.js";
import { pausesOf } from "../approval/sending.js";
import { areTimersHeld } from "./are-timers-held.js";
import type { Context } from "./context.js";
import { delegationsOf } from "./delegations.js";
import type { Versioned } from "./ports/store.js";
import { readSending } from "./sending.js";
import { transact } from "./transact.js";

/** Anything a happening may answer; what carries a request is stored. */
export type Happening<T> = (request: AccessRequest, now: Instant) => T | Promise<T>;

interface Stored {
  readonly request: AccessRequest;
  readonly events: readonly AuditEvent[];
}

/**
 * Lets something happen to a request in one commit. What has fallen due by then happens before it, in the same write
 * (Rules T3, T5, D5): a late click never meets a stage that should be over.
 *
 * @param known the request as the caller has just loaded it
 * @returns undefined when there is no such request, else the answer and the value after it
 */
export async function changeRequest<T>(
  context: Context,
  id: string,
  happen: Happening<T>,
  known?: Versioned<AccessRequest>,
): Promise<{ readonly answer: T; readonly request: AccessRequest } | undefined> {
  const change = async (request: AccessRequest | undefined, now: Instant) => {
    if (!request) return { outcome: undefined };
    const caughtUp = await catchUp(context, request, now);
    const answer = await happen(caughtUp?.request ?? request, now);
    const stored = asStored(answer);
    const happened = stored?.request ?? caughtUp?.request ?? request;
    // Whatever ends the cause of an alert ends the alert, in the same write.
    const resolved = resolveAlerts(happened, now);
    const value = resolved?.request ?? happened;
    const events = [
      ...(caughtUp?.events ?? []),
      ...(stored?.events ?? []),
      ...(resolved?.events ?? []),
    ];
    return { value, events, outcome: { answer, request: value } };
  };
  return transact(context, "request", id, change, known);
}

async function catchUp(
  context: Context,
  request: AccessRequest,
  now: Instant,
): Promise<Stored | undefined> {
  const due = nextTimer(request)?.timer.dueAt;
  if (due === undefined || due > now || areTimersHeld(context)) return undefined;
  context.figures.late(now - due);
  return advanceRequest(request, await clockFacts(context, request), now);
}

export async function clockFacts(context: Context, request: AccessRequest): Promise<ClockFacts> {
  const open = openStage(request);
  const people = open
    ? [...open.stage.primaryApprovers, ...open.stage.fallbackApprovers].map((a) => a.id)
    : [];
  const [outages, sending, delegations] = await Promise.all([
    context.store.outages(),
    readSending(context),
    delegationsOf(context, [...new Set(people)]),
  ]);
  return { outages, pauses: pausesOf(sending), delegations };
}

function asStored(answer: unknown): Stored | undefined {
  const candidate = answer as Partial<Stored> | undefined;
  return candidate && typeof candidate === "object" && candidate.request && candidate.events
    ? { request: candidate.request, events: candidate.events }
    : undefined;
}
