import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../service/context.js";
import type { HttpRefusal } from "./http-refusal.js";

/** One call of a route. */
export interface Call {
  /** What the caller is told, and what every line of the log about the call bears. */
  readonly correlationId: string;
  readonly log: Log;
}

/** Serves one route: answers the request, or returns why not. It never rejects. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
) => Promise<HttpRefusal | undefined>;
