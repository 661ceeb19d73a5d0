/** The values used last, up to a fixed number: memory does not grow with what is stored. */
export class RecentRecords<T> {
  readonly #limit: number;
  readonly #records = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    const record = this.#records.get(key);
    if (record === undefined) return undefined;
    // A Map lists its keys in the order of insertion: the first is the one unused for longest.
    this.#records.delete(key);
    this.#records.set(key, record);
    return record;
  }

  delete(key: string): void {
    this.#records.delete(key);
  }

  set(key: string, record: T): void {
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size <= this.#limit) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }
}
