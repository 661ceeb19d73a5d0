import { STEP_RETRY_DELAYS } from "./limits.js";

/** Wait before the next try of a step outside the process, after this many tries. Milliseconds. */
export function retryDelay(attempts: number): number {
  return STEP_RETRY_DELAYS[Math.min(attempts, STEP_RETRY_DELAYS.length - 1)] ?? 0;
}

/**
 * The same wait, longer by up to a quarter: rows that failed together do not come back together. The same row and try give
 * the same wait, so that nothing here is random. Milliseconds.
 */
export function jitteredRetryDelay(attempts: number, row: string): number {
  // FNV-1a, stirred once more: one letter more or less gives quite another number.
  let mixed = 2_166_136_261 ^ attempts;
  for (const letter of row) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c_1b_3c_6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x29_7a_2d_39);
  const delay = retryDelay(attempts);
  return delay + Math.floor((delay * ((mixed >>> 15) / 0x2_00_00)) / 4);
}
