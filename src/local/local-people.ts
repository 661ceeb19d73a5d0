import type { ApproverRule } from "../approval/approver.js";
import type { DirectoryPerson, People } from "../service/ports/people.js";
import { findByName } from "./find-by-name.js";
import { findRole, resolveApprovers } from "./resolve-approvers.js";
import type { Tenant } from "./tenant.js";
import type { TenantUser } from "./tenant-schema.js";

/** The directory of a tenant file. It answers from memory and never fails. */
export function createLocalPeople(tenant: Tenant): People {
  const byId = new Map(tenant.users.map((user) => [user.id, user]));
  const byName = new Map(tenant.users.map((user) => [user.userPrincipalName.toLowerCase(), user]));
  const find = (user: TenantUser | undefined) => user && toPerson(user);
  const resolve = (rule: ApproverRule, requestorId?: string) =>
    resolveApprovers(tenant, rule, requestorId?.toLowerCase()).map(toPerson);
  return {
    byId: async (id) => find(byId.get(id.toLowerCase())),
    byUserPrincipalName: async (name) => find(byName.get(name.trim().toLowerCase())),
    resolve: async (rule, requestorId) => {
      const namedBy = [{ rule, label: labelOf(tenant, rule) }];
      return resolve(rule, requestorId).map((person) => ({ ...person, namedBy }));
    },
    label: async (rule) => labelOf(tenant, rule),
    groupByName: async (name) => {
      const wanted = name.trim().toLowerCase();
      const group = tenant.groups.find(({ displayName }) => displayName.toLowerCase() === wanted);
      return group && { id: group.id, displayName: group.displayName };
    },
    roleByName: async (name) => {
      const role = findRole(tenant, name);
      return role && { displayName: role.displayName };
    },
    findByName: async (typed, limit) => findByName(tenant, typed, limit),
    roleHolders: async (name) =>
      resolve({ kind: "role", name }).filter((person) => person.accountEnabled),
    hasRole: async (personId, name) =>
      findRole(tenant, name)?.memberIds.includes(personId.toLowerCase()) ?? false,
  };
}

function toPerson({
  id,
  displayName,
  userPrincipalName,
  accountEnabled,
}: TenantUser): DirectoryPerson {
  return { id, displayName, userPrincipalName, accountEnabled };
}

function labelOf(tenant: Tenant, rule: ApproverRule): string {
  switch (rule.kind) {
    case "user":
      return tenant.users.find((user) => user.id === rule.id)?.displayName ?? rule.id;
    case "group":
      return tenant.groups.find((group) => group.id === rule.id)?.displayName ?? rule.id;
    case "role":
      return findRole(tenant, rule.name)?.displayName ?? rule.name;
    case "manager":
      return rule.level === 1 ? "manager" : "manager's manager";
  }
}
