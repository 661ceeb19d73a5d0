import { readFile, writeFile } from "node:fs/promises";
import { isTenantProblems, type Tenant } from "../src/local/tenant.js";
import { loadTenant } from "../src/local/tenant-file.js";

/** Risky people beside Riley: a company does not ask by one person only. */
const MORE = 400;

/**
 * The demo tenant with many people like Riley, as a file of its own: what a person asked for before stays a short list.
 *
 * @param approvers so many hold the role that approves, the others like Sam
 */
export async function writeBusyTenant(
  demoFile: string,
  file: string,
  approvers = 0,
): Promise<Tenant> {
  const content = JSON.parse(await readFile(demoFile, "utf8"));
  const riley = content.users.find(({ userPrincipalName }: { userPrincipalName: string }) =>
    userPrincipalName.startsWith("riley@"),
  );
  const risk = content.riskyUsers.find(({ id }: { id: string }) => id === riley.id);
  for (let n = 0; n < MORE; n += 1) {
    const id = `00000000-0000-4000-9000-${n.toString(16).padStart(12, "0")}`;
    const userPrincipalName = `riley-${n}@contoso.example`;
    content.users.push({ ...riley, id, userPrincipalName });
    content.riskyUsers.push({ ...risk, id });
  }
  const sam = content.users.find(({ userPrincipalName }: { userPrincipalName: string }) =>
    userPrincipalName.startsWith("sam@"),
  );
  const role = content.directoryRoles.find(
    ({ displayName }: { displayName: string }) => displayName === "Security Administrator",
  );
  for (let n = role.memberIds.length; n < approvers; n += 1) {
    const id = `00000000-0000-4000-a000-${n.toString(16).padStart(12, "0")}`;
    content.users.push({ ...sam, id, userPrincipalName: `sam-${n}@contoso.example` });
    role.memberIds.push(id);
  }
  // All who could be asked are 50 at most (Rule A6), and nobody of the benchmark falls back.
  if (approvers > 0) content.controlConfigurations.idProtection.fallbackApprovers = [];
  await writeFile(file, JSON.stringify(content));
  const tenant = await loadTenant(file);
  if (isTenantProblems(tenant))
    throw new Error(`the tenant cannot be read: ${JSON.stringify(tenant.problems[0])}`);
  return tenant;
}
