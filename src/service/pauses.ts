import { setTimeout as wait } from "node:timers/promises";

/** Work goes on for at least so long before everything else gets its turn. Milliseconds. */
const SLICE = 1;
/** So long it rests then: about half of the processor is left to others. Milliseconds. */
const REST = 1;

/** Lets long work give way: clicks and timers come between its slices. */
export class Pauses {
  #since = performance.now();

  /** Resolves at once, or after everybody else has had a turn. */
  async give(): Promise<void> {
    if (performance.now() - this.#since < SLICE) return;
    await wait(REST);
    this.#since = performance.now();
  }
}
