import { readFile } from "node:fs/promises";

const FILE = new URL("../../../env/demo/tenant.json", import.meta.url);

interface DemoTenant {
  controlConfigurations: { idProtection: Record<string, unknown> };
}

/** The demo company as it is shipped. */
export async function readDemoTenant(): Promise<DemoTenant> {
  return JSON.parse(await readFile(FILE, "utf8"));
}

/** The demo company with other ID Protection deadlines, both as ISO 8601 from the opening of the stage. */
export async function readHastyTenant(
  durationBeforeEscalation: string,
  durationBeforeAutomaticDenial: string,
): Promise<DemoTenant> {
  const tenant = await readDemoTenant();
  Object.assign(tenant.controlConfigurations.idProtection, {
    durationBeforeEscalation,
    durationBeforeAutomaticDenial,
  });
  return tenant;
}
