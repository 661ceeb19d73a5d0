import type { RiskDetection } from "@microsoft/microsoft-graph-types";
import { type GraphRoute, notFound, ok, refuse } from "../graph-route.js";

const READ = ["IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"];

export const identityProtectionRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/v1.0/identityProtection/riskyUsers/{id}",
    anyOf: READ,
    options: ["$select"],
    budget: "idProtection",
    answer: ({ world, params }) => {
      const found = world.riskyUsers.get(params.id ?? "");
      return found ? ok(found) : notFound();
    },
  },
  {
    method: "GET",
    path: "/v1.0/identityProtection/riskyUsers",
    anyOf: READ,
    options: ["$filter", "$select", "$top"],
    budget: "idProtection",
    answer: (request) => request.page([...request.world.riskyUsers.values()], 500),
  },
  {
    method: "GET",
    path: "/v1.0/identityProtection/riskDetections",
    anyOf: ["IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All"],
    options: ["$filter", "$select", "$top", "$orderby"],
    budget: "idProtection",
    answer: (request) => {
      const filter = request.query.get("$filter") ?? "";
      const userId = /^userId eq '([0-9a-f-]{36})'$/.exec(filter)?.[1];
      if (userId === undefined) return refuse(400, "BadRequest", "The filter is not supported.");
      const found = request.world.riskDetections.filter((detection) => detection.userId === userId);
      const order = request.query.get("$orderby");
      if (order === "detectedDateTime desc") found.sort(latestFirst);
      return request.page(found, 500);
    },
  },
];

function latestFirst(a: RiskDetection, b: RiskDetection): number {
  return (b.detectedDateTime ?? "").localeCompare(a.detectedDateTime ?? "");
}
