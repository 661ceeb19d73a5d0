import { SECOND } from "../approval/instant.js";
import type { Method } from "./operation.js";

/** A call is sent at most so often. */
export const MOST_ATTEMPTS = 4;
/** Waits where Graph does not say how long: doubled each time, up to the longest. Milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8 * SECOND;
/** ID Protection counts by the second and never says how long to wait. */
const SHORTEST_THROTTLED_PAUSE = SECOND;

/** How one attempt failed. */
export interface FailedAttempt {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Milliseconds, where Graph said it. */
  readonly retryAfter?: number;
}

/**
 * How long to wait before the call is sent again, in milliseconds; undefined when it is not. Something that changes
 * Graph is sent again only where Graph says that it did nothing (429, 503): of a broken line nobody knows.
 *
 * @param attempt 1 for the first
 * @param random from 0 up to 1: spreads those who wait
 */
export function pauseBeforeRetry(
  method: Method,
  failed: FailedAttempt,
  attempt: number,
  random: number,
): number | undefined {
  if (attempt >= MOST_ATTEMPTS || !isWorthRepeating(method, failed.status)) return undefined;
  if (failed.retryAfter !== undefined) return failed.retryAfter + random * FIRST_PAUSE;
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  const pause = longest / 2 + (random * longest) / 2;
  return failed.status === 429 ? Math.max(SHORTEST_THROTTLED_PAUSE, pause) : pause;
}

function isWorthRepeating(method: Method, status: number): boolean {
  if (status === 429 || status === 503) return true;
  return method === "GET" && [0, 500, 502, 504].includes(status);
}

/** A `Retry-After` of seconds or of a date, in milliseconds from now; undefined when there is none that can be read. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header.trim()) * SECOND;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
