/** Time that moves only when told; between two timers every promise gets its turn. */
export class VirtualClock {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly schedule = (callback: () => void, delay: number): (() => void) => {
    const timer = { at: this.#now + delay, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  readonly wait = (delay: number): Promise<void> =>
    new Promise((resolve) => this.schedule(resolve, delay));

  async runUntil(end: number): Promise<void> {
    for (;;) {
      await settle();
      const next = this.#timers.reduce((least, { at }) => Math.min(least, at), end);
      this.#now = Math.max(this.#now, next);
      const due = this.#timers.filter(({ at }) => at <= this.#now);
      this.#timers = this.#timers.filter(({ at }) => at > this.#now);
      for (const { callback } of due) callback();
      if (due.length === 0 && next >= end) return;
    }
  }
}

/** Longer than any chain of promises in the code under test. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
