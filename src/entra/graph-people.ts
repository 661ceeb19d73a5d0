import { type ApproverRule, objectIdSchema } from "../approval/approver.js";
import {
  type DirectoryPerson,
  DirectoryUnavailableError,
  type People,
} from "../service/ports/people.js";
import { createDirectory, type Directory, type DirectoryOptions } from "./directory.js";
import { findInDirectory, groupsNamed } from "./find-in-directory.js";

/** No other text names a person; `/users/…` would take much else. */
const USER_PRINCIPAL_NAME = /^[^\s@/\\]{1,200}@[^\s@/\\]{1,200}$/;

/**
 * The directory of Microsoft Entra. What was read is believed for RIGHTS_AGE at most; what cannot be read is a
 * DirectoryUnavailableError, never an empty set.
 */
export function createGraphPeople(options: DirectoryOptions): People {
  const { graph } = options;
  const directory = createDirectory(options);
  const holders = async (name: string): Promise<readonly DirectoryPerson[]> => {
    const role = await directory.roleNamed(name);
    return role ? directory.holdersOf(role.id) : [];
  };
  const enabledHolders = async (name: string) =>
    (await holders(name)).filter((person) => person.accountEnabled);
  const resolve = async (rule: ApproverRule, requestorId: string) => {
    switch (rule.kind) {
      case "user":
        return oneOf(await directory.userById(rule.id));
      case "group":
        return directory.membersOf(rule.id);
      case "role":
        return holders(rule.name);
      case "manager":
        return oneOf(await managerAbove(directory, requestorId.toLowerCase(), rule.level));
    }
  };
  return {
    async byId(id) {
      const key = objectIdSchema.safeParse(id).data;
      return key === undefined ? undefined : readable(directory.userById(key));
    },
    async byUserPrincipalName(name) {
      const key = name.trim();
      return USER_PRINCIPAL_NAME.test(key) ? readable(directory.userByName(key)) : undefined;
    },
    async resolve(rule, requestorId) {
      const [people, label] = await readable(
        Promise.all([resolve(rule, requestorId), labelOf(directory, rule)]),
      );
      const namedBy = [{ rule, label }];
      return people.map((person) => ({ ...person, namedBy }));
    },
    label: (rule) => readable(labelOf(directory, rule)),
    async groupByName(name) {
      const groups = await readable(groupsNamed(graph, name));
      return groups.length === 1 ? groups[0] : undefined;
    },
    async roleByName(name) {
      const role = await readable(directory.roleNamed(name));
      return role && { displayName: role.displayName };
    },
    findByName: (typed, limit) => readable(findInDirectory(graph, directory, typed, limit)),
    roleHolders: (name) => readable(enabledHolders(name)),
    async hasRole(personId, name) {
      const id = personId.toLowerCase();
      return (await readable(enabledHolders(name))).some((person) => person.id === id);
    },
  };
}

async function managerAbove(
  directory: Directory,
  personId: string,
  level: number,
): Promise<DirectoryPerson | undefined> {
  const manager = await directory.managerOf(personId);
  return manager && level > 1 ? managerAbove(directory, manager.id, level - 1) : manager;
}

async function labelOf(directory: Directory, rule: ApproverRule): Promise<string> {
  switch (rule.kind) {
    case "user":
      return (await directory.userById(rule.id))?.displayName ?? rule.id;
    case "group":
      return (await directory.groupName(rule.id)) ?? rule.id;
    case "role":
      return (await directory.roleNamed(rule.name))?.displayName ?? rule.name;
    case "manager":
      return rule.level === 1 ? "manager" : "manager's manager";
  }
}

function oneOf(person: DirectoryPerson | undefined): readonly DirectoryPerson[] {
  return person ? [person] : [];
}

/** Whatever went wrong, the port knows one failure: the directory could not be read. */
async function readable<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new DirectoryUnavailableError("The directory cannot be read.", { cause });
  });
}
