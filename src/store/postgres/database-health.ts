import { StoreUnavailableError } from "../../service/ports/store.js";
import { StoreHealth } from "../store-health.js";

/** Why the database does not serve this node. */
export class DatabaseHealth extends StoreHealth {
  protected readonly remedy = "read back";

  /** Throws while the newest commit of an aggregate may or may not have happened. */
  checkKnown(aggregate: string): void {
    if (this.isUnknown(aggregate)) throw new StoreUnavailableError(this.problem());
  }

  /** The first reason stands until it works again. */
  failed(reason: string): void {
    if (!this.hasFailed) this.setFailure(`The database does not serve: ${reason}.`);
  }

  worked(): void {
    this.setFailure(undefined);
  }
}
