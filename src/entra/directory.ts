import { z } from "zod";
import type { DirectoryPerson } from "../service/ports/people.js";
import { type BoundedCache, createBoundedCache } from "./bounded-cache.js";
import { type Clock, machineClock } from "./clock.js";
import {
  DIRECTORY_PATIENCE,
  IDS_PER_READ,
  MOST_MEMBERS,
  NAMES_AGE,
  RIGHTS_AGE,
} from "./directory-limits.js";
import { directoryPersonSchema, memberSchema, PERSON_PROPERTIES } from "./directory-person.js";
import { createRoleReader, type RoleReader } from "./directory-roles.js";
import { filterText } from "./graph-address.js";
import type { GraphClient } from "./graph-client.js";
import { isNotFound } from "./graph-error.js";
import { operations } from "./operations.js";

export interface DirectoryOptions {
  readonly graph: GraphClient;
  /** People who may activate a role count among its holders. */
  readonly countsEligible: boolean;
  readonly clock?: Clock;
}

/** What the bot knows how to read of a directory, with its caches. Every method may reject with GraphError. */
export interface Directory extends RoleReader {
  userById(id: string): Promise<DirectoryPerson | undefined>;
  userByName(userPrincipalName: string): Promise<DirectoryPerson | undefined>;
  /** Everybody below a group, however deep; empty for a group that is gone. */
  membersOf(groupId: string): Promise<readonly DirectoryPerson[]>;
  managerOf(id: string): Promise<DirectoryPerson | undefined>;
  groupName(id: string): Promise<string | undefined>;
}

export function createDirectory({ graph, countsEligible, clock }: DirectoryOptions): Directory {
  const time = clock ?? machineClock;
  const cache = <T>(maxAge: number, maxEntries: number): BoundedCache<T> =>
    createBoundedCache<T>({ maxAge, maxEntries }, time);
  const users = cache<DirectoryPerson | undefined>(RIGHTS_AGE, 5_000);
  const managers = cache<DirectoryPerson | undefined>(RIGHTS_AGE, 1_000);
  const members = cache<readonly DirectoryPerson[]>(RIGHTS_AGE, 50);
  const groupNames = cache<string | undefined>(NAMES_AGE, 1_000);

  const membersOf = (groupId: string) => members.get(groupId, () => readMembers(graph, groupId));
  const usersByIds = async (ids: readonly string[]): Promise<DirectoryPerson[]> => {
    const parts = Array.from({ length: Math.ceil(ids.length / IDS_PER_READ) }, (_, index) =>
      ids.slice(index * IDS_PER_READ, (index + 1) * IDS_PER_READ),
    );
    return (await Promise.all(parts.map((part) => readUsers(graph, part)))).flat();
  };
  return {
    userById: (id) => users.get(id, () => readUser(graph, id)),
    async userByName(name) {
      const person = await readUser(graph, name);
      if (person) users.put(person.id, person);
      return person;
    },
    membersOf,
    managerOf: (id) => managers.get(id, () => readManager(graph, id)),
    groupName: (id) => groupNames.get(id, () => readGroupName(graph, id)),
    ...createRoleReader({
      graph,
      countsEligible,
      definitions: cache(NAMES_AGE, 1),
      holders: cache(RIGHTS_AGE, 50),
      membersOf,
      usersByIds,
    }),
  };
}

/** @param key object id or user principal name */
async function readUser(graph: GraphClient, key: string): Promise<DirectoryPerson | undefined> {
  return unlessGone(
    graph.get(operations.readUser, {
      path: { id: key },
      query: { $select: PERSON_PROPERTIES },
      answer: directoryPersonSchema,
      timeout: DIRECTORY_PATIENCE,
    }),
  );
}

async function readUsers(graph: GraphClient, ids: readonly string[]): Promise<DirectoryPerson[]> {
  const filter = `id in (${ids.map(filterText).join(",")})`;
  const query = { $select: PERSON_PROPERTIES, $filter: filter };
  const found: DirectoryPerson[] = [];
  for await (const page of graph.getPages(operations.listUsers, {
    query,
    item: directoryPersonSchema,
    timeout: DIRECTORY_PATIENCE,
  })) {
    found.push(...page);
  }
  return found;
}

async function readMembers(graph: GraphClient, id: string): Promise<readonly DirectoryPerson[]> {
  const found = new Map<string, DirectoryPerson>();
  const query = { $select: PERSON_PROPERTIES, $top: "999" };
  const call = { path: { id }, query, item: memberSchema, timeout: DIRECTORY_PATIENCE };
  try {
    for await (const page of graph.getPages(operations.listTransitiveMembers, call)) {
      for (const person of page) if (person) found.set(person.id, person);
      if (found.size > MOST_MEMBERS) throw new RangeError("The group has too many members.");
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return [...found.values()];
}

async function readManager(graph: GraphClient, id: string): Promise<DirectoryPerson | undefined> {
  return unlessGone(
    graph.get(operations.readManager, {
      path: { id },
      query: { $select: PERSON_PROPERTIES },
      answer: directoryPersonSchema,
      timeout: DIRECTORY_PATIENCE,
    }),
  );
}

async function readGroupName(graph: GraphClient, id: string): Promise<string | undefined> {
  const group = await unlessGone(
    graph.get(operations.readGroup, {
      path: { id },
      query: { $select: "id,displayName" },
      answer: z.object({ displayName: z.string() }),
      timeout: DIRECTORY_PATIENCE,
    }),
  );
  return group?.displayName;
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
}
