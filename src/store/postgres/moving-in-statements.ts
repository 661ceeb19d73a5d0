const OWNED = ["audit_event", "personal_text", "reserved_key", "aggregate"] as const;

/** Whether an aggregate has arrived as it is: `$1` kind, `$2` id, `$3` version, `$4` value, `$5` hash of its newest event. */
export const IS_SAME = `select version = $3::integer and value = $4::jsonb and last_hash is not distinct from $5::text as is_same
  from riskgate.aggregate where kind = $1 and id = $2`;

/** Removes what an interrupted move has left of an aggregate. `$1` kind, `$2` id. */
export const MAKE_ROOM = OWNED.map(
  (table) => `delete from riskgate.${table} where kind = $1 and id = $2`,
);

/** Gives undelivered aggregates their places, the oldest first. `$1` kinds, `$2` ids. */
export const ORDER_UNDELIVERED = `with placed as (
    update riskgate.aggregate a set undelivered_order = given.place
    from unnest($1::text[], $2::text[]) with ordinality as given(kind, id, place)
    where a.kind = given.kind and a.id = given.id)
  select setval('riskgate.undelivered_order', cardinality($1::text[]) + 1, false)`;

export const SET_COUNTS = `update riskgate.notice_total
  set intended = $1, delivered = $2, failed = $3, withdrawn = $4, pending = $5`;

/** What commits leave for the upkeep: the totals are counted already, and every head has its anchor from the old store. */
export const FORGET_COMMITS = "truncate riskgate.notice_change, riskgate.waiting_head";
