import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../../src/service/ports/store.js";
import type { EmbeddedStoreOptions } from "../../../src/store/lowdb/open-embedded-store.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { NOW } from "../../builders/request.js";
import type { ContractStore } from "../contract/store-contract.js";
import type { UnsyncedFileSystem } from "../unsynced-file-system.js";

export const TENANT = "tenant-1";
export const FOLDER = "/riskgate";

/** An empty folder on the real disk. */
export function makeTemporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "riskgate-store-"));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** The embedded store on a disk in memory. */
export function openOn(
  files: UnsyncedFileSystem,
  options: Partial<EmbeddedStoreOptions> = {},
): Promise<Store> {
  return openEmbeddedStore({
    folder: FOLDER,
    tenantId: TENANT,
    clock: () => NOW,
    files,
    ...options,
  });
}

/** A contract store; reopening ends it in an orderly way, or with a power cut on a disk in memory. */
export async function openForContract(
  folder: string,
  disk?: UnsyncedFileSystem,
): Promise<ContractStore> {
  let now = NOW;
  let files = disk;
  const open = () =>
    openEmbeddedStore({ folder, tenantId: TENANT, clock: () => now, ...(files && { files }) });
  let store = await open();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      if (files) files = files.crash();
      else await store.close();
      store = await open();
      return store;
    },
    setNow: (instant) => {
      now = instant;
    },
    dispose: async () => {
      await store.close();
      if (!files) removeFolder(folder);
    },
  };
}
