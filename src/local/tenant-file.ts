import { readFile } from "node:fs/promises";
import { parseForeignJson } from "../parse-json.js";
import { findJsonError } from "./json-position.js";
import { isTenantProblems, readTenant, type Tenant, type TenantProblems } from "./tenant.js";

export interface LoadOptions {
  /** The tenant of the bot's app registration; a file of another tenant is refused. GUID in lower case. */
  readonly expectedTenantId?: string;
}

/**
 * Loads a tenant file (docs: The local tenant file). Never rejects: a file that cannot be read, is no JSON, or does
 * not hold together comes back as the list of everything that is wrong with it.
 */
export async function loadTenant(
  path: string,
  options: LoadOptions = {},
): Promise<Tenant | TenantProblems> {
  let text: string;
  try {
    text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    return { problems: [{ path: "", message: describeReadError(error) }] };
  }
  const position = findJsonError(text);
  if (position) {
    const { line, column } = position;
    return { problems: [{ path: "", message: `is not JSON: see line ${line}, column ${column}` }] };
  }
  const tenant = readTenant(parseForeignJson(text));
  const { expectedTenantId } = options;
  if (isTenantProblems(tenant) || expectedTenantId === undefined) return tenant;
  if (tenant.tenantId === expectedTenantId) return tenant;
  const message = `is ${tenant.tenantId}, but MicrosoftAppTenantId is ${expectedTenantId}; they must be the same`;
  return { problems: [{ path: "tenantId", message }] };
}

/** The problems as lines for standard error, ended by a line feed. */
export function formatTenantProblems(file: string, { problems }: TenantProblems): string {
  const lines = problems.map(
    ({ path, message }) => `  ${path === "" ? "the file" : path} ${message}`,
  );
  return [`Riskgate does not start, because the tenant file ${file} is wrong:`, ...lines, ""].join(
    "\n",
  );
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const reasons: Record<string, string> = {
    ENOENT: "does not exist; set TENANT_FILE to an existing file",
    EISDIR: "is a folder; set TENANT_FILE to a file",
    EACCES: "may not be read; give this process the right to read it",
  };
  return reasons[code] ?? `cannot be read (${code})`;
}
