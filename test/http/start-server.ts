import { onTestFinished } from "vitest";
import { allowLoopback } from "../../src/http/authorize.js";
import { createHttpServer, type HttpServerOptions } from "../../src/http/http-server.js";
import { createMetrics } from "../../src/http/metrics.js";
import { createLog } from "../../src/log.js";
import { createSecurityLog } from "../../src/security-log.js";

export interface RunningServer {
  readonly port: number;
  readonly logLines: readonly string[];
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Posts JSON to a path. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** A real server in local mode on a free port of 127.0.0.1, closed when the test is over. */
export async function startServer(
  overrides: Partial<HttpServerOptions> = {},
): Promise<RunningServer> {
  const logLines: string[] = [];
  const log = createLog("debug", { write: (line) => logLines.push(line) });
  const server = createHttpServer({
    isLocal: true,
    log,
    securityLog: createSecurityLog(log),
    metrics: createMetrics({
      noticeCounts: async () => ({
        intended: 10,
        delivered: 6,
        failed: 1,
        withdrawn: 1,
        pending: 2,
      }),
      isSendingPaused: async () => false,
      queueDepth: () => 3,
    }),
    authorize: allowLoopback,
    insiderRisk: {
      report: async () => ({ kind: "unknownPerson" }),
      authorize: allowLoopback,
      now: () => Date.now(),
    },
    readiness: () => ({ ready: true }),
    submit: async () => ({ kind: "created", id: "R-1001", state: "pendingApproval" }),
    processActivity: async (_request, response) => {
      response.status(200);
      response.end();
    },
    ...overrides,
  });
  const { port } = await server.listen("127.0.0.1", 0);
  const close = () => server.close();
  onTestFinished(close);
  const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return {
    port,
    logLines,
    call,
    post: (path, body, headers = {}) =>
      call(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    close,
  };
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly target?: string };
}

/** The error of a refusal, which must have the shape of the contract and nothing else. */
export async function readError(response: Response): Promise<ErrorBody["error"]> {
  const body = (await response.json()) as ErrorBody;
  if (Object.keys(body).join() !== "error") throw new Error("not the error shape");
  return body.error;
}
