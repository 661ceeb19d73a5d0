import { describe, expect, it } from "vitest";
import { isTenantProblems, readTenant, type Tenant } from "../../src/local/tenant.js";
import { createTenantContent, RILEY, SAM } from "./tenant-fixture.js";

function accept(content: unknown): Tenant {
  const tenant = readTenant(content);
  if (isTenantProblems(tenant)) throw new Error(JSON.stringify(tenant.problems));
  return tenant;
}

describe("a right tenant file", () => {
  it("fills in what was left out", () => {
    const tenant = accept(createTenantContent());
    expect(tenant.users[0]).toMatchObject({ accountEnabled: true });
    expect(tenant.accessPackages[0]).toMatchObject({ description: "" });
    expect(tenant.accessPackages[0]?.assignmentPolicies[0]).toMatchObject({
      allowOnBehalf: true,
      isRequestorJustificationRequired: true,
      stages: [
        {
          primaryApprovers: [{ kind: "manager", level: 1 }],
          fallbackApprovers: [],
          isApproverJustificationRequired: true,
        },
      ],
    });
    expect(tenant.riskyUsers[0]).toMatchObject({ riskState: "atRisk" });
  });

  it("may hold people only", () => {
    const { tenantId, users } = createTenantContent() as { tenantId: unknown; users: unknown };
    expect(accept({ tenantId, users })).toMatchObject({
      groups: [],
      accessPackages: [],
      riskyUsers: [],
    });
  });

  it("comes out with ids in lower case, and finds references in any case", () => {
    const tenant = accept(
      createTenantContent({
        "users[0].id": RILEY.toUpperCase(),
        "users[0].managerId": SAM.toUpperCase(),
        "groups[0].memberIds": [SAM.toUpperCase()],
      }),
    );
    expect(tenant.users[0]).toMatchObject({ id: RILEY, managerId: SAM });
    expect(tenant.groups[0]?.memberIds).toEqual([SAM]);
  });

  it("takes the settings that differ from the defaults and fills in the rest", () => {
    const { controlSettings } = accept(
      createTenantContent({
        "controlConfigurations.idProtection.durationBeforeEscalation": "PT1S",
      }),
    );
    expect(controlSettings.idProtection).toEqual({
      isApprovalRequired: true,
      minimumRiskLevel: "medium",
      primaryApprovers: [{ kind: "role", name: "Security Administrator" }],
      fallbackApprovers: [],
      durationBeforeEscalation: "PT1S",
      durationBeforeAutomaticDenial: "P3D",
      isApproverJustificationRequired: true,
      whenRiskUnavailable: "requireApproval",
    });
    expect(controlSettings.insiderRisk).toMatchObject({
      isApprovalRequired: false,
      minimumRiskLevel: "moderate",
    });
  });

  it.each(["none", "low", "medium", "high", "hidden", "a-new-word"])(
    "E3 takes the risk level %s",
    (riskLevel) => {
      const tenant = accept(createTenantContent({ "riskyUsers[0].riskLevel": riskLevel }));
      expect(tenant.riskyUsers[0]?.riskLevel).toBe(riskLevel);
    },
  );
});
