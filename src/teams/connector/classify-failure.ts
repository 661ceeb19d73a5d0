import { TokenRefused } from "./bot-token.js";
import { describeAnswer, type FailedAnswer, readFailedAnswer } from "./failed-answer.js";
import type { Operation, PostOutcome } from "./post-outcome.js";
import { TokenUnavailable } from "./single-attempt.js";

/** Errors of a connection that was never made: the request cannot have arrived. */
const NEVER_CONNECTED = new Set([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * What an error of a connector client means for the message (contract, fine print 5): first by
 * status, then by code. Whatever is not certain counts as unknown on a post, as retry on an update.
 */
export function classifyFailure(error: unknown, operation: Operation): PostOutcome {
  const answer = readFailedAnswer(error);
  // The next request asks for a new token first: only when that is refused as well the bot is locked out.
  if (answer && error instanceof TokenRefused && !error.isRenewed)
    return { kind: "retry", reason: "busy", detail: describeAnswer(answer) };
  if (answer) return classifyAnswer(answer, operation);
  if (error instanceof TokenUnavailable) return classifyToken(error);
  const code = codeOf(error);
  if (code && NEVER_CONNECTED.has(code)) return { kind: "retry", reason: "busy", detail: code };
  const name = error instanceof Error ? error.name : "error";
  // Of the client's errors these two come from the wire; every other one from before it.
  if (name !== "RestError" && name !== "AbortError") return { kind: "rejected", detail: name };
  return uncertain(code ?? name, operation);
}

function classifyAnswer(answer: FailedAnswer, operation: Operation): PostOutcome {
  const { status, code, retryAfterMs } = answer;
  const detail = describeAnswer(answer);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  // The connector said yes, only its answer could not be read.
  if (status >= 200 && status < 300) return { kind: "sent", activityId: "" };
  if (status === 429) return { kind: "retry", reason: "throttled", ...wait, detail };
  if (status === 412) return { kind: "retry", reason: "busy", ...wait, detail };
  if (status === 404) return { kind: "gone", detail };
  if (status === 401) return { kind: "lockedOut", detail };
  // A bot registered in another cloud: nobody at all is reachable, and it is ours to repair.
  if (status === 403 && code === "InvalidBotApiHost") return { kind: "rejected", detail };
  if (status === 403) return { kind: "unreachable", detail };
  if (status === 408 || status >= 500) return uncertain(detail, operation, wait);
  return { kind: "rejected", detail };
}

function classifyToken(error: TokenUnavailable): PostOutcome {
  const cause = error.cause;
  const reason =
    cause instanceof Error && "errorCode" in cause && typeof cause.errorCode === "string"
      ? cause.errorCode
      : undefined;
  return { kind: "lockedOut", detail: reason ? `no token: ${reason}` : "no token" };
}

function uncertain(
  detail: string,
  operation: Operation,
  wait: { retryAfterMs?: number } = {},
): PostOutcome {
  return operation === "update"
    ? { kind: "retry", reason: "busy", ...wait, detail }
    : { kind: "unknown", detail };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
