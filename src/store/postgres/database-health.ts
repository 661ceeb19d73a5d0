import { StoreUnavailableError } from "../../service/ports/store.js";
import { StoreHealth } from "../store-health.js";
import { READ_ONLY } from "./failure.js";

/** A server that is out of disk, memory or connections, in the words of `reasonOf`. */
const SHORTAGE = /^the database answered 53/;
const REFUSES_WRITES = `the database answered ${READ_ONLY}`;
/** What a sign of life does not disprove stands for so long after it was met last. Milliseconds. */
const REFUSAL_STANDS = 5_000;

/** Why the database does not serve this node. */
export class DatabaseHealth extends StoreHealth {
  protected readonly remedy = "read back";
  #isShortUntil = 0;
  #isReadOnlyUntil = 0;

  /** Throws while the newest commit of an aggregate may or may not have happened. */
  checkKnown(aggregate: string): void {
    if (this.isUnknown(aggregate)) throw new StoreUnavailableError(this.problem());
  }

  /** A statement failed. The first reason stands until it works again. */
  failed(reason: string): void {
    if (reason === REFUSES_WRITES) this.#isReadOnlyUntil = performance.now() + REFUSAL_STANDS;
    this.beatFailed(reason);
  }

  /** The session of the node failed: that it leads to a server without writes the next beat disproves. */
  beatFailed(reason: string): void {
    if (SHORTAGE.test(reason)) this.#isShortUntil = performance.now() + REFUSAL_STANDS;
    if (!this.hasFailed) this.setFailure(`The database does not serve: ${reason}.`);
  }

  /** A statement wrote. It may have been small enough to find a place: that tells nothing of a shortage. */
  wrote(): void {
    this.#isReadOnlyUntil = 0;
  }

  /** A sign of life: it is small, and goes another way than the statements. */
  beat(): void {
    if (performance.now() < Math.max(this.#isShortUntil, this.#isReadOnlyUntil)) return;
    this.setFailure(undefined);
  }
}
