import { describe } from "vitest";
import type { Store } from "../../../src/service/ports/store.js";
import { commitContract } from "./commit-contract.js";
import { indexContract } from "./index-contract.js";
import { lastingContract } from "./lasting-contract.js";

/** One store of its own for a test. */
export interface ContractStore {
  readonly store: Store;
  /** Ends this store and opens what it kept again. */
  reopen(): Promise<Store>;
  /** Sets the store's clock. */
  setNow(now: number): void;
  dispose(): Promise<void>;
}

/** What every store has to do, whatever it keeps things in. `open` begins with nothing and the clock at NOW. */
export function storeContract(name: string, open: () => Promise<ContractStore>): void {
  describe(name, () => {
    commitContract(open);
    indexContract(open);
    lastingContract(open);
  });
}
