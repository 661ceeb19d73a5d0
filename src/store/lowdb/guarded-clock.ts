import { type Instant, MINUTE } from "../../approval/instant.js";
import type { ClockJump } from "../../service/ports/holds.js";

/** The two clocks of a machine. */
export interface Clocks {
  /** Shows the date; somebody may set it. Milliseconds since 1970, UTC. */
  readonly wall: () => Instant;
  /** Counts the time that goes by; nobody can set it. Milliseconds from anywhere. */
  readonly steady: () => number;
}

/** A step of the wall clock up to here is corrected time; a longer one is a jump. Milliseconds. */
const LONGEST_STEP = MINUTE;

/**
 * The bot's own time. It follows the wall clock, and stands still where that goes back a little. Where the wall clock
 * jumps by more than a minute against the time that went by, it follows the steady clock until the jump is confirmed:
 * nobody is denied by a clock that jumped.
 */
export class GuardedClock {
  readonly #clocks: Clocks;
  readonly #onJump: (jump: ClockJump) => void;
  #jump: ClockJump | undefined;
  #wall: Instant;
  #steady: number;
  #latest: Instant;

  /**
   * @param onJump called once for each jump, with what was expected and what was found
   * @param lastAlive the bot's time when the process before was last seen alive; time never goes on before it
   * @param held a jump that the process before had noticed and nobody has confirmed
   */
  constructor(
    clocks: Clocks,
    onJump: (jump: ClockJump) => void,
    lastAlive?: Instant,
    held?: ClockJump,
  ) {
    this.#clocks = clocks;
    this.#onJump = onJump;
    this.#jump = held;
    this.#steady = clocks.steady();
    this.#wall = held ? Math.max(held.from, lastAlive ?? 0) : clocks.wall();
    this.#latest = Math.max(Math.floor(this.#wall), lastAlive ?? 0);
    // Set back while the bot was down: how long it was down nobody knows.
    if (lastAlive !== undefined && this.#wall < lastAlive - LONGEST_STEP) {
      this.#hold(this.#wall, lastAlive);
      this.#wall = lastAlive;
    }
  }

  get jump(): ClockJump | undefined {
    return this.#jump;
  }

  readonly now = (): Instant => {
    const steady = this.#clocks.steady();
    const expected = this.#wall + (steady - this.#steady);
    if (this.#jump === undefined) this.#follow(steady, expected);
    const time = this.#jump === undefined ? this.#wall : expected;
    this.#latest = Math.max(this.#latest, Math.floor(time));
    return this.#latest;
  };

  /** The bot's time and the wall clock's, now. */
  gap(): ClockJump {
    return { from: this.now(), to: Math.floor(this.#clocks.wall()) };
  }

  /** Follows the wall clock again. */
  confirm(): void {
    this.#jump = undefined;
    this.#wall = this.#clocks.wall();
    this.#steady = this.#clocks.steady();
  }

  #follow(steady: number, expected: number): void {
    const wall = this.#clocks.wall();
    if (Math.abs(wall - expected) > LONGEST_STEP) {
      this.#hold(wall, expected);
      return;
    }
    this.#wall = wall;
    this.#steady = steady;
  }

  #hold(wall: Instant, expected: number): void {
    this.#jump = { from: Math.floor(expected), to: Math.floor(wall) };
    this.#onJump(this.#jump);
  }
}
