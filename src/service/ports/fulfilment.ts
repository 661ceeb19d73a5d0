import type { Instant } from "../../approval/instant.js";
import type { AccessRequest } from "../../approval/request.js";
import type { Log } from "../context.js";

/** Why a hand-over did not work; the message names nobody and may be stored, shown to administrators and logged. */
export class HandOverError extends Error {
  override readonly name = "HandOverError";
}

/** What became of a hand-over that worked. */
export interface HandedOver {
  /** It was over there before it could be told, and not with the outcome of here. */
  readonly isContradicted: boolean;
}

/**
 * Where an ended request is handed over (Rule F1): access is given, or the call-out of Entra is resumed with the
 * outcome. Must be idempotent by request id. Rejects when it did not work; it is tried again.
 */
export interface Fulfilment {
  /** @param log of the path that this belongs to, in the place of a log of its own */
  handOver(
    request: AccessRequest,
    now: Instant,
    log?: Pick<Log, "info" | "warn">,
  ): Promise<HandedOver | undefined>;
}
