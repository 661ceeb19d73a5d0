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

export interface MessagesRouteOptions {
  readonly processActivity: ProcessActivity;
  readonly bodyPatience: number;
}

/** `POST /api/messages`. The adapter throws on an activity without a type, so that is refused here. */
export function createMessagesRoute(options: MessagesRouteOptions): RouteHandler {
  return async (request, response, call) => {
    const read = await readJsonObject(request, response, options.bodyPatience);
    if (!read.ok) return read.refusal;
    const { type } = read.value;
    if (typeof type !== "string" || type === "") {
      const message = 'An activity has a type, for example "message".';
      return refuseWith("invalidRequest", message, "type");
    }
    try {
      const activity = { body: read.value, headers: request.headers, method: "POST" };
      await options.processActivity(activity, createActivityResponse(response), call.correlationId);
    } catch (err) {
      call.log.warn({ err }, "activity not processed");
    }
    if (response.headersSent || response.destroyed) return undefined;
    return refuseWith("invalidRequest", "The activity could not be processed.");
  };
}
