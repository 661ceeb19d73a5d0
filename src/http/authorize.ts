import type { IncomingMessage } from "node:http";
import { isLoopbackCaller } from "./loopback.js";

export type Authorization =
  /** Who calls; idempotency keys are scoped to it (Rule I2). */
  | { readonly ok: true; readonly caller: string }
  | {
      readonly ok: false;
      readonly code: "unauthorized" | "forbidden";
      readonly message: string;
    };

/** Decides by the head of a request who hands in an access request, before its body is read. */
export type Authorize = (request: IncomingMessage) => Promise<Authorization>;

/** Local mode: whoever is on this machine, as the caller `local`. */
export const allowLoopback: Authorize = async (request) =>
  isLoopbackCaller(request)
    ? { ok: true, caller: "local" }
    : {
        ok: false,
        code: "forbidden",
        message: "In local mode access requests are taken from this machine only.",
      };

/** With bot credentials and no way to check an access token: nobody. */
export const refuseAll: Authorize = async () => ({
  ok: false,
  code: "unauthorized",
  message:
    "This route wants a Microsoft Entra access token, and this bot is not set up to check one. Nothing was stored.",
});
