import { StoreUnavailableError } from "../service/ports/store.js";

/** Why a store does not serve, in the words of `/readyz`; whoever waits for a change of it is told. */
export abstract class StoreHealth {
  readonly #onProblem: (problem: string | undefined) => void;
  readonly #unknown = new Set<string>();
  #failure: string | undefined;
  #isClosed = false;

  constructor(onProblem: (problem: string | undefined) => void) {
    this.#onProblem = onProblem;
  }

  /** How the truth about a write of unknown outcome is found out: "it is …". */
  protected abstract readonly remedy: string;

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** The outcome of some write is not known, also after `close`. */
  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  protected get isClosed(): boolean {
    return this.#isClosed;
  }

  problem(): string | undefined {
    if (this.#isClosed) return "The store is closed.";
    const [unknown] = this.#unknown;
    if (unknown !== undefined)
      return `It is not known whether the last change of ${unknown} was written; it is ${this.remedy}.`;
    return this.#failure;
  }

  /** Whether the newest commit of this aggregate happened is not known. */
  isUnknown(aggregate: string): boolean {
    return this.#unknown.has(aggregate);
  }

  checkOpen(): void {
    if (this.#isClosed) throw new StoreUnavailableError(this.problem());
  }

  outcomeUnknown(aggregate: string): void {
    this.#change(() => this.#unknown.add(aggregate));
  }

  outcomeKnown(aggregate: string): void {
    this.#change(() => this.#unknown.delete(aggregate));
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Undefined: it works again. */
  protected setFailure(failure: string | undefined): void {
    if (this.#failure === failure) return;
    this.#change(() => {
      this.#failure = failure;
    });
  }

  #change(act: () => void): void {
    const before = this.problem();
    act();
    const after = this.problem();
    if (before !== after) this.#onProblem(after);
  }
}
