import type { IncomingMessage } from "node:http";
import { isLoopbackCaller } from "./loopback.js";

export type Authorization =
  /** Who calls; idempotency keys are scoped to it (Rule I2). */
  | { readonly ok: true; readonly caller: string }
  | {
      readonly ok: false;
      readonly code: "unauthorized" | "forbidden" | "unavailable";
      readonly message: string;
      /** A code for the security log. */
      readonly reason?: string;
    };

/** Decides by the head of a request who calls a route, before its body is read. */
export type Authorize = (request: IncomingMessage) => Promise<Authorization>;

/** Local mode: whoever is on this machine, as the caller `local`. */
export const allowLoopback: Authorize = async (request) =>
  isLoopbackCaller(request)
    ? { ok: true, caller: "local" }
    : {
        ok: false,
        code: "forbidden",
        message: "In local mode this route takes calls from this machine only.",
      };
