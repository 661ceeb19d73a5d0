import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type GraphAnswer, type GraphRequest, type GraphRoute, refuse } from "./graph-route.js";
import { emptyWorld, type GraphWorld } from "./graph-world.js";
import { writeAnswer } from "./late-enum-members.js";
import { graphRoutes } from "./routes.js";
import { type Trouble, TroubleDesk } from "./trouble-desk.js";

/** ID Protection: one request in a second for the tenant. Milliseconds. */
const ID_PROTECTION_WINDOW = 1_000;

/** A request as it came in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** 0 for one that was left without an answer. */
  status: number;
}

/** Microsoft Graph on this machine: documented shapes, permissions by token, limits, pages, and trouble on demand. */
export class LocalGraph {
  readonly world: GraphWorld = emptyWorld();
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  readonly #tokens = new Map<string, ReadonlySet<string>>();
  readonly #troubles = new TroubleDesk();
  readonly #now: () => number;
  #lastIdProtection = Number.NEGATIVE_INFINITY;
  /** Whether the second of ID Protection is counted. */
  isIdProtectionLimited = true;
  /** Most elements on a page, whatever `$top` says. */
  pageSize = 999;

  private constructor(now: () => number) {
    this.#now = now;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param now milliseconds; the machine's unless given */
  static async start(now: () => number = () => performance.now()): Promise<LocalGraph> {
    const graph = new LocalGraph(now);
    await new Promise<void>((resolve) => graph.#server.listen(0, "127.0.0.1", resolve));
    return graph;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A token of an application with these permissions, of the form that Entra gives: `roles` can be read in it. */
  mint(permissions: readonly string[]): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { aud: this.url, appid: randomUUID(), roles: permissions, uti: randomUUID() };
    const token = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${randomUUID()}`;
    this.#tokens.set(token, new Set(permissions));
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** From now on, and for so many requests, something goes wrong where the path fits. */
  trouble(path: RegExp, trouble: Trouble): void {
    this.#troubles.expect(path, trouble);
  }

  calmDown(): void {
    this.#troubles.clear();
  }

  /** Requests to a path, oldest first. */
  seenAt(path: RegExp): readonly SeenRequest[] {
    return this.seen.filter((request) => path.test(request.path));
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "/", this.url);
    const seen: SeenRequest = {
      method: incoming.method ?? "",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: await readBody(incoming),
      status: 0,
    };
    this.seen.push(seen);
    const trouble = this.#troubles.take(seen.path);
    await trouble?.after;
    if (trouble?.hang) return;
    if (trouble?.drop) return void incoming.socket.destroy();
    const answer = trouble?.status ? troubled(trouble) : this.#answer(seen, url.pathname);
    seen.status = answer.status;
    response.writeHead(answer.status, {
      "content-type": "application/json",
      "request-id": randomUUID(),
      "client-request-id": String(seen.headers["client-request-id"] ?? ""),
      ...trouble?.headers,
    });
    response.end(trouble?.text ?? (answer.body && writeAnswer(answer.body, seen.headers.prefer)));
  }

  #answer(seen: SeenRequest, rawPath: string): GraphAnswer {
    const token = /^Bearer (\S+)$/.exec(String(seen.headers.authorization))?.[1];
    const permissions = this.#tokens.get(token ?? "");
    if (!permissions) return refuse(401, "InvalidAuthenticationToken", "The token is not taken.");
    const { route, params } = findRoute(seen.method, rawPath);
    if (!route) return refuse(400, "BadRequest", "No such operation in the local Graph.");
    if (!route.anyOf.some((permission) => permissions.has(permission))) {
      return refuse(403, "Authorization_RequestDenied", "Insufficient privileges.");
    }
    if (route.budget && this.isIdProtectionLimited && !this.#takeSecond()) {
      return refuse(429, "TooManyRequests", "Too many requests.");
    }
    const unknown = [...seen.query.keys()].filter(
      (name) => name !== "$skiptoken" && !route.options?.includes(name),
    );
    if (unknown.length > 0) return refuse(400, "BadRequest", `Unknown option ${unknown[0]}.`);
    if (seen.query.has("$search") && seen.headers.consistencylevel !== "eventual") {
      return refuse(400, "Request_UnsupportedQuery", "A search needs ConsistencyLevel: eventual.");
    }
    const request: GraphRequest = {
      world: this.world,
      params,
      query: seen.query,
      body: seen.body,
      may: (permission) => permissions.has(permission),
      page: (items, most) => this.#page(seen, items, most),
    };
    return route.answer(request);
  }

  #takeSecond(): boolean {
    const now = this.#now();
    if (now - this.#lastIdProtection < ID_PROTECTION_WINDOW) return false;
    this.#lastIdProtection = now;
    return true;
  }

  #page({ path, query }: SeenRequest, items: readonly object[], most: number): GraphAnswer {
    const top = Number(query.get("$top") ?? 100);
    if (!Number.isInteger(top) || top < 1 || top > most) {
      return refuse(400, "BadRequest", `$top is at most ${most}.`);
    }
    const from = Number(query.get("$skiptoken") ?? 0);
    const to = from + Math.min(top, this.pageSize);
    const next = new URL(path, this.url);
    for (const [name, value] of query) next.searchParams.set(name, value);
    next.searchParams.set("$skiptoken", String(to));
    const body = {
      "@odata.context": `${this.url}/v1.0/$metadata`,
      ...(to < items.length && { "@odata.nextLink": next.href }),
      value: items.slice(from, to),
    };
    return { status: 200, body };
  }
}

function troubled(trouble: Trouble): GraphAnswer {
  return refuse(trouble.status ?? 500, trouble.code ?? "generalException", "Trouble on demand.");
}

function findRoute(method: string, path: string) {
  const parts = path.split("/");
  for (const route of graphRoutes) {
    const params = route.method === method ? matchPath(route, parts) : undefined;
    if (params) return { route, params };
  }
  return { route: undefined, params: {} };
}

function matchPath(
  route: GraphRoute,
  parts: readonly string[],
): Record<string, string> | undefined {
  const wanted = route.path.split("/");
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== given) return undefined;
    if (name !== undefined) params[name] = decodeURIComponent(given).toLowerCase();
  }
  return params;
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}
