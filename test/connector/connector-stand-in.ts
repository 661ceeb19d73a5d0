import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Activity } from "botbuilder";
import { answers, type Behaviour } from "./behaviours.js";
import { type Route, readRoute } from "./connector-routes.js";
import { Conversations, type ShownMessage } from "./conversations.js";

/** One HTTP request as it arrived. */
export interface RecordedRequest extends Route {
  /** Counts up from 0 in the order of arrival. */
  readonly order: number;
  /** `performance.now()` when it had been read. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Partial<Activity>;
}

type Matcher = Partial<Route> | ((request: RecordedRequest) => boolean);

interface Script {
  readonly matches: (request: RecordedRequest) => boolean;
  readonly behaviour: Behaviour;
  times: number;
}

/**
 * A real HTTP server in the place of the Bot Framework connector. It stores what bots post, applies
 * updates, records every request, and misbehaves as scripted.
 */
export class ConnectorStandIn {
  readonly requests: RecordedRequest[] = [];
  /** The posts that became messages, whatever was answered. */
  readonly stored: RecordedRequest[] = [];
  /** Requests that were answered as scripted. */
  misbehaved = 0;
  readonly #conversations = new Conversations();
  readonly #server: Server;
  #scripts: Script[] = [];
  readonly #offRoster = new Set<string>();
  readonly #lost = new Set<string>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free loopback port unless one is named. */
  static async start(port = 0): Promise<ConnectorStandIn> {
    const server = createServer();
    const standIn = new ConnectorStandIn(server);
    server.on("request", (request, response) => void standIn.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return standIn;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Hanging requests are cut off. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /**
   * Answers matching requests this way, `times` times (always unless said); the newest script wins.
   * The returned function takes it back.
   */
  script(matcher: Matcher, behaviour: Behaviour, times = Number.POSITIVE_INFINITY): () => void {
    const script = { matches: toPredicate(matcher), behaviour, times };
    this.#scripts.unshift(script);
    return () => {
      this.#scripts = this.#scripts.filter((other) => other !== script);
    };
  }

  /** Messages as they are now, oldest first; deleted ones are gone. */
  messagesIn(conversationId: string): readonly ShownMessage[] {
    return this.#conversations.messagesIn(conversationId);
  }

  /** The 1:1 chat of a person, by `29:` id or object id. */
  conversationIdOf(memberId: string): string {
    return this.#conversations.idFor(memberId);
  }

  /** The person has removed the bot: whatever is sent to the chat is refused until he is back. */
  removeFromRoster(memberId: string): void {
    this.#offRoster.add(this.#conversations.idFor(memberId));
  }

  addToRoster(memberId: string): void {
    this.#offRoster.delete(this.#conversations.idFor(memberId));
  }

  /** The chat is not found any more until somebody creates it again. Its messages stay for their reader. */
  loseConversation(memberId: string): void {
    this.#lost.add(this.#conversations.idFor(memberId));
  }

  /** The message is deleted behind the bot's back: an edit of it finds nothing. */
  deleteMessage(conversationId: string, activityId: string): void {
    this.#conversations.delete(conversationId, activityId);
  }

  requestsTo(matcher: Matcher): readonly RecordedRequest[] {
    return this.requests.filter(toPredicate(matcher));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await this.#record(incoming);
    const script = this.#scripts.find(({ times, matches }) => times > 0 && matches(request));
    if (!script) return send(response, this.#obey(request));
    script.times -= 1;
    this.misbehaved += 1;
    const { behaviour } = script;
    if (behaviour.kind === "slow") {
      setTimeout(() => send(response, this.#obey(request)), behaviour.delay);
      return;
    }
    const obeyed = behaviour.stores ? this.#obey(request) : undefined;
    if (behaviour.kind === "answer") {
      // Nothing says that it worked where it cannot work.
      const isRefused = obeyed?.kind === "answer" && obeyed.status >= 300;
      return send(response, behaviour.status < 300 && isRefused ? obeyed : behaviour);
    }
    if (behaviour.kind === "reset") {
      if (!behaviour.midAnswer) return void incoming.socket.resetAndDestroy();
      response.writeHead(201, { "content-type": "application/json", "content-length": "100" });
      response.write('{"id":"17', () => incoming.socket.resetAndDestroy());
    }
    if (behaviour.kind === "hang" && behaviour.headOnly) {
      response.writeHead(201, { "content-length": "100" });
      response.flushHeaders();
    }
  }

  async #record(incoming: IncomingMessage): Promise<RecordedRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const { method = "", url = "", headers } = incoming;
    const { pathname } = new URL(url, this.serviceUrl);
    const request = {
      ...readRoute(method, pathname),
      order: this.requests.length,
      at: performance.now(),
      method,
      path: pathname,
      headers,
      body: text === "" ? {} : JSON.parse(text),
    };
    this.requests.push(request);
    return request;
  }

  #obey(request: RecordedRequest) {
    const { name, conversationId = "", activityId = "", memberId, body } = request;
    if (this.#offRoster.has(conversationId)) return answers.forbidden();
    if (this.#lost.has(conversationId)) return answers.conversationGone();
    switch (name) {
      case "createConversation": {
        const { members = [] }: { members?: { id: string }[] } = JSON.parse(JSON.stringify(body));
        const id = this.#conversations.idFor(members[0]?.id ?? "");
        if (this.#offRoster.has(id)) return answers.forbidden("BadArgument");
        this.#lost.delete(id);
        return ok(201, { id });
      }
      case "post":
      case "reply":
        this.stored.push(request);
        return ok(201, { id: this.#conversations.post(conversationId, body) });
      case "update":
        return this.#conversations.update(conversationId, activityId, body)
          ? ok(200, { id: activityId })
          : answers.activityGone();
      case "delete":
        return this.#conversations.delete(conversationId, activityId)
          ? ok(200)
          : answers.activityGone();
      case "members":
        return ok(200, { members: [memberOf(conversationId)] });
      case "member":
        return ok(200, memberOf(conversationId, memberId));
      case "unknown":
        return ok(405);
    }
  }
}

function memberOf(conversationId: string, memberId?: string) {
  const objectId = conversationId.replace(/^a:/, "");
  return { id: memberId ?? `29:${objectId}`, aadObjectId: objectId, name: objectId };
}

function ok(status: number, body?: unknown): Behaviour {
  return { kind: "answer", status, ...(body === undefined ? {} : { body }) };
}

function send(response: ServerResponse, answer: Behaviour): void {
  if (answer.kind !== "answer" || response.destroyed) return;
  const { status, headers = {}, body } = answer;
  const type = typeof body === "string" ? "text/html" : "application/json";
  response.writeHead(status, body === undefined ? headers : { "content-type": type, ...headers });
  response.end(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
}

function toPredicate(matcher: Matcher): (request: RecordedRequest) => boolean {
  if (typeof matcher === "function") return matcher;
  return (request) =>
    Object.entries(matcher).every(([field, wanted]) => Reflect.get(request, field) === wanted);
}
