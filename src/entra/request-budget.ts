import type { Clock } from "./clock.js";

/** `person`: somebody waits for the answer. `background`: nobody does, and it stands back, but not for ever. */
export type Urgency = "person" | "background";

/**
 * So many people go before something in the background, one after the other: in a load that never ends the copy of the
 * list of risks, from which most of them are answered, would grow old.
 */
export const MOST_PASSED_BY = 3;

/** A place in the order of calls that share a limit. */
export interface RequestBudget {
  /** Resolves when the call may be sent; rejects when the signal is aborted before, and its place goes to the next. */
  take(urgency: Urgency, signal: AbortSignal): Promise<void>;
  /** A call was answered or given up: it may have got there only now, and the next one must not follow too soon. */
  ended(): void;
  /** Nobody is let through for so many milliseconds: Graph said that it is enough. */
  pause(ms: number): void;
}

export interface BudgetLimit {
  /** From letting one call through to letting the next one through. Milliseconds. */
  readonly spacing: number;
  /** From one call's getting there to the next one's, at least: what Graph counts. Milliseconds. */
  readonly window: number;
}

interface Waiter {
  readonly urgency: Urgency;
  readonly letGo: () => void;
}

/**
 * Lets one call through at a time, `spacing` milliseconds apart. Whom a person waits for goes first, most times; among equals
 * the order is that of asking. ID Protection allows one request in a second to all applications of a tenant together.
 */
export function createRequestBudget({ spacing, window }: BudgetLimit, clock: Clock): RequestBudget {
  const waiting: Waiter[] = [];
  let freeAt = Number.NEGATIVE_INFINITY;
  let ticking = false;
  const never = new AbortController().signal;

  let passedBy = 0;

  const nextWaiter = (): Waiter | undefined => {
    const firstOf = (wanted: Urgency) => waiting.findIndex(({ urgency }) => urgency === wanted);
    const [person, background] = [firstOf("person"), firstOf("background")];
    const isPersonsTurn = background < 0 || (person >= 0 && passedBy < MOST_PASSED_BY);
    passedBy = isPersonsTurn && background >= 0 ? passedBy + 1 : 0;
    return waiting.splice(isPersonsTurn ? person : background, 1)[0];
  };
  const tick = async (): Promise<void> => {
    ticking = true;
    try {
      while (waiting.length > 0) {
        const missing = freeAt - clock.now();
        if (missing > 0) {
          await clock.wait(missing, never);
          continue;
        }
        freeAt = clock.now() + spacing;
        nextWaiter()?.letGo();
      }
    } finally {
      ticking = false;
    }
  };
  return {
    take: (urgency, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const giveUp = (): void => {
          const index = waiting.indexOf(waiter);
          if (index >= 0) waiting.splice(index, 1);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          urgency,
          letGo: () => {
            signal.removeEventListener("abort", giveUp);
            resolve();
          },
        };
        waiting.push(waiter);
        signal.addEventListener("abort", giveUp, { once: true });
        if (!ticking) void tick();
      }),
    ended() {
      freeAt = Math.max(freeAt, clock.now() + window);
    },
    pause(ms) {
      freeAt = Math.max(freeAt, clock.now() + ms);
    },
  };
}
