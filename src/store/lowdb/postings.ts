/** From a name to everything listed under it. */
export class Postings {
  readonly #lists = new Map<string, Set<string>>();

  list(name: string): readonly string[] {
    return [...(this.#lists.get(name) ?? [])];
  }

  /** `item` is listed under the names of `after` and no longer under those of `before` alone. */
  replace(before: readonly string[], after: readonly string[], item: string): void {
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
