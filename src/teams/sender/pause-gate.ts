import type { Context } from "../../service/context.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { readSending } from "../../service/sending.js";

/** What was read is believed for so long. Milliseconds. */
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

  /** Whether rows of this aggregate wait now. Rejects when that cannot be read: then nothing is sent. */
  async holds(ref: AggregateRef): Promise<boolean> {
    return isHeldUp(ref) && (await this.isPaused());
  }

  async isPaused(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#readAt < FRESH) return this.#isPaused;
    this.#isPaused = (await readSending(this.#context)).pause !== undefined;
    this.#readAt = now;
    return this.#isPaused;
  }
}
