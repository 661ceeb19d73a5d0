import { SECOND } from "../../approval/instant.js";
import type { TokenRate } from "../limits.js";

/** Spreads requests evenly. Moments are milliseconds of a clock; one that is set back or forward gives nothing twice. */
export class TokenBucket {
  readonly #rate: TokenRate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: TokenRate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** The first moment with a token in the bucket: `now`, or later. */
  nextFree(now: number): number {
    this.#fill(now);
    const missing = 1 - this.#tokens;
    return missing <= 0 ? now : now + Math.ceil((missing * SECOND) / this.#rate.perSecond);
  }

  take(now: number): void {
    this.#fill(now);
    this.#tokens -= 1;
  }

  /** The next token is one that comes from now on. */
  drain(now: number): void {
    this.#fill(now);
    if (this.#rate.burst !== Number.POSITIVE_INFINITY) this.#tokens = 0;
  }

  #fill(now: number): void {
    const { perSecond, burst } = this.#rate;
    if (burst === Number.POSITIVE_INFINITY) {
      this.#tokens = burst;
      return;
    }
    const passed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(burst, this.#tokens + (passed * perSecond) / SECOND);
    this.#filledAt = now;
  }
}
