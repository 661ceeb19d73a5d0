import { silenceOf } from "../approval/insider-risk.js";
import { MINUTE } from "../approval/instant.js";
import type { Context } from "./context.js";
import { loadConfiguration } from "./control-snapshot.js";
import { errorName } from "./read-risk.js";
import { readFeedMark } from "./report-insider-risk.js";
import { tellAdministrators } from "./tell-administrators.js";

/** How often it is looked. Milliseconds. */
const LOOK_EVERY = 1 * MINUTE;

/**
 * Notices when insider risk levels that are needed are not reported any more: the administrators are told once for each
 * silence (Rules E3, N1). A source that is switched off is not missed.
 *
 * @param every how often it is looked, in milliseconds
 * @returns a function that ends the watch
 */
export function watchFeed(context: Context, every = LOOK_EVERY): () => void {
  let told: number | undefined;
  const look = async (): Promise<void> => {
    const silence = silenceOf(await readFeedMark(context.store), context.store.now());
    if (!silence || silence.from === told) return;
    const { settings } = await loadConfiguration(context, "insiderRisk");
    if (!settings.isApprovalRequired) return;
    if (await tellAdministrators(context, "feedSilent", silence)) told = silence.from;
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      context.log.warn({ error: errorName(error) }, "the feed of levels cannot be looked at now");
    });
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
