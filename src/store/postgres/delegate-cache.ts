import type { AggregateLists } from "./aggregate-lists.js";

/** Read anew where nothing has shown for so long that it still is so. Milliseconds. */
const OLDEST = 2_000;
/** Read anew after so long in any case. Milliseconds. */
const LONGEST_KEPT = 30_000;
/** A beat reads anew what is so old, so that no decision has to wait for it. Milliseconds. */
const RENEWED_AT = 20_000;

/**
 * Who has appointed whom, kept between decisions. The server delivers on a session every notification of a commit that was
 * acknowledged before a statement of it by the end of that statement: what no notification has contradicted by the answer to a
 * beat was still so when the beat was sent. Whoever asks reads the record of each appointer before he relies on it,
 * so that what is old here can hide a delegation that is seconds young and can never grant one.
 */
export class DelegateCache {
  readonly #lists: AggregateLists;
  #known: ReadonlyMap<string, readonly string[]> | undefined;
  /** What is known was so then, or later (`performance.now()`). */
  #confirmedAt = 0;
  #readAt = 0;
  #generation = 0;
  #isRenewing = false;

  constructor(lists: AggregateLists) {
    this.#lists = lists;
  }

  forget(): void {
    this.#generation += 1;
    this.#known = undefined;
  }

  /** A beat that was sent then was answered, on the session that has listened since `forget` was called last. */
  confirm(sentAt: number): void {
    this.#confirmedAt = Math.max(this.#confirmedAt, sentAt);
    void this.#renew();
  }

  /** So that no decision has to wait for it. */
  async fill(): Promise<void> {
    await this.#fresh();
  }

  async appointersOf(personId: string): Promise<readonly string[]> {
    return (await this.#fresh()).get(personId) ?? [];
  }

  async delegating(personIds: readonly string[]): Promise<readonly string[]> {
    const appointers = new Set([...(await this.#fresh()).values()].flat());
    return personIds.filter((id) => appointers.has(id));
  }

  async #fresh(): Promise<ReadonlyMap<string, readonly string[]>> {
    const now = performance.now();
    const isFresh = now - this.#confirmedAt < OLDEST && now - this.#readAt < LONGEST_KEPT;
    return isFresh && this.#known ? this.#known : this.#read();
  }

  async #renew(): Promise<void> {
    const isOld = performance.now() - this.#readAt >= RENEWED_AT;
    if (this.#isRenewing || !this.#known || !isOld) return;
    this.#isRenewing = true;
    try {
      await this.#read();
    } catch {
      // The next beat tries again, or whoever asks is told.
    } finally {
      this.#isRenewing = false;
    }
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
    // A change that was told of meanwhile may or may not be in what was read; a read that was begun later has seen more.
    if (generation === this.#generation && readAt >= this.#readAt) {
      this.#known = appointers;
      this.#readAt = readAt;
      this.#confirmedAt = Math.max(this.#confirmedAt, readAt);
    }
    return appointers;
  }
}
