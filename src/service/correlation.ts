import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

const current = new AsyncLocalStorage<string>();

/** What the log calls everything that comes of one call, click or step; undefined outside of all. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/**
 * Begins a path: every line that is logged on it, to the commit and the answer, has the same id. What waits for later
 * (a row of the ledger, a timer) begins a path of its own, and names its request.
 */
export function correlate<T>(act: () => T, id: string = randomBytes(9).toString("base64url")): T {
  return current.run(id, act);
}
