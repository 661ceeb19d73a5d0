import { StartRefusedError } from "../start-refused-error.js";

/** With locks that are nobody's two nodes would send, and with time-outs that are nobody's a statement could hang. */
export function refusePooler(cause?: unknown): StartRefusedError {
  return new StartRefusedError(
    "inaccessible",
    "The connection to the database does not keep what is set on it: a pooler shares it.",
    "Connect to PostgreSQL directly.",
    { cause },
  );
}
