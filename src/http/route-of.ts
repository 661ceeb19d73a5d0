/** The paths with a part of their own, as the router writes them. */
export const DOWNLOADS = "/downloads/:token";
export const INSIDER_RISK = "/api/insider-risk/:userId";

const PATTERNS: readonly (readonly [route: string, path: RegExp])[] = [
  [DOWNLOADS, /^\/downloads\/([A-Za-z0-9_-]{20,100})$/],
  [INSIDER_RISK, /^\/api\/insider-risk\/([\w.@-]{1,200})$/],
];

/** The route that a path belongs to: itself, or its pattern. */
export function routeOf(path: string): string {
  return PATTERNS.find(([, pattern]) => pattern.test(path))?.[0] ?? path;
}

/** The part of its own of a path of this route; empty when it has none. */
export function ownPart(route: string, url: string | undefined): string {
  const path = (url ?? "").split("?", 1)[0] ?? "";
  return PATTERNS.find(([name]) => name === route)?.[1].exec(path)?.[1] ?? "";
}
