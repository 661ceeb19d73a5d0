import type { Tenant } from "../../src/local/tenant.js";
import { addRisk, assignRole, type GraphWorld } from "../graph/graph-world.js";

/** Puts the people, groups, roles, packages and risk of a tenant file into the local Graph. */
export function fillWorld(world: GraphWorld, tenant: Tenant): void {
  for (const { id, displayName, userPrincipalName, accountEnabled, managerId } of tenant.users) {
    world.users.set(id, {
      ...{ id, displayName, userPrincipalName, accountEnabled },
      ...(managerId !== undefined && { managerId }),
    });
  }
  for (const { id, displayName, memberIds } of tenant.groups)
    world.groups.set(id, { id, displayName, memberIds: [...memberIds] });
  for (const { displayName, memberIds } of tenant.directoryRoles)
    assignRole(world, displayName, ...memberIds.map((id) => ({ id })));
  for (const { id, displayName, description, assignmentPolicies } of tenant.accessPackages) {
    world.accessPackages.push({
      ...{ id, displayName, description },
      assignmentPolicies: assignmentPolicies.map((policy) => ({
        id: policy.id,
        displayName: policy.displayName,
        requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
      })),
    });
  }
  for (const { id, riskLevel, riskState } of tenant.riskyUsers) {
    const user = world.users.get(id);
    if (user) addRisk(world, user, riskLevel as never, { riskState: riskState as never });
  }
}
