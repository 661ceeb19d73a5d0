import { expect, test } from "vitest";
import { describeFindings, type Subject } from "../../src/entra/doctor-report.js";
import { examineGraph } from "../../src/entra/examine-graph.js";
import { FEATURES } from "../../src/entra/features.js";
import { TokenRefusedError } from "../../src/entra/graph-credential.js";
import { ALL_OPERATIONS, isProbed } from "../../src/entra/probes.js";
import { ALL_PERMISSIONS, useLocalGraph } from "../graph/graph-at-hand.js";

const here = useLocalGraph();
const subject: Subject = {
  tenantId: "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002",
  appId: "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c001",
  root: "https://graph.microsoft.com",
  isManagedIdentity: false,
  countsEligible: true,
};

async function examine(permissions: readonly string[], about: Partial<Subject> = {}) {
  here.graph.isIdProtectionLimited = true;
  const token = here.graph.mint(permissions);
  const graph = here.clientWith(async () => token);
  const findings = await here.clock.until(examineGraph(graph, async () => token));
  return { findings, report: describeFindings(findings, { ...subject, ...about }) };
}

const missingIn = (text: string) =>
  [...text.matchAll(/^ {2}MISSING +(\S+):/gm)].map(([, name]) => name);

test("with every permission everything works, and ID Protection's limit is kept meanwhile", async () => {
  const { report } = await examine(ALL_PERMISSIONS);
  expect(report.text).toContain("Every permission works.");
  expect(report.isWell).toBe(true);
  expect(missingIn(report.text)).toEqual([]);
  expect(here.graph.seen.filter(({ status }) => status === 429)).toEqual([]);
  expect(here.graph.seen.filter(({ method }) => method !== "GET")).toEqual([]);
});

/** Reading is part of writing: without its own permission it still works. */
const CONTAINED = new Set(["EntitlementManagement.Read.All"]);

test.each(ALL_PERMISSIONS.filter((name) => !CONTAINED.has(name)))(
  "without %s exactly that is missing, with what goes without it and how to grant it",
  async (missing) => {
    const { report } = await examine(ALL_PERMISSIONS.filter((name) => name !== missing));
    expect(missingIn(report.text)).toEqual([missing]);
    const features = ALL_OPERATIONS.filter(({ permission }) => permission === missing);
    for (const { feature } of features) expect(report.text).toContain(FEATURES[feature].without);
    const isOptional = features.every(
      ({ feature }) => FEATURES[feature].isOptional && feature !== "eligibleHolders",
    );
    expect(report.isWell).toBe(isOptional);
    expect(report.text).toContain("API permissions");
    expect(report.text).toContain(`    ${missing}\n`);
    expect(report.text).toContain("Nothing was changed.");
  },
);

test("without both permissions of Entitlement Management both are missing", async () => {
  const others = ALL_PERMISSIONS.filter((name) => !name.startsWith("EntitlementManagement."));
  const { report } = await examine(others);
  expect(missingIn(report.text).sort()).toEqual(
    ["EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All"].sort(),
  );
});

test("eligible holders are needed only by those who count them", async () => {
  const others = ALL_PERMISSIONS.filter((name) => !name.startsWith("RoleEligibility"));
  expect((await examine(others)).report.isWell).toBe(false);
  expect((await examine(others, { countsEligible: false })).report.isWell).toBe(true);
});

test("a managed identity is granted permissions by a script that names them", async () => {
  const others = ALL_PERMISSIONS.filter((name) => name !== "User.Read.All");
  const { report } = await examine(others, { isManagedIdentity: true });
  expect(report.text).toContain("New-MgServicePrincipalAppRoleAssignment");
  expect(report.text).toContain("for up to a day");
  expect(report.text).toContain("'User.Read.All'");
  expect(report.text).toContain(subject.appId);
});

test("a licence that is missing is not taken for a permission that is missing", async () => {
  here.graph.trouble(/identityProtection/, { status: 403, code: "Forbidden", times: 99 });
  const { report } = await examine(ALL_PERMISSIONS);
  expect(missingIn(report.text)).toEqual([]);
  expect(report.text).toMatch(/REFUSED +IdentityRiskyUser.Read.All/);
  expect(report.text).toContain("Entra ID P2");
  expect(report.isWell).toBe(false);
});

test("a Graph that does not answer proves nothing", async () => {
  here.graph.trouble(/accessPackages/, { status: 500, times: 99 });
  const { report } = await examine(ALL_PERMISSIONS);
  expect(report.text).toMatch(/UNKNOWN +EntitlementManagement.Read.All/);
  expect(report.isWell).toBe(false);
});

test.each([
  ["AADSTS7000215", "MicrosoftAppPassword"],
  ["AADSTS700016", "MicrosoftAppId"],
  ["CredentialUnavailableError", "managed identity"],
  ["somethingElse", "credentials"],
])("without a token (%s) the report says what to look at", async (code, words) => {
  const refused = async () => Promise.reject(new TokenRefusedError(code));
  const findings = await examineGraph(here.clientWith(refused), refused);
  const report = describeFindings(findings, subject);
  expect(report.isWell).toBe(false);
  expect(report.text).toContain(code);
  expect(report.text).toContain(words);
  expect(here.graph.seen).toEqual([]);
});

test("what the bot asks with is tried as it asks: a query that the tenant does not take is found", async () => {
  await examine(ALL_PERMISSIONS);
  const queryOf = (path: RegExp) => here.graph.seenAt(path)[0]?.query;
  const expand = "requestor,accessPackage,assignment($expand=target,assignmentPolicy)";
  for (const path of [/assignmentRequests$/, /assignmentRequests\/./])
    expect(queryOf(path)?.get("$expand")).toBe(expand);
  for (const path of [/accessPackages$/, /accessPackages\/./])
    expect(queryOf(path)?.get("$expand")).toBe("assignmentPolicies");
  expect(queryOf(/transitiveMembers$/)?.get("$select")).toContain("accountEnabled");
  expect(queryOf(/riskyUsers$/)?.get("$select")).toContain("riskState");
  here.graph.trouble(/assignmentRequests$/, { status: 400, code: "BadRequest", times: 9 });
  const { report } = await examine(ALL_PERMISSIONS);
  expect(report.text).toMatch(
    /UNKNOWN +EntitlementManagement.Read.All[\s\S]*Graph said: 400 BadRequest/,
  );
  expect(report.isWell).toBe(false);
});

test("a page of something on the way proves no permission", async () => {
  here.graph.trouble(/accessPackages/, { status: 200, text: "<html></html>", times: 99 });
  const { report } = await examine(ALL_PERMISSIONS);
  expect(report.text).toMatch(/UNKNOWN +EntitlementManagement.Read.All/);
  expect(report.isWell).toBe(false);
});

test("every operation that reads is tried, and none that changes something", () => {
  const untried = ALL_OPERATIONS.filter((operation) => !isProbed(operation));
  expect(untried.filter(({ method }) => method === "GET")).toEqual([]);
  expect(ALL_OPERATIONS.filter(isProbed).filter(({ method }) => method !== "GET")).toEqual([]);
});
