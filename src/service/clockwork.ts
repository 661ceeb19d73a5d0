import { isDelegationInForce } from "../approval/delegate.js";
import { areTimersHeld } from "./are-timers-held.js";
import type { Context } from "./context.js";
import { correlate } from "./correlation.js";
import { endDelegation, spreadDelegation } from "./delegate.js";
import { expireChanges } from "./expire-changes.js";
import type { AggregateRef } from "./ports/store.js";
import { errorName } from "./read-risk.js";
import { welcomeBack } from "./register-person.js";
import { runSteps } from "./run-steps.js";
import { remindOfPause } from "./sending.js";

/** Most aggregates that are worked on at the same time. */
const CONCURRENCY = 32;
/** While requests come in the rest gives way to them, but does not stand still. */
const CONCURRENCY_DURING_INTAKE = 6;
/** The clock is asked at least this often, in case a wake-up was missed. Milliseconds. */
const LONGEST_SLEEP = 1_000;
/** What waits for a timer rests this long while timers are held. Milliseconds. */
const REST_WHILE_HELD = 5_000;
/** After a failure the same aggregate rests this long, so that a fault is not hammered. Milliseconds. */
const REST_AFTER_FAILURE = 1_000;

export interface Clockwork {
  /** Ends the loop; what is being worked on is finished first. */
  stop(): Promise<void>;
  /** How far the oldest due work is behind, in milliseconds. */
  behind(): Promise<number>;
}

/**
 * Asks the store for what is due and lets it happen, oldest first (Rules T1 to T6). It remembers nothing: a killed
 * process leaves nothing locked, and firing twice is harmless.
 */
export function startClockwork(context: Context): Clockwork {
  const working = new Map<string, Promise<void>>();
  const resting = new Map<string, number>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isWanted = false;

  const wake = (): void => {
    if (isStopped) return;
    isWanted = true;
    if (!isLooking) void look();
  };

  const look = async (): Promise<void> => {
    isLooking = true;
    clearTimeout(timer);
    while (isWanted && !isStopped) {
      isWanted = false;
      await startDue().catch((error: unknown) => {
        context.log.error({ error: errorName(error) }, "due work could not be read");
      });
    }
    isLooking = false;
    if (!isStopped) timer = setTimeout(wake, await sleepFor());
  };

  const startDue = async (): Promise<void> => {
    const now = context.store.now();
    const refs = await context.store.due(now, working.size + resting.size + CONCURRENCY);
    for (const ref of refs) {
      const key = `${ref.kind}/${ref.id}`;
      const restsUntil = resting.get(key);
      if (restsUntil !== undefined && restsUntil > now) continue;
      resting.delete(key);
      const most = context.intakes?.isBusy() ? CONCURRENCY_DURING_INTAKE : CONCURRENCY;
      if (working.has(key) || working.size >= most) continue;
      if (areTimersHeld(context)) resting.set(key, now + REST_WHILE_HELD);
      const work = correlate(() => handleDue(context, ref))
        .catch((error: unknown) => {
          resting.set(key, context.store.now() + REST_AFTER_FAILURE);
          context.log.error(
            { ...ref, error: errorName(error) },
            "due work failed and is tried again",
          );
        })
        .finally(() => {
          working.delete(key);
          wake();
        });
      working.set(key, work);
    }
  };

  const sleepFor = async (): Promise<number> => {
    const next = await context.store.nextDueAt().catch(() => undefined);
    if (next === undefined) return LONGEST_SLEEP;
    const wait = next - context.store.now();
    // What is due but being worked on, or resting, wakes the loop by itself.
    return wait <= 0 ? (working.size > 0 ? LONGEST_SLEEP : 50) : Math.min(wait, LONGEST_SLEEP);
  };

  const unsubscribe = context.store.onEarlier(wake);
  wake();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      unsubscribe();
      await Promise.allSettled(working.values());
    },
    async behind() {
      const next = await context.store.nextDueAt();
      return next === undefined ? 0 : Math.max(0, context.store.now() - next);
    },
  };
}

/** Lets everything that is due on one aggregate happen. Safe to call at any time, any number of times. */
export async function handleDue(context: Context, ref: AggregateRef): Promise<void> {
  switch (ref.kind) {
    case "request":
      return runSteps(context, ref.id);
    case "sending":
      return remindOfPause(context);
    case "controlConfiguration":
      if (areTimersHeld(context)) return;
      return expireChanges(context, ref.id);
    case "person": {
      if (areTimersHeld(context)) return;
      const record = (await context.store.load("person", ref.id))?.value;
      if (record?.backSince !== undefined) return welcomeBack(context, record.id);
      if (record?.delegation && !isDelegationInForce(record, context.store.now())) {
        await endDelegation(context, record.id);
      } else if (record?.delegationChange) {
        await spreadDelegation(context, record.id);
      }
    }
  }
}
