import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ALL_OPERATIONS } from "../../src/entra/probes.js";
import { graphRoutes } from "../graph/routes.js";
import { readSourceFiles } from "../house/source-files.js";

/** A folder with Microsoft's published description of Graph, trimmed; named by whoever has one at hand. */
const folder = process.env.GRAPH_DESCRIPTION;

test("every operation has a permission, a purpose and Microsoft's page, and is known to the local Graph", () => {
  for (const { name, method, version, path, permission, purpose, source } of ALL_OPERATIONS) {
    expect(permission, name).toMatch(/^[A-Z]\w+(\.\w+)+$/);
    expect(purpose, name).toMatch(/^[a-z].*[^.]$/);
    expect(source, name).toMatch(/^https:\/\/learn\.microsoft\.com\/graph\/api\/[a-z-]+$/);
    const shape = (text: string) => text.replace(/\{\w+\}/g, "{}");
    const route = graphRoutes.find((each) => {
      return each.method === method && shape(each.path) === shape(`/${version}${path}`);
    });
    expect(route?.anyOf, name).toContain(permission);
  }
});

test("nobody writes the address of an operation but the tables", () => {
  const tables = /src\/entra\/(\w+-)?operations\.ts$/;
  const others = readSourceFiles("src").filter(({ path }) => !tables.test(path));
  const writing = others.filter(({ text }) =>
    /["'`]\/(identityProtection\/[a-z]|identityGovernance\/[a-z]|roleManagement\/[a-z]|users\/\{|groups\/\{)/.test(
      text,
    ),
  );
  expect(writing.map(({ path }) => path)).toEqual([]);
});

interface Description {
  readonly types: Readonly<
    Record<string, { readonly properties?: object; readonly baseType?: string | null }>
  >;
}

/** What the bot reads of each type that the description has. */
const READ: Readonly<Record<string, readonly string[]>> = {
  user: ["displayName", "userPrincipalName", "accountEnabled"],
  group: ["displayName"],
  riskyUser: ["riskLevel", "riskState", "riskDetail", "riskLastUpdatedDateTime"],
  accessPackage: ["displayName", "description", "isHidden", "assignmentPolicies"],
  accessPackageAssignmentPolicy: ["displayName", "requestorSettings", "requestApprovalSettings"],
  accessPackageAssignmentRequestorSettings: ["enableOnBehalfRequestorsToAddAccess"],
  accessPackageAssignmentApprovalSettings: [
    "isApprovalRequiredForAdd",
    "isRequestorJustificationRequired",
    "stages",
  ],
  accessPackageApprovalStage: [
    "durationBeforeAutomaticDenial",
    "durationBeforeEscalation",
    "isApproverJustificationRequired",
    "isEscalationEnabled",
    "primaryApprovers",
    "escalationApprovers",
  ],
  singleUser: ["userId"],
  groupMembers: ["groupId"],
  requestorManager: ["managerLevel"],
};

test("every property that is read is in Microsoft's published description, where it is at hand", () => {
  const file = join(folder ?? "", "v1.0.json");
  if (folder === undefined || !existsSync(file)) return;
  const { types } = JSON.parse(readFileSync(file, "utf8")) as Description;
  const wanted = Object.entries(READ).flatMap(([type, names]) =>
    names.map((name) => `${type}.${name}`),
  );
  const known = Object.entries(READ).flatMap(([type]) =>
    [...JSON.stringify(types[`microsoft.graph.${type}`] ?? {}).matchAll(/"(\w+)"/g)].map(
      ([, name]) => `${type}.${name}`,
    ),
  );
  expect(wanted.filter((name) => !known.includes(name))).toEqual([]);
});
