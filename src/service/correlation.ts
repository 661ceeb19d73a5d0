import type { Context, Log } from "./context.js";
import { createTokens } from "./random-tokens.js";

/** A new id for everything that comes of one call, click or step. */
export const newCorrelationId = createTokens(9);

/** The same log, every line of which bears the id. */
export function correlateLog(log: Log, correlationId: string): Log {
  return {
    debug: (fields, message) => log.debug({ correlationId, ...fields }, message),
    info: (fields, message) => log.info({ correlationId, ...fields }, message),
    warn: (fields, message) => log.warn({ correlationId, ...fields }, message),
    error: (fields, message) => log.error({ correlationId, ...fields }, message),
  };
}

/**
 * The context of one path: every line that is logged on it, to the commit and the answer, has the same id. What waits for
 * later (a row of the ledger, a timer) begins a path of its own, and names its request. The id is handed on and not kept by
 * the runtime, whose way to do so costs a fifth of all decisions on Node 20.
 */
export function correlate(context: Context, id = newCorrelationId()): Context {
  return { ...context, log: correlateLog(context.log, id) };
}
