import type { Catalog } from "../service/ports/catalog.js";
import type { Tenant } from "./tenant.js";

/** The access packages of a tenant file. It answers from memory and never fails. */
export function createLocalCatalog(tenant: Tenant): Catalog {
  const byId = new Map(tenant.accessPackages.map((entry) => [entry.id, entry]));
  return {
    packages: async () => tenant.accessPackages,
    packageById: async (id) => byId.get(id.toLowerCase()),
  };
}
