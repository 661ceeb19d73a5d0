/** From a name to everything listed under it. */
export class Postings {
  readonly #lists = new Map<string, Set<string>>();

  list(name: string): readonly string[] {
    return [...(this.#lists.get(name) ?? [])];
  }

  /** The items listed last under a name, at most `count`, in the order in which they came. */
  latest(name: string, count: number): readonly string[] {
    return this.list(name).slice(-count);
  }

  /** `item` is listed under the names of `after` and no longer under those of `before` alone. */
  replace(before: readonly string[], after: readonly string[], item: string): void {
    // Most changes leave this as it is, and the order in which items came is kept.
    if (before.length === after.length && before.every((name, i) => name === after[i])) return;
    for (const name of before) this.#remove(name, item);
    for (const name of after) this.#add(name, item);
  }

  #add(name: string, item: string): void {
    const list = this.#lists.get(name);
    if (list) list.add(item);
    else this.#lists.set(name, new Set([item]));
  }

  #remove(name: string, item: string): void {
    const list = this.#lists.get(name);
    list?.delete(item);
    if (list?.size === 0) this.#lists.delete(name);
  }
}
