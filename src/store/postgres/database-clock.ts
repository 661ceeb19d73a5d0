import type { Instant } from "../../approval/instant.js";

/** A sample that took longer than this says too little to replace a better one. Milliseconds. */
const GOOD_SAMPLE = 50;
/** After so long any sample is better than the old one: clocks drift apart. */
const OLDEST_SAMPLE = 60_000;

/**
 * The database's time, kept between readings by this machine's monotonic clock: of several nodes none decides by its own
 * clock what is due, and a clock of this machine that is set wrong or jumps changes nothing.
 */
export class DatabaseClock {
  #offset: number | undefined;
  #error = Number.POSITIVE_INFINITY;
  #takenAt = 0;

  /** Takes what the database said the time is, in an answer to a question sent at `sentAt` (`performance.now()`). */
  take(databaseTime: Instant, sentAt: number): void {
    const receivedAt = performance.now();
    const error = (receivedAt - sentAt) / 2;
    const isOld = receivedAt - this.#takenAt > OLDEST_SAMPLE;
    if (!isOld && error > this.#error && error > GOOD_SAMPLE) return;
    this.#offset = databaseTime - (sentAt + error);
    this.#error = error;
    this.#takenAt = receivedAt;
  }

  now(): Instant {
    if (this.#offset === undefined) throw new Error("the database was not asked for its time yet");
    return performance.now() + this.#offset;
  }
}
