import { type GraphRequest, type GraphRoute, refuse, select } from "../graph-route.js";
import type { WorldAssignment } from "../graph-world.js";

const READ = ["RoleManagement.Read.Directory", "RoleManagement.Read.All", "Directory.Read.All"];
const READ_ELIGIBLE = [
  "RoleEligibilitySchedule.Read.Directory",
  "RoleManagement.Read.Directory.Eligible",
  "RoleEligibilitySchedule.ReadWrite.Directory",
];

export const roleRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/v1.0/roleManagement/directory/roleDefinitions",
    anyOf: READ,
    options: ["$select", "$filter", "$expand"],
    answer: (request) =>
      request.page(
        request.world.roleDefinitions.map((role) => select(role, request, ["displayName"])),
        500,
      ),
  },
  {
    method: "GET",
    path: "/v1.0/roleManagement/directory/roleAssignments",
    anyOf: READ,
    options: ["$filter", "$expand"],
    answer: (request) => assignments(request, request.world.roleAssignments),
  },
  {
    method: "GET",
    path: "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
    anyOf: READ_ELIGIBLE,
    options: ["$filter", "$expand", "$select"],
    answer: (request) => assignments(request, request.world.roleEligibilities),
  },
];

function assignments(request: GraphRequest, all: readonly WorldAssignment[]) {
  const roleId = /^roleDefinitionId eq '([0-9a-f-]{36})'$/.exec(
    request.query.get("$filter") ?? "",
  )?.[1];
  const isExpanded = request.query.get("$expand") === "principal";
  if (roleId === undefined || !isExpanded) {
    return refuse(400, "UnsupportedQuery", "The local Graph knows this query by one role only.");
  }
  const found = all.filter(({ roleDefinitionId }) => roleDefinitionId === roleId);
  return request.page(
    found.map((assignment, index) => ({
      id: `assignment-${index}`,
      ...assignment,
      principal: { "@odata.type": typeOf(request, assignment), id: assignment.principalId },
    })),
    500,
  );
}

function typeOf({ world }: GraphRequest, { principalId }: WorldAssignment): string {
  if (world.users.has(principalId)) return "#microsoft.graph.user";
  if (world.groups.has(principalId)) return "#microsoft.graph.group";
  return "#microsoft.graph.servicePrincipal";
}
