import type { PauseGate } from "./pause-gate.js";
import type { SenderParts } from "./sender.js";

/** What the sending of one row works with. */
export interface RowParts extends SenderParts {
  readonly gate: Pick<PauseGate, "holds">;
}
