import { StoreUnavailableError } from "../../service/ports/store.js";

/** Why the database does not serve this node, in the words of `/readyz`. */
export class DatabaseHealth {
  readonly #onProblem: (problem: string | undefined) => void;
  readonly #unknown = new Set<string>();
  #failure: string | undefined;
  #isClosed = false;

  constructor(onProblem: (problem: string | undefined) => void) {
    this.#onProblem = onProblem;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  problem(): string | undefined {
    if (this.#isClosed) return "The store is closed.";
    const [unknown] = this.#unknown;
    if (unknown !== undefined)
      return `It is not known whether the last change of ${unknown} was written; it is read back.`;
    return this.#failure;
  }

  checkOpen(): void {
    if (this.#isClosed) throw new StoreUnavailableError("The store is closed.");
  }

  /** Throws while the newest commit of an aggregate may or may not have happened. */
  checkKnown(aggregate: string): void {
    if (this.#unknown.has(aggregate)) throw new StoreUnavailableError(this.problem());
  }

  outcomeUnknown(aggregate: string): void {
    this.#change(() => this.#unknown.add(aggregate));
  }

  outcomeKnown(aggregate: string): void {
    this.#change(() => this.#unknown.delete(aggregate));
  }

  failed(reason: string): void {
    this.#change(() => {
      this.#failure ??= `The database does not serve: ${reason}.`;
    });
  }

  worked(): void {
    if (this.#failure === undefined) return;
    this.#change(() => {
      this.#failure = undefined;
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  #change(act: () => void): void {
    const before = this.problem();
    act();
    const after = this.problem();
    if (before !== after) this.#onProblem(after);
  }
}
