import type { Person } from "../src/approval/approver.js";
import type { Conversation } from "../src/approval/person-record.js";
import type { ControlSnapshot } from "../src/approval/plan.js";
import type { AccessPackage, AssignmentPolicy } from "../src/approval/request.js";
import type { Tenant } from "../src/local/tenant.js";

/** The people and things of the benchmark, taken from a tenant. */
export interface Cast {
  /** All like Riley: risky, of one manager. */
  readonly requestors: readonly Person[];
  /** Two unless said; the first one clicks. */
  readonly approvers: readonly Person[];
  readonly everybody: readonly Person[];
  readonly accessPackage: AccessPackage;
  readonly policy: AssignmentPolicy;
  readonly controls: ControlSnapshot;
}

let connectorUrl = "http://127.0.0.1:9";

/** Where the stand-in for Teams listens. */
export function setConnectorUrl(url: string): void {
  connectorUrl = url;
}

export function conversationOf(personId: string): Conversation {
  return {
    conversationId: `a:${personId}`,
    serviceUrl: connectorUrl,
    botId: "28:riskgate",
    mri: `29:${personId}`,
  };
}

/** @param approverCount of a stage: Sam, Ada, and others of their role */
export function castOf(tenant: Tenant, approverCount = 2): Cast {
  const person = (name: string): Person => {
    const found = tenant.users.find((user) => user.userPrincipalName.startsWith(`${name}@`));
    if (!found) throw new Error(`the tenant has no ${name}`);
    return nameOnly(found);
  };
  const role = tenant.directoryRoles.find((r) => r.displayName === "Security Administrator");
  const approvers = (role?.memberIds ?? [])
    .map((id) => tenant.users.find((user) => user.id === id))
    .filter((user) => user !== undefined)
    .map(nameOnly)
    .slice(0, approverCount);
  if (approvers.length < approverCount) throw new Error("the tenant has too few approvers");
  const accessPackage = tenant.accessPackages.find((p) => p.displayName === "Finance Data");
  const policy = accessPackage?.assignmentPolicies[0];
  if (!accessPackage || !policy) throw new Error("the tenant has no Finance Data");
  const { idProtection, insiderRisk } = tenant.controlSettings;
  const longer = { durationBeforeEscalation: "P1D", durationBeforeAutomaticDenial: "P3D" };
  return {
    requestors: tenant.users
      .filter((user) => /^riley\b/.test(user.userPrincipalName))
      .map(nameOnly),
    approvers,
    everybody: [person("riley"), ...approvers, person("morgan")],
    accessPackage: {
      id: accessPackage.id,
      displayName: accessPackage.displayName,
      description: accessPackage.description,
    },
    policy: { ...policy, stages: policy.stages.map((stage) => ({ ...stage, ...longer })) },
    controls: {
      idProtection: { settings: { ...idProtection, ...longer, fallbackApprovers: [] }, version: 0 },
      insiderRisk: { settings: { ...insiderRisk, isApprovalRequired: false }, version: 0 },
    },
  };
}

function nameOnly({ id, displayName, userPrincipalName }: Person): Person {
  return { id, displayName, userPrincipalName };
}
