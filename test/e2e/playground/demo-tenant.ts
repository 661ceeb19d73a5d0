import { readFile } from "node:fs/promises";

const FILE = new URL("../../../env/demo/tenant.json", import.meta.url);

/** The demo company as it is shipped. */
export async function readDemoTenant(): Promise<unknown> {
  return JSON.parse(await readFile(FILE, "utf8"));
}
