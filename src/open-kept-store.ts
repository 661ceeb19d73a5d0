import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import { openEmbeddedStore } from "./store/lowdb/open-embedded-store.js";
import { openPostgresStore } from "./store/postgres/open-postgres-store.js";
import { StartRefusedError } from "./store/start-refused-error.js";

type Report = (message: string) => void;

/**
 * For a program beside the bot: the data folder, of which the bot must be stopped; without one and with `DATABASE_URL` the
 * database, beside the nodes that run on it. Rejects with a message for people.
 */
export async function openKeptStore(
  data: string | undefined,
  report: Report,
): Promise<AuditedStore> {
  const url = data === undefined ? (process.env.DATABASE_URL ?? "") : "";
  return (url === "" ? openFolder(data, report) : openDatabase(url, report)).catch(
    (error: unknown) => {
      if (error instanceof StartRefusedError) throw new Error(error.message);
      throw error;
    },
  );
}

function openDatabase(url: string, log: Report): Promise<AuditedStore> {
  const keyFile = process.env.AUDIT_SIGNING_KEY_FILE ?? "";
  return openPostgresStore({
    ...{ url, tenantId: undefined, isCandidate: false, log },
    ...(keyFile !== "" && { signingKeyPem: readFileSync(keyFile, "utf8") }),
  });
}

async function openFolder(data: string | undefined, log: Report): Promise<AuditedStore> {
  const folder = resolve(data ?? process.env.DATA_DIR ?? "./data");
  return openEmbeddedStore({ folder, tenantId: readTenantId(folder), log });
}

/** The tenant that a data folder belongs to. Throws with a message for people where it is none. */
export function readTenantId(folder: string): string {
  try {
    const identity: unknown = JSON.parse(readFileSync(join(folder, "store.json"), "utf8"));
    return String((identity as { readonly tenantId?: unknown }).tenantId);
  } catch (cause) {
    const message = `${folder} is no data folder: its store.json cannot be read. Nothing was changed.`;
    throw new Error(message, { cause });
  }
}
