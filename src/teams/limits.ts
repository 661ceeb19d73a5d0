import { HOUR, SECOND } from "../approval/instant.js";

/** At most `count` requests in any window of `span` milliseconds. */
export interface RateWindow {
  readonly count: number;
  readonly span: number;
}

/** A bucket of `burst` tokens, one for each request, that fills by `perSecond` tokens in a second. */
export interface TokenRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What the sender keeps to: windows of one conversation, windows and an even flow of the app in its tenant. */
export interface PacingLimits {
  readonly conversation: readonly RateWindow[];
  readonly tenant: readonly RateWindow[];
  readonly flow: TokenRate;
  /** What must hold where Teams counts, whatever happens to requests that have left. */
  readonly wire: RateWindow;
}

/** Requests that Teams takes from one bot in one conversation (Teams: rate limits for bots). */
export const CONVERSATION_WINDOWS: readonly RateWindow[] = [
  { count: 7, span: 1 * SECOND },
  { count: 8, span: 2 * SECOND },
  { count: 60, span: 30 * SECOND },
  { count: 1_800, span: 1 * HOUR },
];

/** Requests that Teams takes from one app in one tenant (Teams: rate limits for bots). */
export const TENANT_LIMIT: RateWindow = { count: 50, span: 1 * SECOND };

/** What is begun in a second: 3 less, so that what waits for its turn waits here, in the order of its urgency. */
export const TENANT_WINDOWS: readonly RateWindow[] = [{ count: 47, span: 1 * SECOND }];

/** Sends are begun one by one and not in a heap each second; a few together where the machine stood still for a moment. */
export const TENANT_FLOW: TokenRate = { perSecond: 47, burst: 12 };

export const TEAMS_PACING: PacingLimits = {
  conversation: CONVERSATION_WINDOWS,
  tenant: TENANT_WINDOWS,
  flow: TENANT_FLOW,
  wire: TENANT_LIMIT,
};

/** A request to the connector, its token included, is given up after this span. */
export const CONNECTOR_TIMEOUT = 10 * SECOND;

/**
 * A connection is closed after this span without a request. It stays below the 5 s after which
 * common servers close theirs: a request written to a connection that is just being closed would
 * count as "may have arrived", and its card would wait for Rule N2.
 */
export const IDLE_CONNECTION = 4 * SECOND;

/** While Teams does not let the bot in it is asked again after these pauses, by one request; the last one repeats. */
export const LOCKED_OUT_PAUSES: readonly number[] = [1, 2, 5, 15, 30].map((s) => s * SECOND);

/** A longer Retry-After is not believed. */
export const LONGEST_RETRY_AFTER = 1 * HOUR;

/** Connector clients kept for reuse, one per service URL. */
export const MAX_KEPT_CONNECTORS = 32;

/** Messages and clicks of one person: so many at once after a pause, and so many a second for ever. A chat that is opened refreshes its cards at once. */
export const PERSON_RATE = { burst: 60, perSecond: 5 } as const;

/** Teams gives a click up after about 10 s: whatever is slow, it is answered before. */
export const CLICK_PATIENCE = 8.5 * SECOND;
