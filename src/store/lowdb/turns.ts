/** Lets one thing at a time happen to each key, in the order of asking. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `act` when everything asked for earlier under this key has ended, however it ended. */
  take<T>(key: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = before === undefined ? act() : before.then(act, act);
    this.#last.set(key, turn);
    const end = (): void => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(end, end);
    return turn;
  }

  /** Runs `act` in the turns of all these keys at once. Nobody who holds one of them may ask for another. */
  async hold<T>(keys: readonly string[], act: () => Promise<T>): Promise<T> {
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const entries = keys.map(
      (key) =>
        new Promise<void>((enter) => {
          void this.take(key, () => {
            enter();
            return isReleased;
          });
        }),
    );
    try {
      await Promise.all(entries);
      return await act();
    } finally {
      release();
    }
  }

  /** Resolves when everything that was asked for until now has ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#last.values()]);
  }
}
