/** Ids of the small tenant. `NOBODY` is in no list. */
export const RILEY = createId(1);
export const SAM = createId(2);
export const NOBODY = createId(99);
const SOC = createId(3);
export const POLICY = createId(5);

/** A GUID that is easy to tell from others. */
export function createId(number: number): string {
  return `0b1f6a52-3f0c-4e5b-9c57-${String(number).padStart(12, "0")}`;
}

export const STAGE = {
  primaryApprovers: [{ kind: "manager" }],
  durationBeforeEscalation: "PT3M",
  durationBeforeAutomaticDenial: "PT6M",
};

const TENANT = {
  tenantId: createId(1_000),
  users: [
    {
      id: RILEY,
      displayName: "Riley Chen",
      userPrincipalName: "riley@contoso.example",
      managerId: SAM,
    },
    { id: SAM, displayName: "Sam Okafor", userPrincipalName: "sam@contoso.example" },
  ],
  groups: [{ id: SOC, displayName: "SOC on call", memberIds: [SAM] }],
  directoryRoles: [{ displayName: "Security Administrator", memberIds: [SAM] }],
  accessPackages: [
    {
      id: createId(4),
      displayName: "Finance Data",
      assignmentPolicies: [{ id: POLICY, displayName: "Employees", stages: [STAGE] }],
    },
  ],
  riskyUsers: [{ id: RILEY, riskLevel: "high" }],
  insiderRiskLevels: [{ id: RILEY, level: "elevated" }],
  controlConfigurations: { idProtection: { isApprovalRequired: true }, insiderRisk: {} },
};

/**
 * The content of a small right tenant file, with values put at paths such as `users[0].id`. `undefined` takes the key
 * away.
 */
export function createTenantContent(changes: { readonly [path: string]: unknown } = {}): unknown {
  const content = structuredClone(TENANT);
  for (const [path, value] of Object.entries(changes)) setAt(content, path.split(/[.[\]]+/), value);
  return content;
}

function setAt(content: object, parts: readonly string[], value: unknown): void {
  const [key = "", ...rest] = parts.filter((part) => part !== "");
  const owner = content as Record<string, unknown>;
  if (rest.length > 0) setAt(owner[key] as object, rest, value);
  else if (value === undefined) delete owner[key];
  else owner[key] = structuredClone(value);
}
