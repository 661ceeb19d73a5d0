import type { GraphRoute } from "../graph-route.js";

export const accessPackageRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/v1.0/identityGovernance/entitlementManagement/accessPackages",
    anyOf: ["EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All"],
    options: ["$expand", "$filter", "$select", "$top"],
    answer: (request) => {
      const isExpanded = request.query.get("$expand") === "assignmentPolicies";
      const packages = request.world.accessPackages.map(({ assignmentPolicies, ...rest }) =>
        isExpanded ? { ...rest, assignmentPolicies: assignmentPolicies ?? [] } : rest,
      );
      return request.page(packages, 100);
    },
  },
];
