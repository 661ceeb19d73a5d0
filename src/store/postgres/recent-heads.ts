import type { AggregateHead } from "./aggregate-head.js";

const MOST_HEADS = 10_000;

/**
 * Heads of what this node loaded or committed last. A head is of use for a commit on its own version only, and the
 * database checks that version and its value: one that is old costs a conflict, never a wrong write.
 */
export class RecentHeads {
  readonly #heads = new Map<string, AggregateHead>();

  /** The head of exactly this version. */
  get(aggregate: string, version: number): AggregateHead | undefined {
    const head = this.#heads.get(aggregate);
    return head?.version === version ? head : undefined;
  }

  set(aggregate: string, head: AggregateHead): void {
    this.#heads.delete(aggregate);
    this.#heads.set(aggregate, head);
    if (this.#heads.size <= MOST_HEADS) return;
    const [oldest] = this.#heads.keys();
    if (oldest !== undefined) this.#heads.delete(oldest);
  }

  forget(aggregate: string): void {
    this.#heads.delete(aggregate);
  }
}
