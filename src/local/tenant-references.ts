import {
  type Path,
  type RawEntry,
  readEntries,
  readEntry,
  readGuid,
  readIds,
  readName,
} from "./raw-tenant.js";
import { formatPath, type TenantProblem } from "./tenant-problem.js";

/**
 * Names that point nowhere and ids that are used twice. It looks at the file as it was written, so that a mistake of
 * form in one place does not hide a dangling reference in another.
 */
export function checkReferences(root: RawEntry["value"]): readonly TenantProblem[] {
  const file: RawEntry = { path: [], value: root };
  const problems: TenantProblem[] = [];
  const say = (path: Path, message: string) => problems.push({ path: formatPath(path), message });
  const collect = (entries: readonly RawEntry[], key: string, what: string) => {
    const read = key === "id" ? readGuid : readName;
    const seen = new Map<string, Path>();
    for (const { path, value } of entries) {
      const found = read(value[key]);
      if (found === undefined) continue;
      const first = seen.get(found);
      if (first) say([...path, key], `is the same ${what} as ${formatPath(first)}`);
      else seen.set(found, path);
    }
    return seen;
  };

  const users = readEntries(file, "users");
  const groups = readEntries(file, "groups");
  const roles = readEntries(file, "directoryRoles");
  const packages = readEntries(file, "accessPackages");
  const policies = packages.flatMap((entry) => readEntries(entry, "assignmentPolicies"));
  const userIds = collect(users, "id", "id");
  const groupIds = collect(groups, "id", "id");
  const roleNames = collect(roles, "displayName", "role");
  collect(users, "userPrincipalName", "user principal name");
  collect(groups, "displayName", "group name");
  collect(packages, "id", "id");
  collect(policies, "id", "id");

  const needUser = (path: Path, id: string | undefined) => {
    if (id !== undefined && !userIds.has(id))
      say(path, `names a person who is not in users: ${id}`);
  };
  for (const user of users) {
    const managerId = readGuid(user.value.managerId);
    needUser([...user.path, "managerId"], managerId);
    if (managerId !== undefined && managerId === readGuid(user.value.id)) {
      say([...user.path, "managerId"], "must not name the person himself");
    }
  }
  for (const list of [...groups, ...roles]) {
    for (const { path, id } of readIds(list, "memberIds")) needUser(path, id);
  }
  for (const key of ["riskyUsers", "insiderRiskLevels"]) {
    const entries = readEntries(file, key);
    collect(entries, "id", "person");
    for (const { path, value } of entries) needUser([...path, "id"], readGuid(value.id));
  }

  const configurations = readEntry(file, "controlConfigurations");
  const settings = ["idProtection", "insiderRisk"].flatMap((source) => {
    const entry = configurations && readEntry(configurations, source);
    return entry ? [entry] : [];
  });
  const stages = policies.flatMap((policy) => readEntries(policy, "stages"));
  for (const owner of [...stages, ...settings]) {
    for (const key of ["primaryApprovers", "fallbackApprovers"]) {
      for (const { path, value } of readEntries(owner, key)) {
        if (value.kind === "user") needUser([...path, "id"], readGuid(value.id));
        if (value.kind === "group") {
          const id = readGuid(value.id);
          if (id !== undefined && !groupIds.has(id)) {
            say([...path, "id"], `names a group that is not in groups: ${id}`);
          }
        }
        if (value.kind === "role") {
          const role = readName(value.name);
          if (role !== undefined && !roleNames.has(role)) {
            say(
              [...path, "name"],
              `names a role that is not in directoryRoles: ${String(value.name)}`,
            );
          }
        }
      }
    }
  }
  return problems;
}
