import { describe, expect, it } from "vitest";
import { isTenantProblems, readTenant } from "../../src/local/tenant.js";
import {
  createId,
  createTenantContent,
  NOBODY,
  POLICY,
  RILEY,
  SAM,
  STAGE,
} from "./tenant-fixture.js";

const stage = "accessPackages[0].assignmentPolicies[0].stages[0]";

/** What is wrong, where, the wrong value, and how the problem begins. */
const cases: readonly [string, string, unknown, string][] = [
  ["a missing value", "users[1].displayName", undefined, "users[1].displayName: is missing"],
  ["a wrong type", "users[0].accountEnabled", "yes", "users[0].accountEnabled: must be a boolean"],
  ["a list that is none", "groups", {}, "groups: must be an array"],
  ["an id that is no GUID", "users[0].id", "riley", "users[0].id: must be a GUID"],
  [
    "a name that nobody signs in with",
    "users[0].userPrincipalName",
    "riley",
    "users[0].userPrincipalName: must look like name@contoso.example",
  ],
  [
    "a misspelt key",
    "users[0].ManagerID",
    SAM,
    'users[0]: unknown key "ManagerID"; did you mean "managerId"?',
  ],
  [
    "an unknown key",
    "users[0].age",
    3,
    'users[0]: unknown key "age"; known keys: id, displayName, userPrincipalName, accountEnabled, managerId',
  ],
  [
    "an unknown key of the file",
    "people",
    [],
    ': unknown key "people"; known keys: tenantId, users',
  ],
  [
    "an unknown key of an approver",
    `${stage}.primaryApprovers[0].rank`,
    1,
    `${stage}.primaryApprovers[0]: unknown key "rank"`,
  ],
  [
    "an unknown kind of approver",
    `${stage}.primaryApprovers[0].kind`,
    "team",
    `${stage}.primaryApprovers[0].kind: must be "user", "group", "role" or, in a policy stage, "manager"`,
  ],
  [
    "a manager in the settings",
    "controlConfigurations.idProtection.primaryApprovers",
    [{ kind: "manager" }],
    "controlConfigurations.idProtection.primaryApprovers[0].kind: must be",
  ],
  [
    "a level of the other source",
    "insiderRiskLevels[0].level",
    "high",
    "insiderRiskLevels[0].level: must be one of none, minor, moderate, elevated",
  ],
  [
    "a date that is none",
    "riskyUsers[0].riskLastUpdatedDateTime",
    "yesterday",
    "riskyUsers[0].riskLastUpdatedDateTime: must be an ISO 8601 date and time",
  ],
  [
    "a fourth stage (P1)",
    "accessPackages[0].assignmentPolicies[0].stages",
    [STAGE, STAGE, STAGE, STAGE],
    "accessPackages[0].assignmentPolicies[0].stages: must not be more than 3",
  ],
  [
    "a package without a policy",
    "accessPackages[0].assignmentPolicies",
    [],
    "accessPackages[0].assignmentPolicies: must hold at least one policy",
  ],
  [
    "a stage without approvers",
    `${stage}.primaryApprovers`,
    [],
    `${stage}.primaryApprovers: must name at least one`,
  ],
  [
    "a duration that is none",
    `${stage}.durationBeforeEscalation`,
    "3m",
    `${stage}.durationBeforeEscalation: must be an ISO 8601 duration`,
  ],
  [
    "a duration under 1 s",
    `${stage}.durationBeforeEscalation`,
    "PT0S",
    `${stage}.durationBeforeEscalation: must be`,
  ],
  [
    "a duration over 14 days",
    `${stage}.durationBeforeAutomaticDenial`,
    "P15D",
    `${stage}.durationBeforeAutomaticDenial: must be`,
  ],
  [
    "a denial that is not after the escalation",
    `${stage}.durationBeforeAutomaticDenial`,
    "PT3M",
    `${stage}.durationBeforeAutomaticDenial: must be longer than durationBeforeEscalation (PT3M)`,
  ],
  [
    "settings that do not fit the defaults (S1)",
    "controlConfigurations.insiderRisk.durationBeforeEscalation",
    "P4D",
    "controlConfigurations.insiderRisk.durationBeforeAutomaticDenial: must be longer",
  ],
  [
    "a duration in the settings that is none",
    "controlConfigurations.insiderRisk.durationBeforeEscalation",
    "4h",
    "controlConfigurations.insiderRisk.durationBeforeEscalation: must be an ISO 8601 duration",
  ],
  [
    "a minimum level of the other source (S1)",
    "controlConfigurations.insiderRisk.minimumRiskLevel",
    "high",
    "controlConfigurations.insiderRisk.minimumRiskLevel: must be one of minor, moderate, elevated",
  ],
  [
    "a member who is not there",
    "groups[0].memberIds",
    [SAM, NOBODY],
    "groups[0].memberIds[1]: names a person who is not in users",
  ],
  [
    "a role holder who is not there",
    "directoryRoles[0].memberIds[0]",
    NOBODY,
    "directoryRoles[0].memberIds[0]: names a person",
  ],
  [
    "a manager who is not there",
    "users[1].managerId",
    NOBODY,
    "users[1].managerId: names a person",
  ],
  [
    "one's own manager",
    "users[1].managerId",
    SAM,
    "users[1].managerId: must not name the person himself",
  ],
  [
    "a risky person who is not there",
    "riskyUsers[0].id",
    NOBODY,
    "riskyUsers[0].id: names a person",
  ],
  [
    "an insider risk of nobody",
    "insiderRiskLevels[0].id",
    NOBODY,
    "insiderRiskLevels[0].id: names a person",
  ],
  [
    "an approver who is not there",
    `${stage}.primaryApprovers`,
    [{ kind: "user", id: NOBODY }],
    `${stage}.primaryApprovers[0].id: names a person`,
  ],
  [
    "a group that is not there",
    `${stage}.fallbackApprovers`,
    [{ kind: "group", id: NOBODY }],
    `${stage}.fallbackApprovers[0].id: names a group`,
  ],
  [
    "a role that is not there",
    "controlConfigurations.insiderRisk.fallbackApprovers",
    [{ kind: "role", name: "Global Reader" }],
    "controlConfigurations.insiderRisk.fallbackApprovers[0].name: names a role that is not in directoryRoles: Global Reader",
  ],
  ["two people with one id", "users[1].id", RILEY, "users[1].id: is the same id as users[0]"],
  [
    "two people with one name to sign in",
    "users[1].userPrincipalName",
    "RILEY@contoso.example",
    "users[1].userPrincipalName: is the same user principal name as users[0]",
  ],
  [
    "two policies with one id",
    "accessPackages[0].assignmentPolicies[1]",
    { id: POLICY, displayName: "Others" },
    "accessPackages[0].assignmentPolicies[1].id: is the same id as accessPackages[0].assignmentPolicies[0]",
  ],
  [
    "a person who is listed twice",
    "riskyUsers[1]",
    { id: RILEY, riskLevel: "low" },
    "riskyUsers[1].id: is the same person as riskyUsers[0]",
  ],
  [
    "one role twice",
    "directoryRoles[1]",
    { displayName: "security administrator", memberIds: [] },
    "directoryRoles[1].displayName: is the same role as directoryRoles[0]",
  ],
];

