import type {
  AccessPackage,
  RiskDetection,
  RiskyUser,
  UnifiedRoleAssignment,
  UnifiedRoleDefinition,
  User,
} from "@microsoft/microsoft-graph-types";
import type {
  EntraIdProtectionRiskyUserApproval,
  InsiderRiskyUserApproval,
} from "@microsoft/msgraph-beta-sdk/models/index.js";
import type { WorldRequest } from "./world-requests.js";

type Needed<T, K extends keyof T> = T & { readonly [P in K]-?: NonNullable<T[P]> };

export type WorldUser = Needed<
  Pick<User, "id" | "displayName" | "userPrincipalName" | "accountEnabled">,
  "id" | "displayName" | "userPrincipalName" | "accountEnabled"
> & { managerId?: string };

export interface WorldGroup {
  readonly id: string;
  displayName: string;
  /** Ids of users, groups and devices. */
  memberIds: string[];
}

export type WorldAssignment = Needed<
  UnifiedRoleAssignment,
  "roleDefinitionId" | "principalId" | "directoryScopeId"
>;

type Control = EntraIdProtectionRiskyUserApproval | InsiderRiskyUserApproval;
type ControlValues<T extends Control> = {
  readonly [P in "isApprovalRequired" | "minimumRiskLevel"]: NonNullable<T[P]>;
};

/** What a tenant holds; tests change it while the server runs. */
export interface GraphWorld {
  readonly users: Map<string, WorldUser>;
  readonly groups: Map<string, WorldGroup>;
  /** Members that are neither users nor groups. */
  readonly devices: Set<string>;
  readonly roleDefinitions: Needed<UnifiedRoleDefinition, "id" | "displayName">[];
  roleAssignments: WorldAssignment[];
  roleEligibilities: WorldAssignment[];
  readonly riskyUsers: Map<string, RiskyUser>;
  readonly riskDetections: RiskDetection[];
  readonly accessPackages: AccessPackage[];
  readonly assignmentRequests: Map<string, WorldRequest>;
  /** Entra's own controls, of the beta, by their name. */
  readonly riskControls: {
    entraIdProtectionRiskyUserApproval?: ControlValues<EntraIdProtectionRiskyUserApproval>;
    insiderRiskyUserApproval?: ControlValues<InsiderRiskyUserApproval>;
  };
  /** The bot in the catalog of the organisation, and who has it. */
  readonly catalogAppId: string;
  readonly installedFor: Set<string>;
  /** Resumes that had their effect, oldest first. */
  readonly resumes: { readonly id: string; readonly state: string | undefined }[];
}

export function emptyWorld(): GraphWorld {
  return {
    users: new Map(),
    groups: new Map(),
    devices: new Set(),
    roleDefinitions: [],
    roleAssignments: [],
    roleEligibilities: [],
    riskyUsers: new Map(),
    riskDetections: [],
    accessPackages: [],
    assignmentRequests: new Map(),
    riskControls: {},
    catalogAppId: guid("f", 1),
    installedFor: new Set(),
    resumes: [],
  };
}

/** A GUID that says which one it is: `guid("a", 12)` is a000…0012. */
export function guid(kind: string, number: number): string {
  return `${kind.padEnd(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Puts a person into the world; enabled unless said otherwise. */
export function addUser(world: GraphWorld, name: string, more: Partial<WorldUser> = {}): WorldUser {
  const user: WorldUser = {
    id: guid("a", world.users.size + 1),
    displayName: name,
    userPrincipalName: `${name.toLowerCase().replaceAll(" ", ".")}@contoso.example`,
    accountEnabled: true,
    ...more,
  };
  world.users.set(user.id, user);
  return user;
}

export function addGroup(
  world: GraphWorld,
  displayName: string,
  members: readonly { readonly id: string }[],
): WorldGroup {
  const id = guid("b", world.groups.size + 1);
  const group = { id, displayName, memberIds: members.map((member) => member.id) };
  world.groups.set(id, group);
  return group;
}

/** Gives a role to users or groups, in the whole tenant. */
export function assignRole(
  world: GraphWorld,
  roleName: string,
  ...principals: readonly { readonly id: string }[]
): void {
  const roleDefinitionId = roleIdOf(world, roleName);
  for (const { id: principalId } of principals) {
    world.roleAssignments.push({ roleDefinitionId, principalId, directoryScopeId: "/" });
  }
}

/** The id of a role; one that is not there yet is made. */
export function roleIdOf(world: GraphWorld, displayName: string): string {
  const known = world.roleDefinitions.find((role) => role.displayName === displayName);
  if (known) return known.id;
  const id = guid("c", world.roleDefinitions.length + 1);
  world.roleDefinitions.push({ id, displayName, isBuiltIn: true, isEnabled: true });
  return id;
}

export function addRisk(
  world: GraphWorld,
  user: WorldUser,
  riskLevel: NonNullable<RiskyUser["riskLevel"]>,
  more: RiskyUser = {},
): void {
  world.riskyUsers.set(user.id, {
    id: user.id,
    isDeleted: false,
    isProcessing: false,
    riskLevel,
    riskState: "atRisk",
    riskDetail: "none",
    riskLastUpdatedDateTime: "2026-02-02T08:00:00.1234567Z",
    userDisplayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    ...more,
  });
}
