import type { Instant } from "../approval/instant.js";
import type { EarlierListener, EarlierWork } from "../service/ports/store.js";

interface Times {
  readonly nextDueAt?: Instant | undefined;
  readonly nextSendAt?: Instant | undefined;
}

/** What a commit has made earlier than it was; undefined when it made nothing earlier. */
export function earlierWork(after: Times, before: Times | undefined): EarlierWork | undefined {
  const dueAt = isBefore(after.nextDueAt, before?.nextDueAt) ? after.nextDueAt : undefined;
  const sendAt = isBefore(after.nextSendAt, before?.nextSendAt) ? after.nextSendAt : undefined;
  return dueAt === undefined && sendAt === undefined ? undefined : { dueAt, sendAt };
}

function isBefore(after: Instant | undefined, before: Instant | undefined): boolean {
  return after !== undefined && after < (before ?? Number.POSITIVE_INFINITY);
}

/** Who wants to hear of work that has come nearer. */
export class EarlierListeners {
  readonly #listeners = new Set<EarlierListener>();

  /** Returns a function that ends it. */
  add(listener: EarlierListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Not within what tells it: a listener that throws must not make a stored commit look as if it had failed. */
  tell(work: EarlierWork): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(work));
  }
}
