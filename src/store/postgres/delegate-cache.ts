import type { AggregateLists } from "./aggregate-lists.js";

/** Read anew after so long whatever was notified. Milliseconds. */
const OLDEST = 2_000;

/**
 * Who has appointed whom, kept between decisions. Whoever asks reads the record of each appointer before he relies on it,
 * so that what is old here can hide a delegation that is seconds young and can never grant one.
 */
export class DelegateCache {
  readonly #lists: AggregateLists;
  #known: ReadonlyMap<string, readonly string[]> | undefined;
  #readAt = 0;
  #generation = 0;

  constructor(lists: AggregateLists) {
    this.#lists = lists;
  }

  forget(): void {
    this.#generation += 1;
    this.#known = undefined;
  }

  async appointersOf(personId: string): Promise<readonly string[]> {
    return (await this.#fresh()).get(personId) ?? [];
  }

  async delegating(personIds: readonly string[]): Promise<readonly string[]> {
    const appointers = new Set([...(await this.#fresh()).values()].flat());
    return personIds.filter((id) => appointers.has(id));
  }

  async #fresh(): Promise<ReadonlyMap<string, readonly string[]>> {
    const isFresh = this.#known !== undefined && performance.now() - this.#readAt < OLDEST;
    return isFresh && this.#known ? this.#known : this.#read();
  }

  async #read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const generation = this.#generation;
    const readAt = performance.now();
    const appointers = new Map<string, string[]>();
    for (const { id, delegateId } of await this.#lists.delegates()) {
      const known = appointers.get(delegateId);
      if (known) known.push(id);
      else appointers.set(delegateId, [id]);
    }
    // A change that was told of meanwhile may or may not be in what was read.
    if (generation === this.#generation) {
      this.#known = appointers;
      this.#readAt = readAt;
    }
    return appointers;
  }
}
