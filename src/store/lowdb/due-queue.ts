import type { Instant } from "../../approval/instant.js";

interface Item {
  readonly id: string;
  readonly at: Instant;
}

/**
 * What falls due when: a binary heap that knows where each id stands, so that an id is moved or taken out in
 * logarithmic time and never stands in it twice.
 */
export class DueQueue {
  readonly #heap: Item[] = [];
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#heap.length;
  }

  /** Sets when an id is due; undefined takes it out. */
  set(id: string, at: Instant | undefined): void {
    const place = this.#places.get(id);
    if (at === undefined) {
      if (place !== undefined) this.#removeAt(place);
    } else if (place === undefined) {
      this.#put({ id, at }, this.#heap.length);
      this.#rise(this.#heap.length - 1);
    } else {
      this.#put({ id, at }, place);
      this.#settle(place);
    }
  }

  next(): Instant | undefined {
    return this.#heap[0]?.at;
  }

  /** Ids that are due at `now`, earliest first, at most `limit`. They stay in the queue. */
  list(now: Instant, limit: number): readonly string[] {
    const ids: string[] = [];
    // Places whose parents are taken, latest first: the next one to take is always among them.
    const frontier: number[] = [];
    this.#offer(frontier, 0, now);
    while (ids.length < limit) {
      const place = frontier.pop();
      const item = place === undefined ? undefined : this.#heap[place];
      if (place === undefined || !item) break;
      ids.push(item.id);
      this.#offer(frontier, 2 * place + 1, now);
      this.#offer(frontier, 2 * place + 2, now);
    }
    return ids;
  }

  /** Puts a place that is due where its turn is. */
  #offer(frontier: number[], place: number, now: Instant): void {
    const item = this.#heap[place];
    if (!item || item.at > now) return;
    let low = 0;
    let high = frontier.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isEarlier(place, frontier[middle] as number)) low = middle + 1;
      else high = middle;
    }
    frontier.splice(low, 0, place);
  }

  #put(item: Item, place: number): void {
    this.#heap[place] = item;
    this.#places.set(item.id, place);
  }

  #removeAt(place: number): void {
    const item = this.#heap[place];
    const last = this.#heap.pop();
    if (!item || !last) return;
    this.#places.delete(item.id);
    if (item === last) return;
    this.#put(last, place);
    this.#settle(place);
  }

  #settle(place: number): void {
    this.#rise(place);
    this.#sink(place);
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapIfEarlier(place, parent)) return;
      place = parent;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(child, place)) return;
      place = child;
    }
  }

  #swapIfEarlier(lower: number, upper: number): boolean {
    const below = this.#heap[lower];
    const above = this.#heap[upper];
    if (!below || !above || !this.#isEarlier(lower, upper)) return false;
    this.#put(below, upper);
    this.#put(above, lower);
    return true;
  }

  /** The id breaks a tie, so that the order is the same after a restart. */
  #isEarlier(a: number, b: number): boolean {
    const first = this.#heap[a];
    const second = this.#heap[b];
    if (!first || !second) return false;
    return first.at !== second.at ? first.at < second.at : first.id < second.id;
  }
}
