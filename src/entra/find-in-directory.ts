import { z } from "zod";
import type { NamedMatch } from "../service/ports/people.js";
import { rankMatches } from "../service/rank-matches.js";
import type { Directory } from "./directory.js";
import { DIRECTORY_PATIENCE } from "./directory-limits.js";
import { directoryPersonSchema, PERSON_PROPERTIES } from "./directory-person.js";
import { filterText, type Query } from "./graph-address.js";
import type { GraphClient } from "./graph-client.js";
import { operations } from "./operations.js";

const groupSchema = z.object({
  id: z.guid().transform((id) => id.toLowerCase()),
  displayName: z.string(),
});
export type NamedGroup = z.infer<typeof groupSchema>;

/**
 * People, groups and roles for a typed name. Whoever has exactly that name is asked for apart: a search gives the best
 * ones first as Graph sees it, and two people of one name must not look like one.
 */
export async function findInDirectory(
  graph: GraphClient,
  directory: Directory,
  typed: string,
  limit: number,
): Promise<readonly NamedMatch[]> {
  const words = typed.replace(/["\\]/g, " ").replace(/\s+/g, " ").trim();
  if (words === "") return [];
  const found = await Promise.all([
    findUsers(graph, words, limit),
    findGroups(graph, words, limit),
    directory.roles(),
  ]);
  const [users, groups, roles] = found;
  const matches: NamedMatch[] = [
    ...users,
    ...groups.map((group) => ({ kind: "group" as const, ...group })),
    ...roles.map(({ displayName }) => ({ kind: "role" as const, displayName })),
  ];
  return rankMatches(matches, words, limit);
}

/** Groups of exactly this name, two at most: one is meant, two are not. */
export async function groupsNamed(graph: GraphClient, name: string): Promise<NamedGroup[]> {
  const query = {
    $select: "id,displayName",
    $filter: `displayName eq ${filterText(name.trim())}`,
    $top: "2",
  };
  return firstPage(graph, operations.listGroups, query, groupSchema);
}

async function findUsers(graph: GraphClient, words: string, limit: number): Promise<NamedMatch[]> {
  const select = { $select: PERSON_PROPERTIES, $top: String(limit) };
  const search = `"displayName:${words}" OR "userPrincipalName:${words}"`;
  const pages = await Promise.all([
    firstPage(
      graph,
      operations.listUsers,
      { ...select, $filter: `displayName eq ${filterText(words)}` },
      directoryPersonSchema,
    ),
    firstPage(graph, operations.searchUsers, { ...select, $search: search }, directoryPersonSchema),
  ]);
  const people = pages.flat().filter(({ accountEnabled }) => accountEnabled);
  return once(people).map(({ id, displayName, userPrincipalName }) => {
    return { kind: "user", id, displayName, userPrincipalName };
  });
}

async function findGroups(graph: GraphClient, words: string, limit: number): Promise<NamedGroup[]> {
  const query = {
    $select: "id,displayName",
    $search: `"displayName:${words}"`,
    $top: String(limit),
  };
  const pages = await Promise.all([
    groupsNamed(graph, words),
    firstPage(graph, operations.searchGroups, query, groupSchema),
  ]);
  return once(pages.flat());
}

type Listing =
  | typeof operations.listUsers
  | typeof operations.searchUsers
  | typeof operations.listGroups
  | typeof operations.searchGroups;

async function firstPage<T>(
  graph: GraphClient,
  operation: Listing,
  query: Query,
  item: z.ZodType<T>,
): Promise<T[]> {
  const call = { query, item, timeout: DIRECTORY_PATIENCE };
  for await (const page of graph.getPages(operation, call)) return [...page];
  return [];
}

function once<T extends { readonly id: string }>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}
