import type { NamedMatch } from "../service/ports/people.js";
import { rankMatches } from "../service/rank-matches.js";
import type { Tenant } from "./tenant.js";

/** Enabled people, groups and roles of a tenant file by the beginning of a name or of a word in it; whole names first. */
export function findByName(tenant: Tenant, typed: string, limit: number): NamedMatch[] {
  return rankMatches(everybody(tenant), typed, limit);
}

function everybody({ users, groups, directoryRoles }: Tenant): NamedMatch[] {
  return [
    ...users
      .filter((user) => user.accountEnabled)
      .map(({ id, displayName, userPrincipalName }) => {
        return { kind: "user" as const, id, displayName, userPrincipalName };
      }),
    ...groups.map(({ id, displayName }) => ({ kind: "group" as const, id, displayName })),
    ...directoryRoles.map(({ displayName }) => ({ kind: "role" as const, displayName })),
  ];
}
