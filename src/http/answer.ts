import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpRefusal } from "./http-refusal.js";
import { LINGER_BYTES, LINGER_PATIENCE, MAX_BODY_BYTES } from "./limits.js";

const JSON_TYPE = "application/json; charset=utf-8";

/** Sends a JSON answer, unless one was sent already. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): void {
  answerText(response, status, JSON_TYPE, JSON.stringify(body), headers);
}

/** Sends an answer that no cache keeps and no browser reinterprets, unless one was sent already. */
export function answerText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
  headers?: Readonly<Record<string, string>>,
): void {
  if (response.headersSent) return;
  response.writeHead(status, headersFor(contentType, text, headers));
  response.end(text);
}

/** Sends a refusal in the error shape. A body that is too long or too slow is not waited for. */
export function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: HttpRefusal,
): void {
  const { status, code, message, target, headers } = refusal;
  const body = { error: { code, message, ...(target === undefined ? {} : { target }) } };
  const text = refusal.isBare ? "" : JSON.stringify(body);
  if (isRestUnwanted(request, refusal)) answerAndClose(request, response, status, text, headers);
  else answerText(response, status, JSON_TYPE, text, headers);
}

function headersFor(
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> | undefined,
) {
  return {
    ...(text !== "" && { "Content-Type": contentType }),
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  };
}

function isRestUnwanted(request: IncomingMessage, refusal: HttpRefusal): boolean {
  if (request.complete) return false;
  if (refusal.status === 408 || request.headers["transfer-encoding"] !== undefined) return true;
  return Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES;
}

/**
 * Closing a socket with unread bytes resets the connection, and a reset can overtake the answer on its way to a sender
 * that is still busy sending. So the answer goes out, the rest is thrown away for a moment, and then it closes.
 */
function answerAndClose(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  if (response.headersSent) return;
  response.writeHead(status, headersFor(JSON_TYPE, text, { ...headers, Connection: "close" }));
  response.flushHeaders();
  response.write(text);
  let thrownAway = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off("data", count);
    response.end();
  };
  const count = (chunk: Buffer) => {
    thrownAway += chunk.length;
    if (thrownAway > LINGER_BYTES) finish();
  };
  const timer = setTimeout(finish, LINGER_PATIENCE);
  request.on("data", count).once("end", finish).once("close", finish).resume();
}
