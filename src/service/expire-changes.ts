import { expireOpenChanges } from "../approval/settings-settle.js";
import type { Context } from "./context.js";
import { transact } from "./transact.js";

/** Settings changes that nobody confirmed or discarded in time are dropped; their cards say so. */
export async function expireChanges(context: Context, source: string): Promise<void> {
  await transact(context, "controlConfiguration", source, (configuration, now) => {
    const expired = configuration && expireOpenChanges(configuration, now);
    if (!expired) return { outcome: undefined };
    return { value: expired.configuration, events: expired.events, outcome: undefined };
  });
}
