import type { Context } from "./context.js";
import type { ClockJump } from "./ports/holds.js";
import { tellAdministrators } from "./tell-administrators.js";

/** How often the clocks are compared. Milliseconds. */
const LOOK_EVERY = 1_000;

/**
 * Notices when the clock of the machine has jumped: it is logged and `/readyz` says it at once, and the administrators are
 * told, who can say that the clock is right.
 *
 * @param every how often the clocks are compared, in milliseconds
 * @returns a function that ends the watch
 */
export function watchClock(context: Context, every = LOOK_EVERY): () => void {
  let told: ClockJump | undefined;
  const look = (): void => {
    const jump = context.holds?.clock.jump();
    if (jump === undefined || jump === told) return;
    told = jump;
    context.log.error({ ...jump }, "the clock has jumped; deadlines wait for an administrator");
    // Of several nodes that notice it at the same time one says so.
    if (context.store.isSender?.() !== false) void tellAdministrators(context, "clockJumped", jump);
  };
  look();
  const timer = setInterval(look, every);
  timer.unref();
  return () => clearInterval(timer);
}
