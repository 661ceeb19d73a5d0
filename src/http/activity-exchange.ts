import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { answerJson } from "./answer.js";
import type { JsonObject } from "./read-json-object.js";

/** What the Bot Framework adapter reads of a request: assignable to the SDK's `Request` without a cast. */
export interface ActivityRequest {
  body: JsonObject;
  headers: IncomingHttpHeaders;
  method: string;
}

/** What the Bot Framework adapter needs of a response: assignable to the SDK's `Response`. */
export interface ActivityResponse {
  readonly socket: unknown;
  status(code: number): unknown;
  header(name: string, value: unknown): unknown;
  send(...body: unknown[]): unknown;
  end(): unknown;
}

/**
 * Collects the adapter's answer and sends it in one piece. The adapter's own words about an error stay here: a text is
 * never sent, and a 5xx becomes 400, but for the 501 of an invoke that nobody handles.
 */
export function createActivityResponse(response: ServerResponse): ActivityResponse {
  let status = 200;
  let body: unknown;
  return {
    socket: response.socket,
    status: (code) => {
      status = code >= 500 && code !== 501 ? 400 : code;
    },
    header: (name, value) => response.setHeader(name, String(value)),
    send: (value) => {
      body = value;
    },
    end: () => {
      if (typeof body === "object" && body !== null) answerJson(response, status, body);
      else answerEmpty(response, status);
    },
  };
}

function answerEmpty(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    "Content-Length": 0,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end();
}
