import type { SettingsChange } from "../approval/control-configuration.js";
import { DAY, MINUTE } from "../approval/instant.js";
import type { RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";
import { type ReplayResult, replaySettings } from "./replay-settings.js";

/** How far back the card of a change looks. */
export const CHANGE_PERIOD = 90 * DAY;
/** A card is drawn again whenever it is looked at; its figures need not be counted again each time. */
const FRESH_FOR = 5 * MINUTE;
const MOST_KEPT = 50;

interface Kept {
  readonly at: number;
  readonly replay: Promise<ReplayResult>;
}

const kept = new WeakMap<Context["store"], Map<string, Kept>>();

/** What an open change would have meant in the last 90 days, as its proposer may know it. */
export function replayOf(
  context: Context,
  source: RiskSource,
  change: SettingsChange,
): Promise<ReplayResult> {
  const { store } = context;
  const now = store.now();
  const results = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, results);
  const key = `${source} ${change.notice} ${change.shownVersion} ${change.proposedAt}`;
  const known = results.get(key);
  if (known && now - known.at < FRESH_FOR) return known.replay;
  if (results.size >= MOST_KEPT) results.clear();
  const { after, proposedBy } = change;
  const replay = replaySettings(context, source, after, proposedBy.id, CHANGE_PERIOD);
  results.set(key, { at: now, replay });
  replay.catch(() => results.delete(key));
  return replay;
}
