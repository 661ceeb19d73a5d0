import { STEP_RETRY_DELAYS } from "./limits.js";

/** Wait before the next try of a step outside the process, after this many tries. Milliseconds. */
export function retryDelay(attempts: number): number {
  return STEP_RETRY_DELAYS[Math.min(attempts, STEP_RETRY_DELAYS.length - 1)] ?? 0;
}
