import type { AccessPackage } from "@microsoft/microsoft-graph-types";
import { type GraphRequest, type GraphRoute, notFound, ok } from "../graph-route.js";

const PATH = "/v1.0/identityGovernance/entitlementManagement/accessPackages";
const READ = ["EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All"];

export const accessPackageRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    anyOf: READ,
    options: ["$expand", "$filter", "$select", "$top"],
    answer: (request) =>
      request.page(
        request.world.accessPackages.map((one) => expanded(one, request)),
        100,
      ),
  },
  {
    method: "GET",
    path: `${PATH}/{id}`,
    anyOf: READ,
    options: ["$expand", "$select"],
    answer: (request) => {
      const found = request.world.accessPackages.find(({ id }) => id === request.params.id);
      return found ? ok(expanded(found, request)) : notFound();
    },
  },
];

/** Policies come only where they are asked for. */
function expanded({ assignmentPolicies, ...rest }: AccessPackage, { query }: GraphRequest): object {
  const isExpanded = query.get("$expand") === "assignmentPolicies";
  return isExpanded ? { ...rest, assignmentPolicies: assignmentPolicies ?? [] } : rest;
}
