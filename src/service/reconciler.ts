import { HOUR, MINUTE } from "../approval/instant.js";
import type { Context } from "./context.js";
import { correlate } from "./correlation.js";
import type { Gate } from "./ports/gate.js";
import { errorName } from "./read-risk.js";
import { reconcile } from "./reconcile.js";

const REST = 1 * HOUR;
/** After a comparison that could not be finished. */
const REST_AFTER_FAILURE = 5 * MINUTE;

export interface Reconciler {
  /** Ends the rounds; one that is under way is finished first. */
  stop(): Promise<void>;
}

/** Compares Entra with the store at start and every hour; every node does, and none of them does harm to another. */
export function startReconciler(context: Context, gate: Gate): Reconciler {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const path = correlate(context);
    const rest = await reconcile(path, gate).then(
      (result) => {
        path.log.info(result, "Entra and the store were compared");
        return result.failed > 0 ? REST_AFTER_FAILURE : REST;
      },
      (error: unknown) => {
        const fields = { error: errorName(error) };
        path.log.warn(fields, "Entra and the store cannot be compared now");
        return REST_AFTER_FAILURE;
      },
    );
    if (!isStopped) timer = setTimeout(start, rest).unref();
  };
  const start = (): void => {
    round = look();
  };
  start();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
