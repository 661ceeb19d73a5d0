/** Callers that are told apart; when more come, the one that has been quiet longest starts anew. */
const MOST_CALLERS = 10_000;

export interface RateLimitOptions {
  /** Calls that may come at once after a pause. */
  readonly burst: number;
  /** Calls in a second that may go on for ever. */
  readonly perSecond: number;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

export interface RateLimit {
  /** Counts a call. 0 when it may pass, else the whole seconds until the next may. */
  take(caller: string): number;
}

/** A token bucket for each caller. The caller is one that was proved, so that nobody can spend another's. */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const now = options.now ?? (() => performance.now());
  const { burst, perSecond } = options;
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(caller) {
      const instant = now();
      const before = buckets.get(caller);
      const regained = before ? ((instant - before.at) / 1_000) * perSecond : 0;
      const left = before ? Math.min(burst, before.left + regained) : burst;
      const mayPass = left >= 1;
      // Newest last, so that the first is the one that has been quiet longest.
      buckets.delete(caller);
      buckets.set(caller, { left: mayPass ? left - 1 : left, at: instant });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_CALLERS && oldest !== undefined) buckets.delete(oldest);
      return mayPass ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
  };
}
