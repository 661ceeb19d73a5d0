import { type Instant, MINUTE } from "../../approval/instant.js";
import type { ClockJump } from "../../service/ports/holds.js";

/** A sample that took longer than this says too little to replace a better one. Milliseconds. */
const GOOD_SAMPLE = 50;
/** One that took longer than this says nothing: this machine stood still while the answer waited. Milliseconds. */
const WORST_SAMPLE = 5_000;
/** After so long any sample is better than the old one: clocks drift apart. */
const OLDEST_SAMPLE = 60_000;
/** A step of the database's clock up to here is corrected time; a longer one is a jump. Milliseconds. */
const LONGEST_STEP = MINUTE;

/** What the nodes before have left: when any of them was alive last, and a jump that nobody has confirmed. */
export interface ClockHistory {
  readonly aliveAt: Instant | undefined;
  readonly jump: ClockJump | undefined;
}

/**
 * The database's time, kept between readings by this machine's monotonic clock: of several nodes none decides by its own
 * clock what is due, and a clock of this machine that is set wrong or jumps changes nothing. Where the database's clock
 * jumps by more than a minute, time goes on by the monotonic clock until the jump is confirmed, on any node.
 */
export class DatabaseClock {
  #offset: number | undefined;
  #error = Number.POSITIVE_INFINITY;
  #takenAt = 0;
  #jump: ClockJump | undefined;
  /** The other nodes know of the jump. */
  #isShared = false;
  /** What the database says while it is not believed. */
  #actual: number | undefined;

  /** A jump of the database's clock that nobody has confirmed. */
  get jump(): ClockJump | undefined {
    return this.#jump;
  }

  /** A jump that the other nodes have not been told of. */
  get untold(): ClockJump | undefined {
    return this.#isShared ? undefined : this.#jump;
  }

  /** The first reading. While a jump waits, time goes on from when a node was alive last. */
  begin(databaseTime: Instant, sentAt: number, { aliveAt, jump }: ClockHistory): void {
    this.take(databaseTime, sentAt, undefined);
    const isSetBack = aliveAt !== undefined && databaseTime < aliveAt - LONGEST_STEP;
    const held = jump ?? (isSetBack ? { from: aliveAt, to: Math.floor(databaseTime) } : undefined);
    if (!held) return;
    this.#jump = held;
    this.#isShared = jump !== undefined;
    this.#actual = this.#offset;
    this.#offset = Math.max(held.from, aliveAt ?? 0) - performance.now();
  }

  /**
   * Takes what the database said the time is, in an answer to a question sent at `sentAt` (`performance.now()`).
   *
   * @param aliveAt when any node was alive last: where others agree with the database, it is this machine that stood still
   */
  take(databaseTime: Instant, sentAt: number, aliveAt: Instant | undefined): void {
    const receivedAt = performance.now();
    const error = (receivedAt - sentAt) / 2;
    if (error > WORST_SAMPLE && this.#offset !== undefined) return;
    const offset = databaseTime - (sentAt + error);
    const isAgreed = aliveAt !== undefined && Math.abs(databaseTime - aliveAt) < LONGEST_STEP;
    const step = this.#offset === undefined ? 0 : Math.abs(offset - this.#offset);
    if (this.#jump === undefined && step > LONGEST_STEP && !isAgreed)
      this.#jump = { from: Math.floor(this.now()), to: Math.floor(databaseTime) };
    if (this.#jump !== undefined) {
      this.#actual = offset;
      return;
    }
    const isOld = receivedAt - this.#takenAt > OLDEST_SAMPLE || step > LONGEST_STEP;
    if (!isOld && error > this.#error && error > GOOD_SAMPLE) return;
    this.#offset = offset;
    this.#error = error;
    this.#takenAt = receivedAt;
  }

  /** What all nodes hold in common: the first that notices says it, and a confirmation on one counts on all. */
  agree(shared: ClockJump | undefined): void {
    if (shared) {
      // As the first that noticed has said it, so that all say the same.
      if (this.#jump?.from !== shared.from || this.#jump.to !== shared.to) this.#jump = shared;
      this.#isShared = true;
    } else if (this.#isShared) this.confirm();
  }

  /** The bot's own time and the database's, now. */
  gap(): ClockJump {
    const actual = performance.now() + (this.#actual ?? this.#offset ?? 0);
    return { from: Math.floor(this.now()), to: Math.floor(actual) };
  }

  /** Follows the database's clock again. */
  confirm(): void {
    this.#offset = this.#actual ?? this.#offset;
    this.#error = Number.POSITIVE_INFINITY;
    this.#jump = undefined;
    this.#isShared = false;
    this.#actual = undefined;
  }

  now(): Instant {
    if (this.#offset === undefined) throw new Error("the database was not asked for its time yet");
    return performance.now() + this.#offset;
  }
}
