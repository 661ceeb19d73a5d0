export const KEY = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
export const RILEY = "11111111-1111-4111-8111-111111111111";
export const TARA = "22222222-2222-4222-8222-222222222222";
export const PACKAGE = "33333333-3333-4333-8333-333333333333";
export const POLICY = "44444444-4444-4444-8444-444444444444";
export const STAGE_INSTANCE = "55555555-5555-4555-8555-555555555555";
const OTHER = "99999999-9999-4999-8999-999999999999";

/** The simple form with everything in it. */
export const simpleForm = {
  accessPackageAssignmentRequestId: KEY,
  requestor: { objectId: RILEY },
  target: { objectId: TARA },
  accessPackage: { id: PACKAGE },
  assignmentPolicy: { id: POLICY },
  justification: "Quarterly close",
};

/** Entra's call-out as a Logic App sees it. */
export const callOut = {
  AccessPackageAssignmentRequestId: KEY,
  CallbackUriPath: `/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/${KEY}/resume`,
  CustomExtensionStageInstanceId: STAGE_INSTANCE,
  Stage: "AssignmentRequestCreated",
  RequestType: "UserAdd",
  State: "Submitted",
  Status: "Accepted",
  Answers: [],
  CallbackConfiguration: { DurationBeforeTimeout: "P1D" },
  AccessPackage: { Id: PACKAGE, DisplayName: "Finance Data", Description: "" },
  AccessPackageCatalog: { Id: OTHER, DisplayName: "General", Description: "" },
  Assignment: {
    Id: OTHER,
    State: "",
    Status: "",
    Target: {
      Id: OTHER,
      ObjectId: TARA,
      DisplayName: "Tara",
      ConnectedOrganization: { Id: OTHER },
    },
    AssignmentPolicy: { Id: POLICY, DisplayName: "Employees" },
  },
  Requestor: { Id: OTHER, ObjectId: RILEY, DisplayName: "Riley Chen" },
};

/** The same value with every key spelled anew, at every depth. */
export function respell(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => respell(item, spell));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [spell(key), respell(field, spell)]),
  );
}

export const toCamelCase = (key: string) => key.charAt(0).toLowerCase() + key.slice(1);
export const toPascalCase = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);
