import { type GraphRoute, notFound, ok, refuse, select } from "../graph-route.js";
import type { GraphWorld, WorldGroup } from "../graph-world.js";

const READ = [
  "GroupMember.Read.All",
  "Group.Read.All",
  "Directory.Read.All",
  "Group.ReadWrite.All",
];

export const groupRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/v1.0/groups/{id}",
    anyOf: READ,
    options: ["$select"],
    answer: (request) => {
      const group = request.world.groups.get(request.params.id ?? "");
      return group ? ok(select(group, request, ["displayName"])) : notFound();
    },
  },
  {
    method: "GET",
    path: "/v1.0/groups",
    anyOf: READ,
    options: ["$select", "$filter", "$search", "$top", "$count"],
    answer: (request) => {
      const all = [...request.world.groups.values()];
      const name = /^displayName eq '(.*)'$/.exec(request.query.get("$filter") ?? "")?.[1];
      const word = /^"displayName:([^"]+)"$/.exec(request.query.get("$search") ?? "")?.[1];
      if (request.query.has("$filter") && name === undefined) {
        return refuse(400, "Request_UnsupportedQuery", "Unsupported query.");
      }
      const wanted = name === undefined ? all : named(all, name);
      const found = word === undefined ? wanted : beginning(wanted, word);
      return request.page(
        found.map((group) => select(group, request, ["displayName"])),
        999,
      );
    },
  },
  {
    method: "GET",
    path: "/v1.0/groups/{id}/transitiveMembers",
    anyOf: READ,
    options: ["$select", "$top", "$count"],
    answer: (request) => {
      const group = request.world.groups.get(request.params.id ?? "");
      if (!group) return notFound();
      const mayReadUsers = request.may("User.Read.All") || request.may("Directory.Read.All");
      const members = transitiveMembers(request.world, group).map(({ type, id }) => {
        // Without the right to read people their objects come with nulls, not with an error.
        const known = type === "user" && mayReadUsers ? request.world.users.get(id) : undefined;
        const object = known ?? request.world.groups.get(id) ?? { id };
        return { "@odata.type": `#microsoft.graph.${type}`, ...select(object, request, []) };
      });
      return request.page(members, 999);
    },
  },
];

function named(groups: readonly WorldGroup[], name: string): WorldGroup[] {
  const wanted = name.replaceAll("''", "'").toLowerCase();
  return groups.filter(({ displayName }) => displayName.toLowerCase() === wanted);
}

function beginning(groups: readonly WorldGroup[], typed: string): WorldGroup[] {
  const words = typed.toLowerCase().split(/\s+/);
  return groups.filter(({ displayName }) => {
    const tokens = displayName.toLowerCase().split(/\s+/);
    return words.every((word) => tokens.some((token) => token.startsWith(word)));
  });
}

interface Member {
  readonly type: "user" | "group" | "device";
  readonly id: string;
}

/** Everybody and everything below a group, each once, however the groups are nested. */
function transitiveMembers(world: GraphWorld, group: WorldGroup): Member[] {
  const found = new Map<string, Member>();
  const walk = ({ memberIds }: WorldGroup): void => {
    for (const id of memberIds) {
      if (found.has(id)) continue;
      const nested = world.groups.get(id);
      const type = nested ? "group" : world.devices.has(id) ? "device" : "user";
      found.set(id, { type, id });
      if (nested) walk(nested);
    }
  };
  walk(group);
  return [...found.values()];
}
