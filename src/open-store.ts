import { readFileSync } from "node:fs";
import type { Config } from "./config.js";
import type { Log } from "./log.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import { holdsUnmoved } from "./store/lowdb/moved-house.js";
import { openEmbeddedStore } from "./store/lowdb/open-embedded-store.js";
import { openPostgresStore } from "./store/postgres/open-postgres-store.js";
import { StartRefusedError } from "./store/start-refused-error.js";

/**
 * Opens the store that the environment asks for: PostgreSQL with `DATABASE_URL`, else the embedded one. Nothing above
 * knows which it is. Rejects with StartRefusedError when it does not open.
 */
export async function openStore(
  config: Pick<Config, "dataDir" | "databaseUrl" | "auditSigningKeyFile">,
  tenantId: string,
  log: Pick<Log, "info" | "warn" | "error">,
): Promise<AuditedStore> {
  const shared = {
    tenantId,
    onProblem: (problem: string | undefined) =>
      problem
        ? log.error({ problem }, "the store is not ready")
        : log.info({}, "the store is ready again"),
    log: (message: string) => log.info({}, message),
  };
  const { dataDir, databaseUrl, auditSigningKeyFile: keyFile } = config;
  if (databaseUrl === undefined) return openEmbeddedStore({ ...shared, folder: dataDir });
  const signingKeyPem = keyFile === undefined ? undefined : readKeyFile(keyFile);
  if (holdsUnmoved(dataDir))
    log.warn({ dataDir }, "the data folder holds a store that has not moved into the database");
  return openPostgresStore({
    ...shared,
    url: databaseUrl,
    ...(signingKeyPem !== undefined && { signingKeyPem }),
  });
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as { readonly code?: string }).code ?? "unknown error";
    throw new StartRefusedError(
      "signingKey",
      `AUDIT_SIGNING_KEY_FILE ${path} cannot be read: ${code}.`,
      "Give this process the right to read it, or correct the path.",
      { cause },
    );
  }
}
