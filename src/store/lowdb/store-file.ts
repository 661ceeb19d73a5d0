import { join } from "node:path";
import { Low } from "lowdb";
import { z } from "zod";
import { StartRefusedError } from "../start-refused-error.js";
import { type Disk, DurableFile } from "./durable-file.js";
import { AGGREGATE_FOLDERS, CLOSED_FOLDER } from "./layout.js";
import { SCHEMA } from "./migrations.js";
import type { StartReader } from "./start-reader.js";

export const STORE_FILE = "store.json";

const storeSchema = z.object({ schema: z.int().nonnegative(), tenantId: z.string() });
export type StoreIdentity = z.infer<typeof storeSchema>;

/** Whose store this is and in which schema. Undefined for a folder that holds none yet; everything else is refused. */
export function readIdentity(
  { files }: Disk,
  reader: StartReader,
  folder: string,
  tenantId: string,
): StoreIdentity | undefined {
  const path = join(folder, STORE_FILE);
  const text = reader.readText(path);
  if (text === undefined && !hasAggregates(files.list(folder))) return undefined;
  const identity = parse(text);
  if (!identity) {
    throw new StartRefusedError(
      "notAStore",
      `${path} is missing or cannot be read, but the folder is not empty.`,
      `Restore it from a backup, or write {"schema":${SCHEMA},"tenantId":"…"} with the tenant that the folder belongs to.`,
    );
  }
  if (identity.tenantId !== tenantId) {
    throw new StartRefusedError(
      "otherTenant",
      `${folder} belongs to tenant ${identity.tenantId}, not to ${tenantId}.`,
      "Correct the tenant id of the configuration, or give each tenant a data folder of its own.",
    );
  }
  if (identity.schema > SCHEMA) {
    throw new StartRefusedError(
      "newerSchema",
      `${folder} was written by a newer version (schema ${identity.schema}; this one knows ${SCHEMA}).`,
      `Install the newer version again, or go back to the copy that it made in ${join(folder, "backup")}: see "Rollback" in docs/backup.md.`,
    );
  }
  return identity;
}

export async function writeIdentity(disk: Disk, folder: string, tenantId: string): Promise<void> {
  const identity: StoreIdentity = { schema: SCHEMA, tenantId };
  await new Low(new DurableFile<StoreIdentity>(disk, join(folder, STORE_FILE)), identity).write();
}

function hasAggregates(names: readonly string[]): boolean {
  return [...Object.values(AGGREGATE_FOLDERS), CLOSED_FOLDER].some((folder) =>
    names.includes(folder),
  );
}

function parse(text: string | undefined): StoreIdentity | undefined {
  try {
    return storeSchema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}
