/** Runs work of one key in the order in which it came, never two at once; work of other keys does not wait. */
export type OneAtATime = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createOneAtATime(): OneAtATime {
  const last = new Map<string, Promise<void>>();
  return async (key, work) => {
    const before = last.get(key);
    const { promise: ended, resolve: end } = promiseToEnd();
    last.set(key, ended);
    try {
      await before;
      return await work();
    } finally {
      if (last.get(key) === ended) last.delete(key);
      end();
    }
  };
}

/** Never rejects, so that one piece of work that failed stops no other. */
function promiseToEnd(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
