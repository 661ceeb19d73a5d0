import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { durationMs, MINUTE } from "../../src/approval/instant.js";
import { loadDemoTenant } from "./load-demo-tenant.js";

const tenant = await loadDemoTenant();
const userOf = (name: string) => tenant.users.find((user) => user.displayName === name);
const packageOf = (name: string) =>
  tenant.accessPackages.find((entry) => entry.displayName === name);
const holdersOf = (role: string) =>
  tenant.directoryRoles
    .find((entry) => entry.displayName === role)
    ?.memberIds.map((id) => tenant.users.find((user) => user.id === id)?.displayName);

describe("the demo tenant", () => {
  it("is a company of at least a dozen people with ids of version 4", async () => {
    expect(tenant.users.length).toBeGreaterThanOrEqual(12);
    const text = await readFile(new URL("../../env/demo/tenant.json", import.meta.url), "utf8");
    for (const [id] of text.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it("has the people of the story in their roles", () => {
    expect(userOf("Riley Chen")?.managerId).toBe(userOf("Morgan Diaz")?.id);
    expect(tenant.riskyUsers.find(({ id }) => id === userOf("Riley Chen")?.id)?.riskLevel).toBe(
      "high",
    );
    expect(holdersOf("Security Administrator")).toEqual(
      expect.arrayContaining(["Sam Okafor", "Ada Novak"]),
    );
    expect(holdersOf("Identity Governance Administrator")).toEqual(["Ada Novak"]);
    expect(holdersOf("Compliance Administrator")).toContain("Ingrid Halvorsen");
    expect(holdersOf("Security Reader")).toHaveLength(1);
  });

  it("has packages with 0 to 3 policy stages, one of them not for others", () => {
    const counts = tenant.accessPackages.map((entry) => entry.assignmentPolicies[0]?.stages.length);
    expect(counts).toEqual([0, 1, 2, 3, 1]);
    expect(packageOf("Finance Data")?.assignmentPolicies[0]?.stages[0]?.primaryApprovers).toEqual([
      { kind: "manager", level: 1 },
    ]);
    expect(packageOf("Payroll Export")?.assignmentPolicies[0]?.allowOnBehalf).toBe(false);
  });

  it("asks for both kinds of risk, within minutes, and falls back to a group with Morgan", () => {
    for (const settings of Object.values(tenant.controlSettings)) {
      expect(settings.isApprovalRequired).toBe(true);
      expect(durationMs(settings.durationBeforeAutomaticDenial)).toBeLessThanOrEqual(10 * MINUTE);
      const [fallback] = settings.fallbackApprovers;
      const group = tenant.groups.find(
        ({ id }) => fallback?.kind === "group" && id === fallback.id,
      );
      expect(group?.memberIds).toContain(userOf("Morgan Diaz")?.id);
    }
  });

  it("has people with either risk, with both, and with level none", () => {
    const risky = new Set(tenant.riskyUsers.filter((u) => u.riskLevel !== "none").map((u) => u.id));
    const insider = new Set(
      tenant.insiderRiskLevels.filter((u) => u.level !== "none").map((u) => u.id),
    );
    expect([...risky].some((id) => !insider.has(id))).toBe(true);
    expect([...insider].some((id) => !risky.has(id))).toBe(true);
    expect([...insider].some((id) => risky.has(id))).toBe(true);
    expect(tenant.riskyUsers.some((user) => user.riskLevel === "none")).toBe(true);
  });
});
