import type { Instant } from "../approval/instant.js";

/** A clock that stands still where the given one goes back: what was due stays due. */
export function makeMonotonic(clock: () => Instant): () => Instant {
  let latest = 0;
  return () => {
    latest = Math.max(latest, Math.floor(clock()));
    return latest;
  };
}
