import { setTimeout as wait } from "node:timers/promises";

/** Time as the client of Graph needs it, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds that only grow; their beginning says nothing. */
  now(): number;
  /** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that is aborted after so many milliseconds, unless `ended` is aborted before. */
  limit(ms: number, ended: AbortSignal): AbortSignal;
}

export const machineClock: Clock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await wait(ms, undefined, { signal });
  },
  limit: (ms, ended) => {
    const tooLate = new AbortController();
    const timer = setTimeout(() => tooLate.abort(), ms);
    ended.addEventListener("abort", () => clearTimeout(timer), { once: true });
    return tooLate.signal;
  },
};
