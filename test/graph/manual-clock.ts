import type { Clock } from "../../src/entra/clock.js";

interface Waiter {
  readonly at: number;
  readonly ring: () => void;
}

/** Time that goes by when the test says so. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #waiting: Waiter[] = [];
  #limits: Waiter[] = [];
  #inFlight = 0;

  now(): number {
    return this.#now;
  }

  /** Milliseconds that somebody waits for, soonest first. */
  get waits(): readonly number[] {
    return this.#waiting.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal.reason);
      };
      const ring = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const waiter = { at: this.#now + ms, ring };
      if (signal.aborted) return giveUp();
      this.#waiting.push(waiter);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  limit(ms: number, ended: AbortSignal): AbortSignal {
    const tooLate = new AbortController();
    const waiter = { at: this.#now + ms, ring: () => tooLate.abort() };
    this.#limits.push(waiter);
    const forget = (): void => {
      this.#limits = this.#limits.filter((other) => other !== waiter);
    };
    ended.addEventListener("abort", forget, { once: true });
    return tooLate.signal;
  }

  /** Lets time go by, and rings for everybody whose time it is, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#waiting, ...this.#limits]
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#limits = this.#limits.filter((other) => other !== next);
      next.ring();
    }
    this.#now = end;
  }

  /** A fetch during which `until` lets no time go by. */
  watch(send: typeof fetch): typeof fetch {
    return async (input, init) => {
      this.#inFlight += 1;
      try {
        const { status, headers, ...response } = await send(input, init).then(async (answer) => {
          return { status: answer.status, headers: answer.headers, text: await answer.text() };
        });
        return new Response(response.text === "" ? null : response.text, { status, headers });
      } finally {
        this.#inFlight -= 1;
      }
    };
  }

  /** Lets time go by just as far as somebody waits, again and again, until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (isDone) break;
      if (this.#inFlight > 0) continue;
      const next = [...this.#waiting, ...this.#limits].map(({ at }) => at - this.#now);
      if (next.length > 0) this.advance(Math.max(0, Math.min(...next)));
    }
    return done;
  }
}
