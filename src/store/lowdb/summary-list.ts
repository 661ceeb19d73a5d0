import type { Instant } from "../../approval/instant.js";
import type { RequestSummary } from "../../service/ports/store.js";

interface Place {
  summary: RequestSummary;
}

/** The summaries of all requests in the order of their submission. A change costs the same however many there are. */
export class SummaryList {
  readonly #places = new Map<string, Place>();
  /** Oldest first. Only grows at its end; replaced as a whole, so that a walk over it goes on undisturbed. */
  #order: Place[] = [];
  #isSorted = true;

  put(summary: RequestSummary): void {
    const known = this.#places.get(summary.id);
    if (known) {
      known.summary = summary;
      return;
    }
    const last = this.#order.at(-1);
    const place = { summary };
    if (last && bySubmission(last.summary, summary) > 0) this.#isSorted = false;
    this.#places.set(summary.id, place);
    this.#order.push(place);
  }

  /** Takes out a request that is removed for good. A walk that is going on may still reach it. */
  remove(id: string): void {
    if (this.#places.delete(id))
      this.#order = this.#order.filter(({ summary }) => summary.id !== id);
  }

  /** May be walked again, then from what is newest by then. */
  newestFirst(submittedSince = 0): Iterable<RequestSummary> {
    return { [Symbol.iterator]: () => this.#walk(submittedSince) };
  }

  *#walk(submittedSince: Instant): Generator<RequestSummary> {
    const order = this.#sorted();
    for (let i = order.length - 1; i >= 0; i -= 1) {
      const summary = order[i]?.summary;
      if (!summary || summary.submittedAt < submittedSince) return;
      yield summary;
    }
  }

  /** Commits come in the order of submission but for a few that overtake each other: sorting is rare. */
  #sorted(): readonly Place[] {
    if (!this.#isSorted) {
      this.#order = this.#order.toSorted((a, b) => bySubmission(a.summary, b.summary));
      this.#isSorted = true;
    }
    return this.#order;
  }
}

function bySubmission(a: RequestSummary, b: RequestSummary): number {
  return a.submittedAt - b.submittedAt || byNumber(a.id, b.id);
}

/** R-999 comes before R-1001. */
export function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
