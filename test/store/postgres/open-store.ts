import type { PostgresStoreOptions } from "../../../src/store/postgres/open-postgres-store.js";
import { openPostgresStore } from "../../../src/store/postgres/open-postgres-store.js";
import { NOW } from "../../builders/request.js";
import type { ContractStore } from "../contract/store-contract.js";

export const TENANT = "tenant-1";

export function openOn(url: string, options: Partial<PostgresStoreOptions> = {}) {
  return openPostgresStore({ url, tenantId: TENANT, clock: () => NOW, ...options });
}

/** A contract store in an empty database. */
export async function openForContract(url: string): Promise<ContractStore> {
  let now = NOW;
  const open = () => openOn(url, { clock: () => now });
  let store = await open();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    setNow: (instant) => {
      now = instant;
    },
    dispose: () => store.close(),
  };
}
