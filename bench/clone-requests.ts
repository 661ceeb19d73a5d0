import type { PostgresServer } from "../test/store/postgres/postgres-server.js";

/** Numbers that no real request of a benchmark has. */
const FIRST_CLONE = 1_000_000;

/**
 * Multiplies the open requests of a database until there are `count` more, each with its value, events, texts and held
 * names under a number of its own. For requests that only lie there while something else is measured: their chains are
 * copies, and would not verify.
 */
export async function cloneRequests(
  server: PostgresServer,
  database: string,
  count: number,
): Promise<void> {
  const [row] = await server.query(
    database,
    `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'riskgate' and table_name = 'aggregate'
      and column_name not in ('kind', 'id', 'value', 'digest', 'undelivered_order')`,
  );
  const columns = String(row?.columns);
  await server.query(
    database,
    `create temporary table clone as
      select id, 'R-' || (${FIRST_CLONE} + n) as new_id, n from generate_series(0, ${count - 1}) n
      join (select id, row_number() over (order by id) - 1 as place, count(*) over () as places
        from riskgate.aggregate where kind = 'request') source on source.place = n % source.places;
    insert into riskgate.aggregate (kind, id, value, digest, ${columns})
      select kind, new_id, made.value, encode(sha256(convert_to(made.value::text, 'UTF8')), 'hex'), ${columns}
      from riskgate.aggregate a join clone using (id),
        lateral (select replace(a.value::text, '"' || a.id || '"', '"' || new_id || '"')::jsonb as value) made
      where kind = 'request';
    insert into riskgate.audit_event (kind, id, sequence, event, submitted_at)
      select kind, new_id, sequence, event, submitted_at from riskgate.audit_event join clone using (id);
    insert into riskgate.personal_text (kind, id, sequence, name, salt, text, submitted_at)
      select kind, new_id, sequence, name, salt, text, submitted_at from riskgate.personal_text join clone using (id);
    insert into riskgate.reserved_key (key, kind, id, until)
      select key || '-' || n, kind, new_id, until from riskgate.reserved_key join clone using (id);
    drop table clone`,
  );
}
