import type { Clock } from "./clock.js";

/** Remembers what was read, for a while and up to a number of entries. A failure is not remembered. */
export interface BoundedCache<T> {
  /** What is remembered, or what `load` reads; whoever asks while it is read gets the same answer. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** Remembers something that was read on another way. */
  put(key: string, value: T): void;
}

export interface CacheBounds {
  /** An entry is believed so long after it was asked for. Milliseconds. */
  readonly maxAge: number;
  readonly maxEntries: number;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly since: number;
}

export function createBoundedCache<T>(
  { maxAge, maxEntries }: CacheBounds,
  clock: Pick<Clock, "now">,
): BoundedCache<T> {
  const entries = new Map<string, Entry<T>>();
  const keep = (key: string, value: Promise<T>): void => {
    entries.delete(key);
    const [oldest] = entries.keys();
    if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
    const entry = { value, since: clock.now() };
    entries.set(key, entry);
    value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
  };
  return {
    get(key, load) {
      const known = entries.get(key);
      if (known && clock.now() - known.since < maxAge) return known.value;
      const value = load();
      keep(key, value);
      return value;
    },
    put: (key, value) => keep(key, Promise.resolve(value)),
  };
}
