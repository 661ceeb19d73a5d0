import { setTimeout as wait } from "node:timers/promises";

/**
 * Asks again and again until the answer is neither false, undefined, null nor an error, and gives
 * it back. Fails after `timeoutMs` (20 s unless said: a machine may stand still for a while) with the last error, or
 * saying that it waited.
 */
export async function eventually<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = 20_000 }: { timeoutMs?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown = new Error(`Still not so after ${timeoutMs} ms: ${predicate}`);
    try {
      const value = await predicate();
      if (value !== false && value !== undefined && value !== null) {
        return value as NonNullable<Exclude<T, false>>;
      }
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= end) throw failure;
    await wait(5);
  }
}
