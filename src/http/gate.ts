import type { IncomingMessage } from "node:http";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { MAX_BODY_BYTES } from "./limits.js";
import { isLoopbackHost, isLoopbackOrigin } from "./loopback.js";
import { routeOf } from "./route-of.js";

export interface GateOptions {
  /** Local mode: only a loopback `Host` and no foreign `Origin`, so that no web page reaches the bot. */
  readonly isLocal: boolean;
  /** The methods of every path. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Judges a request by its head alone, before a byte of its body is read: who may call (local mode), path, method,
 * encoding, content type and declared length, in this order. Undefined lets it pass.
 */
export function judgeHead(request: IncomingMessage, options: GateOptions): HttpRefusal | undefined {
  return (
    judgeHost(request, options.isLocal) ??
    judgeRoute(request, options.routes) ??
    (request.method === "POST" || request.method === "PUT" ? judgeBody(request) : undefined)
  );
}

function judgeHost(request: IncomingMessage, isLocal: boolean): HttpRefusal | undefined {
  const { host, origin } = request.headers;
  if (!isLocal) return judgePublicHost(host);
  if (!isLoopbackHost(host)) {
    const message = "This bot runs for its own machine only. Call it as localhost or 127.0.0.1.";
    return refuseWith("forbidden", message, "Host");
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    const message = "This bot runs for its own machine only and takes nothing from a web page.";
    return refuseWith("forbidden", message, "Origin");
  }
  return undefined;
}

// The router builds a URL from this header and would throw, out of reach of any handler, if it cannot.
function judgePublicHost(host: string | undefined): HttpRefusal | undefined {
  if (host === undefined) return undefined;
  if (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`)) return undefined;
  return refuseWith("invalidRequest", "The Host header is not a host name.", "Host");
}

function judgeRoute(
  request: IncomingMessage,
  routes: GateOptions["routes"],
): HttpRefusal | undefined {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const methods = routes.get(routeOf(path));
  if (methods === undefined) return refuseWith("notFound", "There is nothing at this path.");
  if (methods.includes(request.method ?? "")) return undefined;
  const allowed = methods.join(", ");
  return {
    ...refuseWith("invalidRequest", `This path takes ${allowed}.`),
    status: 405,
    headers: { Allow: allowed },
  };
}

function judgeBody({ headers }: IncomingMessage): HttpRefusal | undefined {
  const encoding = headers["content-encoding"];
  const transfer = headers["transfer-encoding"];
  if (
    (encoding !== undefined && encoding.toLowerCase() !== "identity") ||
    (transfer !== undefined && transfer.toLowerCase() !== "chunked")
  ) {
    const message = "A compressed body is not taken. Send it as it is, without Content-Encoding.";
    return refuseWith("unsupportedMediaType", message, "Content-Encoding");
  }
  if (!isJsonType(headers["content-type"])) {
    const message = "The body must be JSON in UTF-8: Content-Type: application/json.";
    return refuseWith("unsupportedMediaType", message, "Content-Type");
  }
  return Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES ? refuseTooLarge() : undefined;
}

/** The answer to a body over the limit, whether it was announced or grew while it came in. */
export function refuseTooLarge(): HttpRefusal {
  return refuseWith("tooLarge", `The body may have at most ${MAX_BODY_BYTES} bytes.`);
}

function isJsonType(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (type?.trim() !== "application/json") return false;
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith("charset="));
  return charset === undefined || /^charset="?utf-?8"?$/.test(charset);
}
