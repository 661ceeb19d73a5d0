import {
  type GraphRequest,
  type GraphRoute,
  notFound,
  ok,
  refuse,
  select,
} from "../graph-route.js";
import type { WorldUser } from "../graph-world.js";

const READ = [
  "User.Read.All",
  "User.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];
/** What comes without `$select` (user resource type): `accountEnabled` does not. */
const WITHOUT_SELECT = ["displayName", "userPrincipalName"];

export const userRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/v1.0/users/{id}",
    anyOf: READ,
    options: ["$select"],
    answer: (request) => {
      const user = findUser(request, request.params.id ?? "");
      return user ? ok(select(user, request, WITHOUT_SELECT)) : notFound();
    },
  },
  {
    method: "GET",
    path: "/v1.0/users",
    anyOf: READ,
    options: ["$select", "$filter", "$search", "$top", "$count"],
    answer: (request) => {
      const filter = request.query.get("$filter");
      const search = request.query.get("$search");
      const found = search ? searched(request, search) : filtered(request, filter);
      if (!found) return refuse(400, "Request_UnsupportedQuery", "Unsupported query.");
      return request.page(
        found.map((user) => select(user, request, WITHOUT_SELECT)),
        999,
      );
    },
  },
  {
    method: "GET",
    path: "/v1.0/users/{id}/manager",
    anyOf: READ,
    options: ["$select"],
    answer: (request) => {
      const managerId = findUser(request, request.params.id ?? "")?.managerId;
      const found = managerId === undefined ? undefined : request.world.users.get(managerId);
      if (!found) return notFound();
      const object = select(found, request, WITHOUT_SELECT);
      return ok({ "@odata.type": "#microsoft.graph.user", ...object });
    },
  },
];

function findUser({ world }: GraphRequest, key: string): WorldUser | undefined {
  const name = key.toLowerCase();
  const byName = (user: WorldUser) => user.userPrincipalName.toLowerCase() === name;
  return world.users.get(name) ?? [...world.users.values()].find(byName);
}

/** `displayName eq '…'`, or `id in ('…','…')`, 15 values at most. */
function filtered({ world }: GraphRequest, filter: string | null): WorldUser[] | undefined {
  if (filter === null) return [...world.users.values()];
  const name = /^displayName eq '(.*)'$/.exec(filter)?.[1]?.replaceAll("''", "'").toLowerCase();
  if (name !== undefined) {
    return [...world.users.values()].filter((user) => user.displayName.toLowerCase() === name);
  }
  const list = /^id in \(('[0-9a-f-]{36}'(,'[0-9a-f-]{36}')*)\)$/.exec(filter)?.[1];
  const ids = list?.split(",").map((id) => id.slice(1, -1));
  if (!ids || ids.length > 15) return undefined;
  return [...world.users.values()].filter(({ id }) => ids.includes(id));
}

/** `"displayName:word" OR "userPrincipalName:word"`: the beginnings of words. */
function searched({ world }: GraphRequest, search: string): WorldUser[] | undefined {
  const parts = /^"displayName:([^"]+)" OR "userPrincipalName:([^"]+)"$/.exec(search);
  if (!parts) return undefined;
  const words = (parts[1] ?? "").toLowerCase().split(/\s+/);
  return [...world.users.values()].filter(({ displayName, userPrincipalName }) => {
    const tokens = displayName.toLowerCase().split(/\s+/);
    const isNamed = words.every((word) => tokens.some((token) => token.startsWith(word)));
    return isNamed || userPrincipalName.toLowerCase().startsWith((parts[2] ?? "").toLowerCase());
  });
}
