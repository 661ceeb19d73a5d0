import type { NamedMatch } from "./ports/people.js";

const NO_MATCH = 3;

/**
 * Those whose name begins as typed, or has a word that does, in any case and with or without accents: whole names first,
 * at most `limit`.
 */
export function rankMatches(
  matches: readonly NamedMatch[],
  typed: string,
  limit: number,
): NamedMatch[] {
  const wanted = plain(typed);
  if (wanted === "") return [];
  const ranked = matches
    .map((match) => ({ match, rank: rankOf(match, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH);
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ match }) => match);
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
