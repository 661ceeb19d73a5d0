/** After an intake more are expected for so long. Milliseconds. */
const BUSY_AFTER = 100;

/** Whether requests are coming in: a call-out has a second or two for its answer, all other work has longer. */
export interface IntakeMeter {
  /** Runs one intake. */
  during<T>(intake: () => Promise<T>): Promise<T>;
  isBusy(): boolean;
}

/** @param now milliseconds that only grow */
export function createIntakeMeter(now: () => number = () => performance.now()): IntakeMeter {
  let underWay = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    async during(intake) {
      underWay += 1;
      try {
        return await intake();
      } finally {
        underWay -= 1;
        lastAt = now();
      }
    },
    isBusy: () => underWay > 0 || now() - lastAt < BUSY_AFTER,
  };
}
