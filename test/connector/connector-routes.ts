export type RouteName =
  | "createConversation"
  | "post"
  | "reply"
  | "update"
  | "delete"
  | "members"
  | "member"
  | "unknown";

export interface Route {
  readonly name: RouteName;
  readonly conversationId?: string;
  /** The message that is replied to, updated or deleted. */
  readonly activityId?: string;
  readonly memberId?: string;
}

/** The part of the Bot Framework connector that bots in Teams use. */
const ROUTES: readonly (readonly [string, RegExp, RouteName])[] = [
  ["POST", /^\/v3\/conversations\/?$/, "createConversation"],
  ["POST", /^\/v3\/conversations\/(?<conversationId>[^/]+)\/activities$/, "post"],
  [
    "POST",
    /^\/v3\/conversations\/(?<conversationId>[^/]+)\/activities\/(?<activityId>[^/]+)$/,
    "reply",
  ],
  [
    "PUT",
    /^\/v3\/conversations\/(?<conversationId>[^/]+)\/activities\/(?<activityId>[^/]+)$/,
    "update",
  ],
  [
    "DELETE",
    /^\/v3\/conversations\/(?<conversationId>[^/]+)\/activities\/(?<activityId>[^/]+)$/,
    "delete",
  ],
  ["GET", /^\/v3\/conversations\/(?<conversationId>[^/]+)\/(paged)?members$/, "members"],
  ["GET", /^\/v3\/conversations\/(?<conversationId>[^/]+)\/members\/(?<memberId>[^/]+)$/, "member"],
];

export function readRoute(method: string, path: string): Route {
  for (const [wanted, pattern, name] of ROUTES) {
    const groups = method === wanted ? pattern.exec(path) : null;
    if (!groups) continue;
    const ids = Object.entries(groups.groups ?? {}).map(([id, text]) => [
      id,
      decodeURIComponent(text),
    ]);
    return { name, ...Object.fromEntries(ids) };
  }
  return { name: "unknown" };
}
