import type { Instant } from "../approval/instant.js";
import type { Notice } from "../approval/notice.js";
import type { PersonRecord } from "../approval/person-record.js";
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

/** Requests that are looked at for what was sent to one person: as many as may be sent to him in half a minute. */
const MOST_SENT_LATELY = 60;

/**
 * When each notice of these was sent to a person since `since`, or may have been: of the newest requests that wait for
 * him, and of what he is told for himself. When a card was updated since is not known.
 */
export async function readSendsLately(
  store: Store,
  person: PersonRecord,
  since: Instant,
): Promise<readonly Instant[]> {
  const ids = (await store.decidableBy([person.id])).slice(-MOST_SENT_LATELY);
  const requests = await Promise.all(ids.map((id) => store.load("request", id)));
  const notices = [
    ...requests.flatMap((request) => request?.value.notices ?? []),
    ...person.notices,
  ];
  return notices
    .filter(({ recipient, digest }) => recipient === person.id && digest === undefined)
    .map(({ state, settledAt, sendingSince }) => (state === "delivered" ? settledAt : sendingSince))
    .filter((at) => at !== undefined)
    .filter((at) => at > since);
}

function sentAloneAt({ kind, state, digest, settledAt, sendingSince }: Notice) {
  if ((kind !== "approvalCard" && kind !== "reminder") || digest !== undefined) return undefined;
  return state === "delivered" ? settledAt : sendingSince;
}
