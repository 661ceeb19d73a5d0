import {
  type ActivityRequest,
  type ActivityResponse,
  createActivityResponse,
} from "./activity-exchange.js";
import { refuseWith } from "./http-refusal.js";
import { readJsonObject } from "./read-json-object.js";
import type { RouteHandler } from "./route-handler.js";

/** Hands an activity to the Bot Framework adapter, which authenticates it and answers. */
export type ProcessActivity = (
  request: ActivityRequest,
  response: ActivityResponse,
  correlationId: string,
) => Promise<void>;

/** Judges an `Authorization` header before a body is read. */
export type AdmitsActivity = (authorization: string | undefined) => Promise<boolean>;

export interface MessagesRouteOptions {
  /** Without it every activity is read, and left to the adapter. */
  readonly admitsActivity?: AdmitsActivity;
  readonly processActivity: ProcessActivity;
  readonly bodyPatience: number;
}

/** As the adapter refuses: without a word. */
const NOT_PROVED = { ...refuseWith("unauthorized", ""), isBare: true };

/**
 * `POST /api/messages`. Whoever proves nothing by the head of his request has no body read. The adapter throws on an
 * activity without a type, so that is refused here.
 */
export function createMessagesRoute(options: MessagesRouteOptions): RouteHandler {
  return async (request, response, call) => {
    try {
      const isAdmitted = await options.admitsActivity?.(request.headers.authorization);
      if (isAdmitted === false) return NOT_PROVED;
      const read = await readJsonObject(request, response, options.bodyPatience);
      if (!read.ok) return read.refusal;
      const { type } = read.value;
      if (typeof type !== "string" || type === "") {
        const message = 'An activity has a type, for example "message".';
        return refuseWith("invalidRequest", message, "type");
      }
      const activity = { body: read.value, headers: request.headers, method: "POST" };
      await options.processActivity(activity, createActivityResponse(response), call.correlationId);
    } catch (err) {
      call.log.warn({ err }, "activity not processed");
    }
    if (response.headersSent || response.destroyed) return undefined;
    return refuseWith("invalidRequest", "The activity could not be processed.");
  };
}
