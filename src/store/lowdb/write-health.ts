import { StoreUnavailableError } from "../../service/ports/store.js";
import { StoreHealth } from "../store-health.js";

/** Why the store in a folder does not take writes. */
export class WriteHealth extends StoreHealth {
  protected readonly remedy = "written again";

  /** Throws StoreUnavailableError while a commit must not begin. After a failed write the next one may well work. */
  checkWritable(): void {
    if (this.isClosed || this.hasUnknown) {
      throw new StoreUnavailableError(`${this.problem()} Nothing was changed.`);
    }
  }

  checkReadable(key: string): void {
    if (this.isClosed || this.isUnknown(key)) throw new StoreUnavailableError(this.problem());
  }

  writeFailed(error: Error): void {
    const cause = error.cause instanceof Error ? ` ${error.cause.message}` : "";
    this.setFailure(`The last write failed: ${error.message}${cause}`);
  }

  writeWorked(): void {
    this.setFailure(undefined);
  }
}
