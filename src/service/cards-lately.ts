import type { Instant } from "../approval/instant.js";
import type { Notice } from "../approval/notice.js";
import type { Store } from "./ports/store.js";

/** Requests that are looked at for one person, the newest: a start with thousands of open requests stays quick. */
const MOST_LOOKED_AT = 500;

/**
 * When each card and reminder that went to a person by itself since `since` was sent, or may have been: of the requests
 * that still wait for him, since what is decided takes none of his attention any more. At most 500 requests are read.
 */
export async function readCardsLately(
  store: Store,
  personId: string,
  since: Instant,
): Promise<readonly Instant[]> {
  const ids = await store.decidableBy([personId]);
  const times: Instant[] = [];
  for (const id of ids.slice(-MOST_LOOKED_AT)) {
    const request = (await store.load("request", id))?.value;
    for (const notice of request?.notices ?? []) {
      const at = notice.recipient === personId ? sentAloneAt(notice) : undefined;
      if (at !== undefined && at > since) times.push(at);
    }
  }
  return times;
}

function sentAloneAt({ kind, state, digest, settledAt, sendingSince }: Notice) {
  if ((kind !== "approvalCard" && kind !== "reminder") || digest !== undefined) return undefined;
  return state === "delivered" ? settledAt : sendingSince;
}
