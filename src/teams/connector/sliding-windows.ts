import type { RateWindow } from "../limits.js";

/**
 * Remembers when something happened and says when it may happen next. A window is closed at both
 * ends: two moments exactly one span apart still share it.
 */
export class SlidingWindows {
  readonly #windows: readonly RateWindow[];
  readonly #longest: number;
  /** Ascending; nothing older than the longest window. */
  #moments: number[] = [];

  constructor(windows: readonly RateWindow[]) {
    this.#windows = windows;
    this.#longest = Math.max(0, ...windows.map(({ span }) => span));
  }

  /** The first moment from which one more fits into every window; may lie in the past. */
  nextFree(): number {
    let free = Number.NEGATIVE_INFINITY;
    for (const { count, span } of this.#windows) {
      const earlier = this.#moments[this.#moments.length - count];
      if (earlier !== undefined) free = Math.max(free, earlier + span + 1);
    }
    return free;
  }

  record(moment: number): void {
    if (this.#windows.length === 0) return;
    const expired = this.#moments.findIndex((earlier) => earlier + this.#longest >= moment);
    if (expired !== 0) this.#moments = expired < 0 ? [] : this.#moments.slice(expired);
    this.#moments.push(moment);
  }

  /** Nothing that is remembered can hold up anything any more. */
  isEmpty(now: number): boolean {
    const last = this.#moments.at(-1);
    return last === undefined || last + this.#longest < now;
  }
}
