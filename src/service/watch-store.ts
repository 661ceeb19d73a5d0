import type { Instant } from "../approval/instant.js";
import type { Context } from "./context.js";
import { tellAdministrators } from "./tell-administrators.js";

/** How often the store is asked. Milliseconds. */
const LOOK_EVERY = 1_000;

/**
 * Notices when the store refuses writes. Nothing can be stored then, so that no alert can be sent either: it is logged and
 * `/readyz` says it at once, and the administrators hear of it when it is over.
 *
 * @param every how often the store is asked, in milliseconds
 * @returns a function that ends the watch
 */
export function watchStore(context: Context, every = LOOK_EVERY): () => void {
  let since: Instant | undefined;
  const look = (): void => {
    const now = context.store.now();
    // A restored copy waits for a person; that is no trouble of the disk.
    const isHeld = context.holds?.restore.restored() !== undefined;
    if (!isHeld && context.store.problem() !== undefined) {
      since ??= now;
    } else if (since !== undefined) {
      const span = { from: since, to: now };
      since = undefined;
      void tellAdministrators(context, "storeRefusing", span);
    }
  };
  const timer = setInterval(look, every);
  timer.unref();
  return () => clearInterval(timer);
}
