import type { RateLimit } from "../rate-limit.js";
import { answerJson } from "./answer.js";
import type { Authorization, Authorize } from "./authorize.js";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { RETRY_AFTER_SECONDS } from "./limits.js";
import { parseSubmission } from "./parse-submission.js";
import { readJsonObject } from "./read-json-object.js";
import type { RouteHandler } from "./route-handler.js";
import type { Submit } from "./submission.js";

export interface AccessRequestsRouteOptions {
  readonly submit: Submit;
  readonly authorize: Authorize;
  /** Without it a caller may hand in as much as he likes (local mode). */
  readonly rateLimit?: RateLimit | undefined;
  readonly bodyPatience: number;
}

export const RETRY_HEADERS = { "Retry-After": String(RETRY_AFTER_SECONDS) };

/** `POST /api/access-requests`: 202 for a new request, 200 for the same key again (Rule I2). */
export function createAccessRequestsRoute(options: AccessRequestsRouteOptions): RouteHandler {
  return async (request, response, call) => {
    try {
      const authorization = await options.authorize(request);
      if (!authorization.ok) return refuseCaller(authorization);
      const wait = options.rateLimit?.take(authorization.caller) ?? 0;
      if (wait > 0) return refuseHaste(wait);
      const read = await readJsonObject(request, response, options.bodyPatience);
      if (!read.ok) return read.refusal;
      const parsed = parseSubmission(read.value);
      if (!parsed.ok) return parsed.refusal;
      const answer = await options.submit(parsed.body, authorization.caller, call.correlationId);
      if (answer.kind === "refused") {
        const refusal = refuseWith(answer.code, answer.message, answer.target);
        return answer.code === "unavailable" ? { ...refusal, headers: RETRY_HEADERS } : refusal;
      }
      const { id, state } = answer;
      answerJson(response, answer.kind === "created" ? 202 : 200, { id, state });
      return undefined;
    } catch (err) {
      call.log.error({ err }, "access request not answered");
      return refuseUnknownOutcome();
    }
  };
}

/** A write may have happened before the error, so nothing is claimed; the idempotency key makes a repeat safe. */
function refuseUnknownOutcome(): HttpRefusal {
  const message =
    "This cannot be answered now. Send the same body again in a few seconds: it counts once.";
  return { ...refuseWith("unavailable", message), headers: RETRY_HEADERS };
}

export function refuseCaller(authorization: Extract<Authorization, { ok: false }>): HttpRefusal {
  const { code, message, reason } = authorization;
  const refusal = { ...refuseWith(code, message), ...(reason !== undefined && { reason }) };
  if (code === "unauthorized") return { ...refusal, headers: { "WWW-Authenticate": "Bearer" } };
  return code === "unavailable" ? { ...refusal, headers: RETRY_HEADERS } : refusal;
}

export function refuseHaste(seconds: number): HttpRefusal {
  const message = `This is more than a caller may hand in at once. Nothing was stored. Send it again in ${seconds} s.`;
  return { ...refuseWith("unavailable", message), headers: { "Retry-After": String(seconds) } };
}
