import type { AggregateRef } from "../../service/ports/store.js";
import type { Send } from "./database.js";

const OWNED = ["audit_event", "personal_text", "reserved_key", "aggregate"] as const;

/** Whether an aggregate has arrived as it is: `$1` kind, `$2` id, `$3` version, `$4` value, `$5` hash of its newest event. */
export const IS_SAME = `select version = $3::integer and value = $4::jsonb and last_hash is not distinct from $5::text as is_same
  from riskgate.aggregate where kind = $1 and id = $2`;

/** Removes what an interrupted move has left of an aggregate. `$1` kind, `$2` id. */
export const MAKE_ROOM = OWNED.map(
  (table) => `delete from riskgate.${table} where kind = $1 and id = $2`,
);

/** A place is a row that is written anew, with its value: so many go into the few seconds of a statement. */
const PLACES_AT_ONCE = 1_000;

const PLACE = `update riskgate.aggregate a set undelivered_order = $3::bigint + given.place
  from unnest($1::text[], $2::text[]) with ordinality as given(kind, id, place)
  where a.kind = given.kind and a.id = given.id`;

/** Gives undelivered aggregates their places, the oldest first. */
export async function orderUndelivered(
  send: Send,
  refs: readonly AggregateRef[],
  atOnce = PLACES_AT_ONCE,
): Promise<void> {
  for (let at = 0; at < refs.length; at += atOnce) {
    const page = refs.slice(at, at + atOnce);
    const values = [page.map(({ kind }) => kind), page.map(({ id }) => id), at];
    await send({ text: PLACE, values });
  }
  const next = "select setval('riskgate.undelivered_order', $1, false)";
  await send({ text: next, values: [refs.length + 1] });
}

export const SET_COUNTS = `update riskgate.notice_total
  set intended = $1, delivered = $2, failed = $3, withdrawn = $4, pending = $5`;

/** What commits leave for the upkeep: the totals are counted already, and every head has its anchor from the old store. */
export const FORGET_COMMITS = "truncate riskgate.notice_change, riskgate.waiting_head";
