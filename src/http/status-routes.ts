import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Log } from "../service/context.js";
import { readBearer } from "../tokens/verify-token.js";
import { refuseCaller } from "./access-requests-route.js";
import { answerJson, answerText } from "./answer.js";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { isLoopbackCaller } from "./loopback.js";
import type { Metrics } from "./metrics.js";
import type { RouteHandler } from "./route-handler.js";

export type Readiness =
  /** What waits for an administrator; the process takes clicks and requests all the same. */
  | {
      readonly ready: true;
      readonly isSendingPaused?: boolean;
      /** Why no notice can be sent to anybody. */
      readonly lockedOut?: string | undefined;
      /** Why every deadline is held. */
      readonly heldDeadlines?: string | undefined;
      /** Why nothing is decided, taken or sent. */
      readonly heldStore?: string | undefined;
    }
  /** The reason is shown to anyone: it names no person and no address. */
  | { readonly ready: false; readonly reason: string };

export interface StatusRouteOptions {
  readonly readiness: () => Readiness | Promise<Readiness>;
  readonly metrics: Pick<Metrics, "contentType" | "readText">;
  readonly metricsToken?: string | undefined;
}

/** `GET /healthz`: 200 while the process lives. */
export const answerHealth: RouteHandler = async (_request, response) => {
  answerJson(response, 200, { status: "ok" });
  return undefined;
};

/** `GET /readyz`: 200, or 503 with the reason. The only route that ever answers 5xx. */
export function createReadyRoute(options: StatusRouteOptions): RouteHandler {
  return async (_request, response, { log }) => {
    const readiness = await readSafely(options, log);
    if (!readiness.ready) {
      return { ...refuseWith("unavailable", readiness.reason), status: 503 };
    }
    const { isSendingPaused, lockedOut, heldDeadlines, heldStore } = readiness;
    answerJson(response, 200, {
      status: "ready",
      ...(isSendingPaused && { sending: "paused" }),
      ...(lockedOut !== undefined && { sending: "lockedOut", reason: lockedOut }),
      ...(heldDeadlines !== undefined && { deadlines: "held", reason: heldDeadlines }),
      ...(heldStore !== undefined && { store: "held", reason: heldStore }),
    });
    return undefined;
  };
}

async function readSafely(options: StatusRouteOptions, log: Log): Promise<Readiness> {
  try {
    return await options.readiness();
  } catch (err) {
    log.error({ err }, "readiness not known");
    return { ready: false, reason: "Whether the bot is ready is not known." };
  }
}

/** `GET /metrics`: for who has the operator's token or, where there is none, for callers on the same machine. */
export function createMetricsRoute(options: StatusRouteOptions): RouteHandler {
  return async (request, response, { log }) => {
    const refusal = refuseFigures(request, options.metricsToken);
    if (refusal) return refusal;
    try {
      answerText(response, 200, options.metrics.contentType, await options.metrics.readText());
      return undefined;
    } catch (err) {
      log.error({ err }, "metrics not read");
      return refuseWith("unavailable", "The metrics cannot be read now.");
    }
  };
}

function refuseFigures(
  request: IncomingMessage,
  token: string | undefined,
): HttpRefusal | undefined {
  if (token === undefined) {
    if (isLoopbackCaller(request)) return undefined;
    const message = "Metrics are for callers on the same machine only, without a proxy between.";
    return refuseWith("forbidden", message);
  }
  const given = readBearer(request.headers.authorization);
  if (given !== undefined && isSame(given, token)) return undefined;
  const message = "Metrics want the operator's token, as Authorization: Bearer.";
  return refuseCaller({ ok: false, code: "unauthorized", message });
}

/** Takes as long whatever was given. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
