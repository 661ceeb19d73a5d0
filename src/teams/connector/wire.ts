import type { RateWindow } from "../limits.js";

export interface WireOptions {
  readonly limit: RateWindow | undefined;
  readonly now: () => number;
  readonly schedule: (callback: () => void, delay: number) => () => void;
  /** One that had to wait leaves. */
  readonly onLeave?: () => void;
}

/**
 * The last gate before a request leaves. The connector sees a request at some moment between its leaving and the end of
 * its answer. What is under way, and what ended within the last span, is therefore never more than the limit: then no
 * span of the connector's own is over it, whatever machine and network did to the times in between.
 */
export class Wire {
  readonly #options: WireOptions;
  readonly #waiting: (() => void)[] = [];
  /** When requests ended, ascending; nothing older than the span. */
  #ended: number[] = [];
  #underWay = 0;
  #isWaking = false;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  async run<T>(request: () => Promise<T>): Promise<T> {
    if (!this.#options.limit) return request();
    if (this.#waiting.length > 0 || !this.#hasRoom(this.#options.limit))
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        this.#startWhatMay();
      });
    else this.#underWay += 1;
    try {
      return await request();
    } finally {
      this.#underWay -= 1;
      this.#ended.push(this.#options.now());
      this.#startWhatMay();
    }
  }

  waiting(): number {
    return this.#waiting.length;
  }

  /** Another process may have sent as much as it may until now. */
  takeOver(): void {
    const { limit, now } = this.#options;
    if (limit) this.#ended = Array.from({ length: limit.count }, now);
  }

  #hasRoom({ count, span }: RateWindow): boolean {
    const time = this.#options.now();
    const recent = this.#ended.findIndex((at) => at + span >= time);
    if (recent !== 0) this.#ended = recent < 0 ? [] : this.#ended.slice(recent);
    return this.#underWay + this.#ended.length < count;
  }

  #startWhatMay(): void {
    const { limit, now, schedule, onLeave } = this.#options;
    if (!limit) return;
    while (this.#waiting.length > 0 && this.#hasRoom(limit)) {
      this.#underWay += 1;
      this.#waiting.shift()?.();
      onLeave?.();
    }
    const [oldest] = this.#ended;
    // Where nothing has ended lately, the next end of a request makes room.
    if (this.#waiting.length === 0 || oldest === undefined || this.#isWaking) return;
    this.#isWaking = true;
    schedule(
      () => {
        this.#isWaking = false;
        this.#startWhatMay();
      },
      oldest + limit.span + 1 - now(),
    );
  }
}
