import type { Context } from "./context.js";

/**
 * No deadline passes while the clock is not trusted, or while the store is a copy that nobody has released: nobody is
 * denied by a clock that jumped, and nothing is reopened or ended that may have ended since the copy.
 */
export function areTimersHeld({ holds }: Pick<Context, "holds">): boolean {
  return holds?.clock.jump() !== undefined || holds?.restore.restored() !== undefined;
}
