import { HOUR } from "../approval/instant.js";
import type { Context } from "./context.js";
import type { TrailKeeping } from "./ports/audit-trail.js";
import { errorName } from "./read-risk.js";

/** Milliseconds between two looks. */
const INTERVAL = HOUR;
/** Requests that one signed record names. */
const BATCH = 200;

export interface Retention {
  /** Ends it after the batch in hand. */
  stop(): Promise<void>;
}

/** Removes requests that ended longer ago than `span` (milliseconds), at the start and every hour. */
export function startRetention(
  context: Pick<Context, "store" | "log" | "holds">,
  keeping: TrailKeeping,
  span: number,
): Retention {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      // A restored copy removes nothing until a person has released it.
      const isHeld = context.holds?.restore.restored() !== undefined;
      const removed = isHeld ? 0 : await removeOld(context, keeping, span, () => isStopped);
      if (removed > 0) context.log.info({ removed }, "requests were removed after their retention");
    } catch (error) {
      context.log.error({ error: errorName(error) }, "old requests could not be removed");
    }
    if (!isStopped) timer = setTimeout(begin, INTERVAL).unref();
  };
  let looking: Promise<void> = Promise.resolve();
  const begin = (): void => {
    looking = look();
  };
  begin();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Batch by batch, so that nothing else has to wait for long. */
export async function removeOld(
  { store }: Pick<Context, "store">,
  keeping: TrailKeeping,
  span: number,
  isStopped: () => boolean = () => false,
): Promise<number> {
  const before = store.now() - span;
  let sum = 0;
  let removed = BATCH;
  while (removed === BATCH && !isStopped()) {
    removed = await keeping.removeEndedBefore(before, BATCH);
    sum += removed;
  }
  return sum;
}
