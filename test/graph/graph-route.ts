import type { GraphWorld } from "./graph-world.js";

/** One call as a route sees it: authorised, its options known, its body read. */
export interface GraphRequest {
  readonly world: GraphWorld;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Application permissions of the token. */
  may(permission: string): boolean;
  /** The part of a list that is asked for by `$top` and `$skiptoken`, with the link to the next one. */
  page(items: readonly object[], mostPerPage: number): GraphAnswer;
}

export interface GraphAnswer {
  readonly status: number;
  readonly body?: object;
}

/** One documented operation of Graph. */
export interface GraphRoute {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  /** With the version, and `{names}`: `/v1.0/users/{id}`. */
  readonly path: string;
  /** Application permissions of the documentation, the least first; a token needs one of them. */
  readonly anyOf: readonly string[];
  /** OData options that the operation takes; any other is refused. */
  readonly options?: readonly string[];
  readonly budget?: "idProtection";
  readonly answer: (request: GraphRequest) => GraphAnswer;
}

export const ok = (body: object): GraphAnswer => ({ status: 200, body });

/** An error as Graph words it. */
export function refuse(status: number, code: string, message: string): GraphAnswer {
  return {
    status,
    body: { error: { code, message, innerError: { date: "2026-02-02T09:00:00" } } },
  };
}

export const notFound = (): GraphAnswer =>
  refuse(404, "Request_ResourceNotFound", "Resource does not exist, or a reference to it is gone.");

/** The properties of an object that `$select` names, or those that come without it; `id` comes always. */
export function select(object: object, { query }: GraphRequest, withoutIt: readonly string[]) {
  const names = query.get("$select")?.split(",") ?? withoutIt;
  const all = object as Readonly<Record<string, unknown>>;
  const entries = ["id", ...names].map((name) => [name, all[name] ?? null] as const);
  return Object.fromEntries(entries);
}
