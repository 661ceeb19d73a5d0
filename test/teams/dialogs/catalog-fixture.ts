import type { CatalogPackage } from "../../../src/service/ports/catalog.js";

export const FINANCE = "aaaaaaaa-0000-4000-8000-000000000001";
export const WIKI = "aaaaaaaa-0000-4000-8000-000000000002";
export const PAYROLL = "aaaaaaaa-0000-4000-8000-000000000003";

export function offer(id: string, displayName: string, needsReason = true): CatalogPackage {
  return {
    id,
    displayName,
    description: `What ${displayName} grants`,
    assignmentPolicies: [
      {
        id: `policy-of-${id}`,
        displayName: "Employees",
        isRequestorJustificationRequired: needsReason,
        allowOnBehalf: true,
        stages: [],
      },
    ],
  };
}

/** Finance and payroll ask for a reason, the wiki does not. */
export function offerAll(): CatalogPackage[] {
  return [
    offer(FINANCE, "Finance Data"),
    offer(WIKI, "Team Wiki", false),
    offer(PAYROLL, "Payroll Export"),
  ];
}
