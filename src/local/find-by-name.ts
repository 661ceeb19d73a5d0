import type { NamedMatch } from "../service/ports/people.js";
import type { Tenant } from "./tenant.js";

/** Enabled people, groups and roles of a tenant file by the beginning of a name or of a word in it; whole names first. */
export function findByName(tenant: Tenant, typed: string, limit: number): NamedMatch[] {
  const wanted = plain(typed);
  if (wanted === "") return [];
  const ranked = everybody(tenant)
    .map((match) => ({ match, rank: rankOf(match, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH);
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ match }) => match);
}

const NO_MATCH = 3;

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

/** 0 for the whole name, 1 for its beginning, 2 for the beginning of a word in it. */
function rankOf(match: NamedMatch, wanted: string): number {
  const name = plain(match.displayName);
  if (name === wanted) return 0;
  const isAddress = match.kind === "user" && plain(match.userPrincipalName).startsWith(wanted);
  if (name.startsWith(wanted) || isAddress) return 1;
  return name.includes(` ${wanted}`) ? 2 : NO_MATCH;
}

function plain(text: string): string {
  const letters = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return letters.replace(/\s+/g, " ").trim();
}
