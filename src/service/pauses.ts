import { setImmediate as nextTurn } from "node:timers/promises";

/** Work goes on for so long before everything else gets its turn. Milliseconds. */
const SLICE = 2;

/** Lets long work give way: clicks and timers come between its slices. */
export class Pauses {
  #since = performance.now();

  /** Resolves at once, or after everybody else has had a turn. */
  async give(): Promise<void> {
    if (performance.now() - this.#since < SLICE) return;
    // What waits may itself need several turns: one each for the event loop's rounds of input.
    await nextTurn();
    await nextTurn();
    this.#since = performance.now();
  }
}
