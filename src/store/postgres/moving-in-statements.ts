const OWNED = ["audit_event", "personal_text", "reserved_key", "aggregate"] as const;

/** Removes an older version of an aggregate that an interrupted move has left. `$1` kind, `$2` id. */
export const MAKE_ROOM = OWNED.map(
  (table) => `delete from riskgate.${table} where kind = $1 and id = $2`,
);

/** Removes what the old store no longer has. `$1` names of all that it has. */
export const REMOVE_OTHERS = OWNED.map(
  (table) => `delete from riskgate.${table} where kind || '/' || id <> all($1::text[])`,
);

/** Gives undelivered aggregates their places, the oldest first. `$1` kinds, `$2` ids. */
export const ORDER_UNDELIVERED = `with placed as (
    update riskgate.aggregate a set undelivered_order = given.place
    from unnest($1::text[], $2::text[]) with ordinality as given(kind, id, place)
    where a.kind = given.kind and a.id = given.id)
  select setval('riskgate.undelivered_order', cardinality($1::text[]) + 1, false)`;

export const FINISH_MOVE = {
  /** Counts are taken from what has arrived; every head has its anchor from the old store. */
  counts: [
    "delete from riskgate.notice_change",
    "delete from riskgate.waiting_head",
    `update riskgate.notice_total t set intended = s.intended, delivered = s.delivered, failed = s.failed,
        withdrawn = s.withdrawn, pending = s.pending
      from (select coalesce(sum(intended), 0) as intended, coalesce(sum(delivered), 0) as delivered,
        coalesce(sum(failed), 0) as failed, coalesce(sum(withdrawn), 0) as withdrawn,
        coalesce(sum(pending), 0) as pending from riskgate.aggregate) s`,
  ],
  mark: "update riskgate.store set move = 'finished'",
} as const;
