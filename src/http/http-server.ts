import type { Server as NodeServer } from "node:http";
import { createServer, type Next, type Request, type Response, type ServerOptions } from "restify";
import type { Log } from "../log.js";
import type { RateLimit } from "../rate-limit.js";
import type { SecurityLog } from "../security-log.js";
import { correlateLog, newCorrelationId } from "../service/correlation.js";
import { createAccessRequestsRoute } from "./access-requests-route.js";
import { answerRefusal } from "./answer.js";
import type { Authorize } from "./authorize.js";
import { createDownloadsRoute, type TakeDownload } from "./downloads-route.js";
import { judgeHead } from "./gate.js";
import { prepareGracefulClose } from "./graceful-close.js";
import { type HttpErrorCode, type HttpRefusal, refuseWith } from "./http-refusal.js";
import { createInsiderRiskRoute, type InsiderRiskParts } from "./insider-risk-route.js";
import {
  BODY_PATIENCE,
  CLOSE_PATIENCE,
  HEAD_PATIENCE,
  IDLE_PATIENCE,
  REQUEST_PATIENCE,
  SILENCE_PATIENCE,
} from "./limits.js";
import {
  type AdmitsActivity,
  createMessagesRoute,
  type ProcessActivity,
} from "./messages-route.js";
import type { Metrics } from "./metrics.js";
import type { RouteHandler } from "./route-handler.js";
import { DOWNLOADS, INSIDER_RISK, routeOf } from "./route-of.js";
import {
  answerHealth,
  createMetricsRoute,
  createReadyRoute,
  type Readiness,
} from "./status-routes.js";
import type { Submit } from "./submission.js";

export interface HttpServerOptions {
  /** Local mode: a `Host` that is not loopback and a foreign `Origin` are refused on every route. */
  readonly isLocal: boolean;
  readonly admitsActivity?: AdmitsActivity;
  readonly processActivity: ProcessActivity;
  readonly submit: Submit;
  readonly authorize: Authorize;
  readonly insiderRisk: InsiderRiskParts;
  /** How much one caller may hand in; without it there is no limit (local mode). */
  readonly rateLimit?: RateLimit | undefined;
  readonly readiness: () => Readiness | Promise<Readiness>;
  readonly metrics: Pick<Metrics, "contentType" | "readText" | "countRefusal">;
  /** Whoever has it reads the figures; without it only callers on the same machine do. */
  readonly metricsToken?: string | undefined;
  readonly log: Log;
  readonly securityLog: SecurityLog;
  /** Files under random paths, in local mode; without it there are none. */
  readonly takeDownload?: TakeDownload;
  /** Milliseconds for a body to arrive; 10 s unless said. */
  readonly bodyPatience?: number;
  /** Milliseconds for requests in flight to finish at the end; 10 s unless said. */
  readonly closePatience?: number;
}

export interface HttpServer {
  /** Resolves when connections are accepted; port 0 picks a free one. Rejects when the address is taken. */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Stops accepting, drops idle connections, lets requests in flight finish, and cuts them off after 10 s. */
  close(): Promise<void>;
}

const CORRELATION = "X-Correlation-Id";

