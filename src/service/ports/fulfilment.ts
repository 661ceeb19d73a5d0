import type { AccessRequest } from "../../approval/request.js";

/**
 * Where an ended request is handed over (Rule F1): access is given, or the call-out of Entra is resumed with the
 * outcome. Must be idempotent by request id. Rejects when it did not work; it is tried again.
 */
export interface Fulfilment {
  handOver(request: AccessRequest): Promise<void>;
}