/** The problems as `path: message` lines. */
function refuse(content: unknown): string[] {
  const tenant = readTenant(content);
  return isTenantProblems(tenant) ? tenant.problems.map((p) => `${p.path}: ${p.message}`) : [];
}

describe("a wrong tenant file names the place and the reason", () => {
  it.each(cases)("for %s", (_what, path, value, expected) => {
    expect(refuse(createTenantContent({ [path]: value })).join("\n")).toContain(expected);
  });

  it("A6 for settings that name more than 50 people", () => {
    const ids = Array.from({ length: 50 }, (_, i) => createId(5_000 + i));
    const people = ids.map((id) => ({
      id,
      displayName: id,
      userPrincipalName: `${id}@contoso.example`,
    }));
    const { users } = createTenantContent() as { users: object[] };
    const content = createTenantContent({
      users: [...users, ...people],
      "groups[1]": { id: createId(7_000), displayName: "Everybody", memberIds: [SAM, ...ids] },
      "controlConfigurations.idProtection.fallbackApprovers": [
        { kind: "group", id: createId(7_000) },
      ],
    });
    expect(refuse(content)).toEqual([
      "controlConfigurations.idProtection.fallbackApprovers: names 51 people, at most 50 are allowed (Rule A6)",
    ]);
  });

  it("A6 for primary and fallback approvers who are more than 50 people together", () => {
    const ids = Array.from({ length: 50 }, (_, i) => createId(5_000 + i));
    const people = ids.map((id) => ({
      id,
      displayName: id,
      userPrincipalName: `${id}@contoso.example`,
    }));
    const { users } = createTenantContent() as { users: object[] };
    const content = (fallback: string) =>
      createTenantContent({
        users: [...users, ...people],
        "groups[1]": { id: createId(7_000), displayName: "Everybody", memberIds: ids },
        "controlConfigurations.idProtection.primaryApprovers": [
          { kind: "group", id: createId(7_000) },
        ],
        "controlConfigurations.idProtection.fallbackApprovers": [{ kind: "user", id: fallback }],
      });
    expect(refuse(content(SAM))).toEqual([
      "controlConfigurations.idProtection.fallbackApprovers: names, together with primaryApprovers, 51 people, at most 50 are allowed (Rule A6)",
    ]);
    expect(refuse(content(ids[0] ?? ""))).toEqual([]);
  });

  it("with every problem at once, of form and of reference", () => {
    const problems = refuse(
      createTenantContent({
        tenantId: undefined,
        "users[0].accountEnabled": 1,
        "groups[0].memberIds": [NOBODY],
        "riskyUsers[0].id": "x",
        "insiderRiskLevels[0].id": NOBODY,
      }),
    );
    expect(problems.map((line) => line.split(":")[0])).toEqual([
      "tenantId",
      "users[0].accountEnabled",
      "riskyUsers[0].id",
      "groups[0].memberIds[0]",
      "insiderRiskLevels[0].id",
    ]);
  });

  it.each([null, 3, "x", []])("for %j, which is no object", (content) => {
    expect(refuse(content)).toEqual([": must be an object"]);
  });
});
