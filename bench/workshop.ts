import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tenant } from "../src/local/tenant.js";
import { writeBusyTenant } from "./busy-tenant.js";
import { type Cast, castOf, setConnectorUrl } from "./cast.js";
import { startHelper } from "./processes.js";
import { embeddedPlace, type Place, postgresPlace } from "./store-places.js";

/** Compiled to .build/bench: the package root is two folders up. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a benchmark of running bots works with: a folder of its own, a tenant, a stand-in for Teams. */
export interface Workshop {
  readonly folder: string;
  /** The program of the built bot. */
  readonly main: string;
  readonly tenantFile: string;
  readonly tenant: Tenant;
  readonly cast: Cast;
  openPlace(store: string): Promise<Place>;
}

/** Lets somebody work, and ends and removes everything after him. */
export async function inWorkshop(
  act: (workshop: Workshop) => Promise<void>,
  approvers = 0,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "riskgate-bench-"));
  const tenantFile = join(folder, "tenant.json");
  const tenant = await writeBusyTenant(join(root, "env/demo/tenant.json"), tenantFile, approvers);
  const cast = castOf(tenant);
  const connector = await startHelper(new URL("./connector.js", import.meta.url));
  setConnectorUrl(`http://127.0.0.1:${connector.port}`);
  const places: Place[] = [];
  try {
    await act({
      ...{ folder, tenantFile, tenant, cast, main: join(root, "dist/main.js") },
      async openPlace(store) {
        const isEmbedded = store === "embedded";
        const place = isEmbedded
          ? embeddedPlace(tenant, cast, await mkdtemp(join(folder, "place-")))
          : await postgresPlace(tenant, cast);
        places.push(place);
        return place;
      },
    });
  } finally {
    await connector.stop();
    for (const place of places) await place.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
