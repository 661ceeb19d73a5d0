import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isReviewedRequestType } from "../../src/approval/request-type.js";
import { ALL_OPERATIONS } from "../../src/entra/probes.js";
import { createResumeBody } from "../../src/service/resume-body.js";
import { submitted } from "../builders/request.js";
import { callOutOrigin } from "../builders/submission.js";
import { graphRoutes } from "../graph/routes.js";
import { projectRoot, readSourceFiles } from "../house/source-files.js";

/** Microsoft's published description of Graph, trimmed: beside the project, or where GRAPH_DESCRIPTION says. */
const folder = process.env.GRAPH_DESCRIPTION ?? join(projectRoot, "../shared/data/graph");

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

interface Described {
  readonly properties?: Readonly<Record<string, string>>;
  readonly navigation?: Readonly<Record<string, string>>;
  readonly baseType?: string | null;
}
interface Description {
  readonly types: Readonly<Record<string, Described>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly {
    readonly name: string;
    readonly boundTo: string;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
}
interface BetaNames {
  readonly beta: {
    readonly entity: Readonly<Record<string, { readonly properties: readonly string[] }>>;
  };
}

function readDescription<T>(name: string): T | undefined {
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
const described = readDescription<Description>("v1.0.json");
const beta = readDescription<BetaNames>("beta-names.json");

/** Own and inherited names of a type, related objects included; undefined where the description leaves the type out. */
function namesOf(type: string): readonly string[] | undefined {
  const found = described?.types[`microsoft.graph.${type}`];
  if (!found) return undefined;
  const base = found.baseType?.replace("microsoft.graph.", "");
  const own = [...Object.keys(found.properties ?? {}), ...Object.keys(found.navigation ?? {})];
  return [...own, ...(base ? (namesOf(base) ?? []) : [])];
}

/** What the bot reads or sends of each type that the description has. `id` comes from `entity`, or is a property. */
const USED: Readonly<Record<string, readonly string[]>> = {
  user: ["id", "displayName", "userPrincipalName", "accountEnabled"],
  group: ["id", "displayName"],
  riskyUser: ["id", "riskLevel", "riskState", "riskDetail", "riskLastUpdatedDateTime"],
  riskDetection: [
    "userId",
    "riskEventType",
    "activityDateTime",
    "detectedDateTime",
    "ipAddress",
    "location",
  ],
  signInLocation: ["city", "countryOrRegion"],
  entitlementManagement: ["accessPackages", "assignmentRequests"],
  accessPackage: ["id", "displayName", "description", "isHidden", "assignmentPolicies"],
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
  accessPackageAssignmentRequest: [
    "id",
    "requestType",
    "state",
    "createdDateTime",
    "customExtensionCalloutInstances",
    "requestor",
    "accessPackage",
    "assignment",
  ],
  accessPackageAssignment: ["target", "assignmentPolicy"],
  accessPackageSubject: ["objectId"],
  customExtensionCalloutInstance: ["id", "customExtensionId", "status"],
  accessPackageAssignmentRequestCallbackData: [
    "stage",
    "customExtensionStageInstanceId",
    "customExtensionStageInstanceDetail",
    "state",
  ],
  customExtensionClientConfiguration: ["timeoutInMilliseconds", "maximumRetries"],
  customExtensionCallbackConfiguration: ["timeoutDuration"],
  customCalloutExtension: [
    "displayName",
    "description",
    "endpointConfiguration",
    "authenticationConfiguration",
    "clientConfiguration",
  ],
  customExtensionStageSetting: ["stage", "customExtension"],
};

/** Values that decide something. */
const DECISIVE: Readonly<Record<string, readonly string[]>> = {
  accessPackageRequestState: [
    "submitted",
    "pendingApproval",
    "scheduled",
    "delivering",
    "delivered",
    "partiallyDelivered",
    "deliveryFailed",
    "denied",
    "canceled",
    "unknownFutureValue",
  ],
  customExtensionCalloutInstanceStatus: [
    "calloutSent",
    "waitingForCallback",
    "callbackReceived",
    "calloutFailed",
    "callbackTimedOut",
    "unknownFutureValue",
  ],
  accessPackageRequestType: ["userAdd", "adminAdd", "onBehalfAdd", "userUpdate"],
  accessPackageCustomExtensionStage: ["assignmentRequestCreated"],
  riskLevel: ["none", "low", "medium", "high", "hidden"],
  riskState: [
    "none",
    "atRisk",
    "dismissed",
    "remediated",
    "confirmedSafe",
    "confirmedCompromised",
    "unknownFutureValue",
  ],
};

describe.skipIf(!described)("held against Microsoft's published description", () => {
  test.each(Object.entries(USED))("every name of %s is there", (type, names) => {
    const known = namesOf(type);
    expect(known, "the type is described").toBeDefined();
    expect(names.filter((name) => !known?.includes(name))).toEqual([]);
  });

  test.each(Object.entries(DECISIVE))("every value of %s is there", (type, values) => {
    const known = described?.enums[`microsoft.graph.${type}`] ?? [];
    expect(values.filter((value) => !known.includes(value))).toEqual([]);
  });

  test("F1 no value of a state or of a call-out's status is left unjudged", () => {
    for (const type of ["accessPackageRequestState", "customExtensionCalloutInstanceStatus"])
      expect([...(described?.enums[`microsoft.graph.${type}`] ?? [])].sort()).toEqual(
        [...(DECISIVE[type] ?? [])].sort(),
      );
  });

  test("I5 every addition that Entra knows is reviewed, but for those that the system makes", () => {
    const types = described?.enums["microsoft.graph.accessPackageRequestType"] ?? [];
    const unreviewed = types.filter((type) => !isReviewedRequestType(type));
    expect(unreviewed.filter((type) => /add|extend/i.test(type))).toEqual(["systemAdd"]);
  });

  test("F1 a resume has the parameters of the action, and what it sends is of the described type", () => {
    const action = described?.actions.find(({ name }) => name === "resume");
    expect(action?.boundTo).toBe("microsoft.graph.accessPackageAssignmentRequest");
    const { request } = submitted("R-1042");
    const { callOut } = callOutOrigin("userAdd");
    const body = createResumeBody({ ...request, state: "denied" }, callOut);
    expect(Object.keys(body).sort()).toEqual(Object.keys(action?.parameters ?? {}).sort());
    const { "@odata.type": type, ...data } = body.data;
    const known = namesOf(type.replace("microsoft.graph.", "")) ?? [];
    expect(Object.keys(data).filter((name) => !known.includes(name))).toEqual([]);
  });

  test("Entra's own controls have the names by which they are read", () => {
    for (const name of ["entraIdProtectionRiskyUserApproval", "insiderRiskyUserApproval"])
      expect(beta?.beta.entity[name]?.properties).toEqual(
        expect.arrayContaining(["isApprovalRequired", "minimumRiskLevel"]),
      );
  });
});
