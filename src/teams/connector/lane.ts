import type { RateWindow } from "../limits.js";
import { PriorityHeap } from "./priority-heap.js";
import { SlidingWindows } from "./sliding-windows.js";

/** Who waits for a send, most urgent first. Among equals the older one goes first. */
export const URGENCY = {
  /** Somebody has just written or clicked and looks at the screen. */
  reply: 0,
  /** Cards that must lose their buttons. */
  decision: 1,
  escalation: 2,
  newCard: 3,
  /** Reminders and everything else. */
  other: 4,
} as const;

export type Urgency = (typeof URGENCY)[keyof typeof URGENCY];

/** A task that has not started. `order` counts up in the order of arrival. */
export interface Waiting {
  readonly urgency: Urgency;
  readonly order: number;
  /** Runs the task; never rejects. */
  readonly start: () => Promise<void>;
}

export function goesBefore(
  one: Pick<Waiting, "urgency" | "order">,
  other: Pick<Waiting, "urgency" | "order">,
): boolean {
  return one.urgency === other.urgency ? one.order < other.order : one.urgency < other.urgency;
}

/** The queue of one conversation. */
export class Lane {
  readonly conversationId: string;
  isBusy = false;
  readonly #waiting = new PriorityHeap<Waiting>(goesBefore);
  readonly #sent: SlidingWindows;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(conversationId: string, windows: readonly RateWindow[]) {
    this.conversationId = conversationId;
    this.#sent = new SlidingWindows(windows);
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  head(): Waiting | undefined {
    return this.#waiting.peek();
  }

  take(): Waiting | undefined {
    return this.#waiting.pop();
  }

  holdUntil(moment: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, moment);
  }

  /**
   * A send counts from the moment it ended: the connector saw it at some moment before, so its
   * own windows are kept whatever the network did to the times of arrival.
   */
  recordSend(moment: number): void {
    this.#sent.record(moment);
  }

  /** Somebody else may have sent here until now. */
  takeOver(moment: number): void {
    this.#sent.halve(moment);
  }

  /** What somebody else has sent here. */
  recall(moments: readonly number[]): void {
    this.#sent.recall(moments);
  }

  /** When the next send may start, apart from the one that may be running. */
  nextFree(): number {
    return Math.max(this.#heldUntil, this.#sent.nextFree());
  }

  /** A new lane in its place would behave the same. */
  isForgettable(now: number): boolean {
    return !this.isBusy && !this.head() && this.#heldUntil <= now && this.#sent.isEmpty(now);
  }
}
