import type { ApproverRule } from "../approval/approver.js";
import type { TenantFile, TenantUser } from "./tenant-schema.js";

type Directory = Pick<TenantFile, "users" | "groups" | "directoryRoles">;

/**
 * The people whom a rule names, disabled accounts included, in the order of the file. Nobody for a group, role or
 * manager that is not there. A manager is looked for from `requestorId`.
 */
export function resolveApprovers(
  directory: Directory,
  rule: ApproverRule,
  requestorId: string | undefined,
): readonly TenantUser[] {
  const byIds = (ids: readonly string[]) => directory.users.filter((user) => ids.includes(user.id));
  switch (rule.kind) {
    case "user":
      return byIds([rule.id]);
    case "group":
      return byIds(directory.groups.find((group) => group.id === rule.id)?.memberIds ?? []);
    case "role":
      return byIds(findRole(directory, rule.name)?.memberIds ?? []);
    case "manager": {
      const first = findManager(directory, requestorId);
      const manager = rule.level === 1 ? first : findManager(directory, first?.id);
      return manager ? [manager] : [];
    }
  }
}

/** A directory role by its name, in any case. */
export function findRole(
  directory: Directory,
  name: string,
): TenantFile["directoryRoles"][number] | undefined {
  const wanted = name.trim().toLowerCase();
  return directory.directoryRoles.find((role) => role.displayName.toLowerCase() === wanted);
}

function findManager(directory: Directory, id: string | undefined): TenantUser | undefined {
  const managerId = directory.users.find((user) => user.id === id)?.managerId;
  return directory.users.find((user) => user.id === managerId);
}
