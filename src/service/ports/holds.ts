import type { Instant } from "../../approval/instant.js";

/** The machine's clock and the time that went by do not agree. */
export interface ClockJump {
  /** What the bot's own time was when it noticed. */
  readonly from: Instant;
  /** What the machine's clock showed then. */
  readonly to: Instant;
}

/** Looks after the clock: a jump by more than a minute holds every timer until somebody says that the clock is right. */
export interface ClockHold {
  /** Undefined while the clock is trusted. The bot's own time runs on meanwhile, by the time that goes by. */
  jump(): ClockJump | undefined;
  /**
   * The machine's clock is right as it is now. Where it is ahead, what was left out counts as an outage (Rule T6); where
   * it is behind, the bot's time stands still until the clock has caught up. Nothing happens without a jump.
   */
  confirm(): Promise<void>;
}

/** A copy of the store was put in its place: it knows nothing of what happened since. */
export interface Restored {
  /** When the copy was made. */
  readonly takenAt: Instant;
}

/** Looks after a restored copy: until it is released nothing is written, falls due or is sent. */
export interface RestoreHold {
  /** Undefined for a store that is no copy, or is released. */
  restored(): Restored | undefined;
  /**
   * Lets the writes of `act`, and only those, through; when it has resolved, the store is one like any other. Numbers
   * that may have been given out since the copy are passed over. When it rejects, the store stays as it is.
   */
  release(act: () => Promise<void>): Promise<void>;
}

/** What a store waits for a person for. */
export interface Holds {
  readonly clock: ClockHold;
  readonly restore: RestoreHold;
}
