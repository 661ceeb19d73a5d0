import { StoreUnavailableError } from "../../service/ports/store.js";
import { StoreHealth } from "../store-health.js";

/** A server that is out of disk, memory or connections, in the words of `reasonOf`. */
const SHORTAGE = /^the database answered 53/;
/** It stands for so long after it was met last: what is small still works, such as a sign of life. Milliseconds. */
const SHORTAGE_STANDS = 5_000;

/** Why the database does not serve this node. */
export class DatabaseHealth extends StoreHealth {
  protected readonly remedy = "read back";
  #isShortUntil = 0;

  /** Throws while the newest commit of an aggregate may or may not have happened. */
  checkKnown(aggregate: string): void {
    if (this.isUnknown(aggregate)) throw new StoreUnavailableError(this.problem());
  }

  /** The first reason stands until it works again. */
  failed(reason: string): void {
    if (SHORTAGE.test(reason)) this.#isShortUntil = performance.now() + SHORTAGE_STANDS;
    if (!this.hasFailed) this.setFailure(`The database does not serve: ${reason}.`);
  }

  worked(): void {
    if (performance.now() < this.#isShortUntil) return;
    this.setFailure(undefined);
  }
}
