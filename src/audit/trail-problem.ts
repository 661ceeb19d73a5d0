/** Something that does not fit, and where: words for people, naming no person. */
export interface TrailProblem {
  /** `request/R-1042`; absent for what belongs to no aggregate. */
  readonly aggregate?: string;
  /** `R-1042, event 3`, `anchor 17`, `line 5`. */
  readonly place: string;
  readonly what: string;
}

/** At most so many places are named; the others are counted. */
const MOST_NAMED = 100;

/** Gathers problems without growing with them. */
export class TrailProblems {
  readonly #named: TrailProblem[] = [];
  #count = 0;

  add(problem: TrailProblem): void {
    this.#count += 1;
    if (this.#named.length < MOST_NAMED) this.#named.push(problem);
  }

  get count(): number {
    return this.#count;
  }

  get named(): readonly TrailProblem[] {
    return this.#named;
  }
}

/** `request/R-1042` is shown as its number alone. */
export function describeAggregate(aggregate: string): string {
  return aggregate.startsWith("request/") ? aggregate.slice("request/".length) : aggregate;
}
