import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpRefusal } from "./http-refusal.js";

/** Serves one route: answers the request, or returns why not. It never rejects. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<HttpRefusal | undefined>;
