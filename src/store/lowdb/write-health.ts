import { StoreUnavailableError } from "../../service/ports/store.js";

/** Why the store does not take writes, in the words of `/readyz`. */
export class WriteHealth {
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
    if (unknown !== undefined) {
      return `It is not known whether the last change of ${unknown} was written; it is written again.`;
    }
    return this.#failure;
  }

  /** The outcome of some write is not known, also after `close`. */
  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  /** What the file of this aggregate holds is not known. */
  isUnknown(key: string): boolean {
    return this.#unknown.has(key);
  }

  /** Throws StoreUnavailableError while a commit must not begin. After a failed write the next one may well work. */
  checkWritable(): void {
    if (this.#isClosed || this.#unknown.size > 0) {
      throw new StoreUnavailableError(`${this.problem()} Nothing was changed.`);
    }
  }

  checkReadable(key: string): void {
    if (this.#isClosed || this.#unknown.has(key)) throw new StoreUnavailableError(this.problem());
  }

  checkOpen(): void {
    if (this.#isClosed) throw new StoreUnavailableError(this.problem());
  }

  outcomeUnknown(key: string): void {
    this.#change(() => this.#unknown.add(key));
  }

  outcomeKnown(key: string): void {
    this.#change(() => this.#unknown.delete(key));
  }

  writeFailed(error: Error): void {
    const cause = error.cause instanceof Error ? ` ${error.cause.message}` : "";
    this.#change(() => {
      this.#failure = `The last write failed: ${error.message}${cause}`;
    });
  }

  writeWorked(): void {
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
