import { isDelegationInForce } from "../approval/delegate.js";
import { areTimersHeld } from "./are-timers-held.js";
import type { Context } from "./context.js";
import { correlate } from "./correlation.js";
import { expireDelegation, spreadDelegation } from "./delegate.js";
import { expireChanges } from "./expire-changes.js";
import type { AggregateRef, EarlierWork } from "./ports/store.js";
import { errorName } from "./read-risk.js";
import { refKey } from "./ref-key.js";
import { welcomeBack } from "./register-person.js";
import { runSteps } from "./run-steps.js";
import { remindOfPause } from "./sending.js";

/** Most aggregates that are worked on at the same time. */
const CONCURRENCY = 64;
/** While requests come in the rest gives way to them, but does not stand still. */
const CONCURRENCY_DURING_INTAKE = 6;
/** So many more are taken from the store than can be worked on at once: it is asked once for many. */
const AHEAD = 192;
/** The clock is asked at least this often, in case a wake-up was missed. Milliseconds. */
const LONGEST_SLEEP = 1_000;
/** And this often while something that is due is being worked on, or rests: what falls due behind it is not seen. */
const SHORTEST_SLEEP = 50;
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
  /** Due, and not begun: there was no room for more. */
  let found: AggregateRef[] = [];
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isWanted = false;

  const wake = (): void => {
    if (isStopped) return;
    isWanted = true;
    begin();
    // The rest begins when something ends, and only then the store is asked again.
    if (!isLooking && found.length === 0) void look();
  };

  const look = async (): Promise<void> => {
    isLooking = true;
    clearTimeout(timer);
    while (isWanted && !isStopped && found.length === 0) {
      isWanted = false;
      await findDue().catch((error: unknown) => {
        context.log.error({ error: errorName(error) }, "due work could not be read");
      });
    }
    isLooking = false;
    if (!isStopped) timer = setTimeout(wake, await sleepFor());
  };

  const findDue = async (): Promise<void> => {
    const now = context.store.now();
    const refs = await context.store.due(now, working.size + resting.size + CONCURRENCY + AHEAD);
    for (const [key, until] of resting) if (until <= now) resting.delete(key);
    const isFree = (key: string) => !working.has(key) && !resting.has(key);
    found = refs.filter((ref) => isFree(refKey(ref)));
    begin();
  };

  const begin = (): void => {
    if (isStopped) return;
    const most = context.intakes?.isBusy() ? CONCURRENCY_DURING_INTAKE : CONCURRENCY;
    for (const ref of found.splice(0, Math.max(0, most - working.size))) work(ref);
  };

  const work = (ref: AggregateRef): void => {
    const key = refKey(ref);
    if (areTimersHeld(context)) resting.set(key, context.store.now() + REST_WHILE_HELD);
    const path = correlate(context);
    const done = handleDue(path, ref)
      .catch((error: unknown) => {
        resting.set(key, context.store.now() + REST_AFTER_FAILURE);
        path.log.error({ ...ref, error: errorName(error) }, "due work failed and is tried again");
      })
      .finally(() => {
        working.delete(key);
        wake();
      });
    working.set(key, done);
  };

  const sleepFor = async (): Promise<number> => {
    const next = await context.store.nextDueAt().catch(() => undefined);
    if (next === undefined) return LONGEST_SLEEP;
    const wait = next - context.store.now();
    return wait <= 0 ? SHORTEST_SLEEP : Math.min(wait, LONGEST_SLEEP);
  };

  /** What is only to be sent is not for the clock; what is due later than the next look is found by it. */
  const hear = ({ dueAt, sendAt }: EarlierWork): void => {
    const isForClock = dueAt !== undefined || sendAt === undefined;
    if (isForClock && (dueAt ?? 0) < context.store.now() + LONGEST_SLEEP) wake();
  };

  const unsubscribe = context.store.onEarlier(hear);
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
        await expireDelegation(context, record.id);
      } else if (record?.delegationChange) {
        await spreadDelegation(context, record.id);
      }
    }
  }
}
