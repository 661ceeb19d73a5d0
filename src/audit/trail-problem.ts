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

/** `request/R-1042` is shown as its number alone; of whom a level was reported is not told at all (Rule V2). */
export function describeAggregate(aggregate: string): string {
  if (aggregate.startsWith("insiderRisk/")) return "a reported insider risk level";
  return aggregate.startsWith("request/") ? aggregate.slice("request/".length) : aggregate;
}
