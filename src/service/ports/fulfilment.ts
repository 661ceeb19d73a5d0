import type { AccessRequest } from "../../approval/request.js";

/** Why a hand-over did not work; the message names nobody and may be stored, shown to administrators and logged. */
export class HandOverError extends Error {
  override readonly name = "HandOverError";
}

/**
 * Where an ended request is handed over (Rule F1): access is given, or the call-out of Entra is resumed with the
 * outcome. Must be idempotent by request id. Rejects when it did not work; it is tried again.
 */
export interface Fulfilment {
  handOver(request: AccessRequest): Promise<void>;
}
