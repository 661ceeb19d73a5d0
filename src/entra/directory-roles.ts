import { z } from "zod";
import type { DirectoryPerson } from "../service/ports/people.js";
import type { BoundedCache } from "./bounded-cache.js";
import { DIRECTORY_PATIENCE } from "./directory-limits.js";
import { filterText } from "./graph-address.js";
import type { GraphClient } from "./graph-client.js";
import { operations } from "./operations.js";

/** A directory role, built-in or the tenant's own. */
export interface RoleDefinition {
  readonly id: string;
  readonly displayName: string;
}

export interface RoleReader {
  roles(): Promise<readonly RoleDefinition[]>;
  /** By its name in any case; undefined when there is none of that name, or more than one. */
  roleNamed(name: string): Promise<RoleDefinition | undefined>;
  /** Who holds a role in the whole directory: assigned, through a group, and eligible where that counts. */
  holdersOf(roleId: string): Promise<readonly DirectoryPerson[]>;
}

interface RoleTools {
  readonly graph: GraphClient;
  readonly countsEligible: boolean;
  readonly definitions: BoundedCache<readonly RoleDefinition[]>;
  readonly holders: BoundedCache<readonly DirectoryPerson[]>;
  membersOf(groupId: string): Promise<readonly DirectoryPerson[]>;
  usersByIds(ids: readonly string[]): Promise<readonly DirectoryPerson[]>;
}

const definitionSchema = z.object({ id: z.string(), displayName: z.string() });
/** Of somebody who was deleted Graph still gives the assignment, without the object. */
const assignmentSchema = z.object({
  directoryScopeId: z.string().nullish(),
  principalId: z.guid().transform((id) => id.toLowerCase()),
  principal: z.object({ "@odata.type": z.string() }).nullish(),
});
type Assignment = z.infer<typeof assignmentSchema>;

/** A role for a part of the directory (an administrative unit, one application) is no right over everybody's requests. */
const WHOLE_DIRECTORY = "/";

export function createRoleReader(tools: RoleTools): RoleReader {
  const roles = () => tools.definitions.get("all", () => readDefinitions(tools.graph));
  return {
    roles,
    async roleNamed(name) {
      const wanted = name.trim().toLowerCase();
      const found = (await roles()).filter((role) => role.displayName.toLowerCase() === wanted);
      return found.length === 1 ? found[0] : undefined;
    },
    holdersOf: (roleId) => tools.holders.get(roleId, () => readHolders(tools, roleId)),
  };
}

async function readDefinitions(graph: GraphClient): Promise<readonly RoleDefinition[]> {
  const query = { $select: "id,displayName" };
  const found: RoleDefinition[] = [];
  const call = { query, item: definitionSchema, timeout: DIRECTORY_PATIENCE };
  for await (const page of graph.getPages(operations.listRoleDefinitions, call))
    found.push(...page);
  return found;
}

async function readHolders(tools: RoleTools, roleId: string): Promise<readonly DirectoryPerson[]> {
  const lists = [
    readAssignments(tools.graph, operations.listRoleAssignments, roleId),
    ...(tools.countsEligible
      ? [readAssignments(tools.graph, operations.listRoleEligibilities, roleId)]
      : []),
  ];
  const assignments = (await Promise.all(lists)).flat();
  const users = tools.usersByIds(principalsOf(assignments, "user"));
  const groups = principalsOf(assignments, "group").map((id) => tools.membersOf(id));
  const people = (await Promise.all([users, ...groups])).flat();
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

async function readAssignments(
  graph: GraphClient,
  operation: typeof operations.listRoleAssignments | typeof operations.listRoleEligibilities,
  roleId: string,
): Promise<Assignment[]> {
  const query = { $filter: `roleDefinitionId eq ${filterText(roleId)}`, $expand: "principal" };
  const found: Assignment[] = [];
  const call = { query, item: assignmentSchema, timeout: DIRECTORY_PATIENCE };
  for await (const page of graph.getPages(operation, call)) {
    found.push(...page.filter(({ directoryScopeId }) => directoryScopeId === WHOLE_DIRECTORY));
  }
  return found;
}

/** Whoever comes without his object is looked up like a person: who is not there does not count, who cannot be read does. */
function principalsOf(assignments: readonly Assignment[], kind: "user" | "group"): string[] {
  const found = assignments.filter(({ principal }) => {
    const type = principal?.["@odata.type"] ?? "#microsoft.graph.user";
    return type === `#microsoft.graph.${kind}`;
  });
  return [...new Set(found.map(({ principalId }) => principalId))];
}