/** The HTTP edge of the product: routes, limits, health. Answers no error of the inside, and 5xx on `/readyz` only. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const server = createServer({
    name: "",
    noWriteContinue: true,
    // The typings know restify's logger of long ago; it is pino today.
    log: options.log as unknown as NonNullable<ServerOptions["log"]>,
  });
  const node = server.server as NodeServer;
  node.headersTimeout = HEAD_PATIENCE;
  node.requestTimeout = REQUEST_PATIENCE;
  node.timeout = SILENCE_PATIENCE;
  node.keepAliveTimeout = IDLE_PATIENCE;
  // restify listens for upgrades and ignores them, and so would leave such a socket open for ever. Without a listener
  // Node serves the request as if it had not asked.
  node.removeAllListeners("upgrade");

  const closeGracefully = prepareGracefulClose(node);
  const routes = createRoutes(options);
  const paths = new Map([...routes].map(([path, route]) => [path, route.methods]));
  let isClosing = false;

  const note = (request: Request, response: Response, code: HttpErrorCode, reason?: string) => {
    options.metrics.countRefusal("http", code);
    if (code !== "forbidden" && code !== "unauthorized" && reason === undefined) return;
    const actor = request.socket.remoteAddress ?? "unknown";
    // The pattern: a part of its own names a person or opens a file.
    const where = routeOf((request.url ?? "").split("?", 1)[0] ?? "").slice(0, 200);
    const correlationId = idOf(response);
    options.securityLog.refusedAttempt({ actor, reason: reason ?? code, where, correlationId });
  };
  const refuse = (request: Request, response: Response, refusal: HttpRefusal) => {
    note(request, response, refusal.code, refusal.reason);
    answerRefusal(request, response, refusal);
  };
  server.pre((request: Request, response: Response, next: Next) => {
    if (isClosing) response.setHeader("Connection", "close");
    response.setHeader(CORRELATION, newCorrelationId());
    const refusal = judgeHead(request, { isLocal: options.isLocal, routes: paths });
    if (refusal === undefined) return next();
    refuse(request, response, refusal);
    return next(false);
  });
  for (const [path, { methods, handle }] of routes) {
    // What the caller is told is what every line of the log about it bears. restify knows a handler that waits by its
    // being an async function.
    const serve = async (request: Request, response: Response) => {
      const correlationId = idOf(response);
      const log = correlateLog(options.log, correlationId);
      const refusal = await handle(request, response, { correlationId, log });
      if (refusal !== undefined) refuse(request, response, refusal);
      // The adapter of the Bot Framework refuses in its own way, without a word.
      else if (response.statusCode === 401) note(request, response, "unauthorized");
      log.debug({ route: path, status: response.statusCode }, "answered");
    };
    if (methods.includes("POST")) server.post(path, serve);
    if (methods.includes("PUT")) server.put(path, serve);
    if (methods.includes("DELETE")) server.del(path, serve);
    if (methods.includes("GET")) server.get(path, serve);
    if (methods.includes("HEAD")) server.head(path, serve);
  }
  // The handlers never reject and the gate knows every route. If restify still finds an error, its own answer would
  // tell the inside, so it is not called back.
  server.on("restifyError", (request: Request, response: Response, err: unknown) => {
    options.log.error({ err }, "request not served");
    refuse(request, response, refuseWith("invalidRequest", "The request could not be served."));
  });
  let isListening = false;
  // Until it listens, whoever asked for it hears of the failure.
  server.on("error", (err: unknown) => {
    if (isListening) options.log.error({ err }, "http server failed");
  });

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        node.once("error", reject);
        node.listen(port, host, () => {
          node.off("error", reject);
          isListening = true;
          resolve({ port: server.address().port });
        });
      }),
    close: () => {
      isClosing = true;
      return closeGracefully(options.closePatience ?? CLOSE_PATIENCE);
    },
  };
}

/** What the caller is told, whatever he is answered. */
function idOf(response: Response): string {
  return String(response.getHeader(CORRELATION));
}

interface Route {
  readonly methods: readonly string[];
  readonly handle: RouteHandler;
}

function createRoutes(options: HttpServerOptions): ReadonlyMap<string, Route> {
  const parts = { ...options, bodyPatience: options.bodyPatience ?? BODY_PATIENCE };
  const post = (handle: RouteHandler): Route => ({ methods: ["POST"], handle });
  const get = (handle: RouteHandler): Route => ({ methods: ["GET", "HEAD"], handle });
  const { isLocal, takeDownload, insiderRisk } = options;
  return new Map([
    ["/api/messages", post(createMessagesRoute(parts))],
    ["/api/access-requests", post(createAccessRequestsRoute(parts))],
    [
      INSIDER_RISK,
      { methods: ["PUT", "DELETE"], handle: createInsiderRiskRoute({ ...parts, ...insiderRisk }) },
    ],
    ["/healthz", get(answerHealth)],
    ["/readyz", get(createReadyRoute(parts))],
    ["/metrics", get(createMetricsRoute(parts))],
    ...(isLocal && takeDownload
      ? [[DOWNLOADS, { methods: ["GET"], handle: createDownloadsRoute(takeDownload) }] as const]
      : []),
  ]);
}
