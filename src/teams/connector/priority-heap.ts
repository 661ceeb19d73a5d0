/** A binary heap: `peek` and `pop` give an item that no other comes before. */
export class PriorityHeap<T> {
  readonly #comesBefore: (one: T, other: T) => boolean;
  readonly #items: T[] = [];

  constructor(comesBefore: (one: T, other: T) => boolean) {
    this.#comesBefore = comesBefore;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    let place = this.#items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapIfBefore(place, parent)) return;
      place = parent;
    }
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    let place = 0;
    for (;;) {
      const child = this.#earlierChild(place);
      if (child === undefined || !this.#swapIfBefore(child, place)) return first;
      place = child;
    }
  }

  #earlierChild(place: number): number | undefined {
    const left = 2 * place + 1;
    const [one, other] = [this.#items[left], this.#items[left + 1]];
    if (one === undefined) return undefined;
    return other !== undefined && this.#comesBefore(other, one) ? left + 1 : left;
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [one, other] = [this.#items[lower], this.#items[upper]];
    if (one === undefined || other === undefined || !this.#comesBefore(one, other)) return false;
    this.#items[lower] = other;
    this.#items[upper] = one;
    return true;
  }
}
