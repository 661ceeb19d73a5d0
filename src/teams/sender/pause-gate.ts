import type { Context } from "../../service/context.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { readSending } from "../../service/sending.js";

/** Whoever only looks for work believes for so long what was read. Milliseconds. */
const FRESH = 100;

/** Whether rows of this aggregate wait while sending is paused. */
export function isHeldUp(ref: AggregateRef): boolean {
  return ref.kind !== "sending";
}

/** Holds up every notice while an administrator has paused sending, but the news of the pause itself. */
export class PauseGate {
  readonly #context: Context;
  #isPaused = false;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Whether rows of this aggregate wait now: read each time, so that nothing is posted once an administrator has been
   * told that sending is paused. Rejects when that cannot be read: then nothing is sent.
   */
  async holds(ref: AggregateRef): Promise<boolean> {
    return isHeldUp(ref) && (await this.#read());
  }

  /** Whether sending is paused, as of a moment ago. */
  async isPaused(): Promise<boolean> {
    return performance.now() - this.#readAt < FRESH ? this.#isPaused : await this.#read();
  }

  async #read(): Promise<boolean> {
    const readAt = performance.now();
    this.#isPaused = (await readSending(this.#context)).pause !== undefined;
    this.#readAt = readAt;
    return this.#isPaused;
  }
}
