/** Largest request body in bytes, counted as it arrives; a larger one gets 413. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Milliseconds that a body may take to arrive once its head is read; a slower one gets 408. */
export const BODY_PATIENCE = 10_000;

/** Milliseconds for the head of a request. Node looks at it every 30 s only, so it may take that long. */
export const HEAD_PATIENCE = 10_000;

/** Milliseconds for a whole request, the last word of Node against a sender that trickles. */
export const REQUEST_PATIENCE = 30_000;

/** Milliseconds of silence on a connection: one that never asks anything, or an answer that nobody reads. */
export const SILENCE_PATIENCE = 60_000;

/** Milliseconds that an idle connection is kept; longer than the minute after which proxies drop theirs. */
export const IDLE_PATIENCE = 65_000;

/** Milliseconds that requests in flight may take to finish when the server stops. */
export const CLOSE_PATIENCE = 10_000;

/** After an early refusal the rest of the body is thrown away for this long and up to this many bytes. */
export const LINGER_PATIENCE = 500;
export const LINGER_BYTES = 4 * 1024 * 1024;

/** Seconds after which a caller is asked to try again. */
export const RETRY_AFTER_SECONDS = 5;

/**
 * Access requests of one caller: so many at once after a pause, and so many a second for ever. All call-outs of a tenant
 * come by one caller, the Logic App, and Entra gives each of them one or two seconds.
 */
export const CALLER_RATE = { burst: 1_000, perSecond: 100 } as const;
