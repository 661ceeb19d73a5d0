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
  /** Half of each window counts as used for its span from here on. */
  #halvedAt = Number.NEGATIVE_INFINITY;

  constructor(windows: readonly RateWindow[]) {
    this.#windows = windows;
    this.#longest = Math.max(0, ...windows.map(({ span }) => span));
  }

  /** The first moment from which one more fits into every window; may lie in the past. */
  nextFree(): number {
    let free = Number.NEGATIVE_INFINITY;
    for (const { count, span } of this.#windows) {
      const asHalf = this.#freeFor(Math.ceil(count / 2), span);
      const isHalf = asHalf <= this.#halvedAt + span;
      const asWhole = Math.max(this.#freeFor(count, span), this.#halvedAt + span + 1);
      free = Math.max(free, isHalf ? asHalf : asWhole);
    }
    return free;
  }

  #freeFor(count: number, span: number): number {
    const earlier = this.#moments[this.#moments.length - count];
    return earlier === undefined ? Number.NEGATIVE_INFINITY : earlier + span + 1;
  }

  /** As much as there may be happened until now, without being recorded here. */
  fill(moment: number): void {
    const most = Math.max(0, ...this.#windows.map(({ count }) => count));
    for (let i = 0; i < most; i += 1) this.record(moment);
  }

  /** Something may have happened until now, without being recorded here: half of what there may be, at most. */
  halve(moment: number): void {
    this.#halvedAt = moment;
  }

  /** What happened before without being recorded here. */
  recall(moments: readonly number[]): void {
    if (this.#windows.length > 0)
      this.#moments = [...this.#moments, ...moments].sort((one, other) => one - other);
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
    return (
      (last === undefined || last + this.#longest < now) && this.#halvedAt + this.#longest < now
    );
  }
}
