/** As long as what ended is kept, and the month that runs. */
export const MONTHS = 15;

/** Milliseconds, on average. */
export const MONTH = 2_629_800_000;

const EVIDENCE = [
  { table: "audit_event", key: "kind, id, sequence" },
  { table: "personal_text", key: "kind, id, sequence, name" },
] as const;

/** The requests in a table for each month of their submission. An id is no longer unique but within a month. */
export function requestsByMonth(): string {
  const partitions = Array.from(
    { length: MONTHS },
    (_, n) => `execute format('create table riskgate.aggregate_${n} partition of riskgate.aggregate
      for values from (%s) to (%s) with (fillfactor = 80)', newest - ${MONTHS - n - 1} * ${MONTH} - ${MONTH}/2, newest - ${MONTHS - n - 1} * ${MONTH} + ${MONTH}/2);`,
  );
  return `do $$
    declare newest bigint := (select max(submitted_at) from riskgate.aggregate);
    declare definition text;
    declare definitions text[] := array(select pg_get_indexdef(indexrelid) from pg_index
      where indrelid = 'riskgate.aggregate'::regclass and not indisprimary);
    begin
      alter table riskgate.aggregate rename to unpartitioned;
      create table riskgate.aggregate (like riskgate.unpartitioned including defaults) partition by range (submitted_at);
      ${partitions.join("\n")}
      create table riskgate.aggregate_others partition of riskgate.aggregate default with (fillfactor = 80);
      insert into riskgate.aggregate select * from riskgate.unpartitioned;
      drop table riskgate.unpartitioned;
      create unique index aggregate_name on riskgate.aggregate (kind, id, submitted_at);
      foreach definition in array definitions loop execute definition; end loop;
    end $$`;
}

/** All events in one table and all texts in another. */
export function evidenceInOneTable(): string {
  return EVIDENCE.map(
    ({ table, key }) => `
      alter table riskgate.${table} rename to by_month;
      create table riskgate.${table} (like riskgate.by_month including defaults);
      insert into riskgate.${table} select * from riskgate.by_month order by submitted_at;
      drop table riskgate.by_month;
      alter table riskgate.${table} add primary key (${key});
      create trigger keep_evidence before update or delete on riskgate.${table}
        for each row execute function riskgate.keep_evidence('removal');
      create trigger keep_all_evidence before truncate on riskgate.${table}
        for each statement execute function riskgate.keep_evidence();`,
  ).join("");
}

/** The same as a version before months has left it. */
export function withoutMonths(): string {
  return (
    evidenceInOneTable() +
    EVIDENCE.map(({ table }) => `alter table riskgate.${table} drop column submitted_at;`).join("")
  );
}

/** Brings the evidence of requests to the month in which they are said to be submitted. */
export function sortEvidence(): string {
  return `set session_replication_role = replica;
    ${EVIDENCE.map(
      ({
        table,
      }) => `update riskgate.${table} e set submitted_at = a.submitted_at from riskgate.aggregate a
        where a.kind = e.kind and a.id = e.id and a.submitted_at <> e.submitted_at;`,
    ).join("\n")}
    set session_replication_role = default`;
}
