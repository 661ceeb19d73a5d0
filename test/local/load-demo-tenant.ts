import { fileURLToPath } from "node:url";
import type { Tenant } from "../../src/local/tenant.js";
import { isTenantProblems } from "../../src/local/tenant.js";
import { formatTenantProblems, loadTenant } from "../../src/local/tenant-file.js";

const FILE = fileURLToPath(new URL("../../env/demo/tenant.json", import.meta.url));

/** The tenant that local mode starts with. */
export async function loadDemoTenant(): Promise<Tenant> {
  const tenant = await loadTenant(FILE);
  if (isTenantProblems(tenant)) throw new Error(formatTenantProblems(FILE, tenant));
  return tenant;
}
