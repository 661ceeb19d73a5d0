import type { Instant } from "../../approval/instant.js";

/** For whom a card is rendered: his clock and, where Teams has told it, his id there. */
export interface Reader {
  readonly now: Instant;
  /** IANA name; an unknown one counts as UTC. */
  readonly timeZone: string;
  /** BCP 47; decides between `16:00` and `4:00 pm`. The words are English. */
  readonly locale: string;
  /** Teams' id of the person (`29:…`). Only with it can a card refresh itself when it is viewed. */
  readonly mri?: string;
}

/** An Adaptive Card as plain data. Version 1.5 is what Teams takes from a bot. */
export interface AdaptiveCard {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
  readonly body: readonly Readonly<Record<string, unknown>>[];
  readonly fallbackText: string;
  readonly speak: string;
  readonly refresh?: CardRefresh;
}

/** Asks the bot for the newest card whenever the named people view this one. */
export interface CardRefresh {
  readonly action: {
    readonly type: "Action.Execute";
    readonly verb: "refresh";
    readonly data: Readonly<Record<string, string>>;
  };
  readonly userIds: readonly string[];
}

/**
 * A card with what stands in for it. `summary` is the toast and `text` what a client without cards shows: neither
 * carries risk evidence (Rule V3). Both hold names as people wrote them, so they are sent as plain text.
 */
export interface CardMessage {
  readonly card: AdaptiveCard;
  readonly summary: string;
  readonly text: string;
}
