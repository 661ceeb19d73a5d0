/** As long as what ended is kept, and the month that runs. */
export const MONTHS = 15;

/** Milliseconds, on average. */
export const MONTH = 2_629_800_000;
/** The partition of a request that was submitted then: 0 is the oldest. */
const PLACE = (submittedAt: string): string =>
  `greatest(0, ${MONTHS - 1} - ((select max(submitted_at) from riskgate.aggregate) - ${submittedAt}) / ${MONTH})`;

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

/** Events and texts in a table for each month in which their request was submitted; what is new is of the month that runs. */
export function evidenceByMonth(): string {
  const byMonth = (table: string, key: string): string => `
    alter table riskgate.${table} rename to unpartitioned;
    create table riskgate.${table} (like riskgate.unpartitioned including defaults,
      month integer not null default ${MONTHS - 1}, primary key (month, ${key})) partition by list (month);
    ${Array.from({ length: MONTHS }, (_, n) => `create table riskgate.${table}_${n} partition of riskgate.${table} for values in (${n});`).join("\n")}
    insert into riskgate.${table} select u.*, ${PLACE("coalesce(a.submitted_at, (select max(submitted_at) from riskgate.aggregate))")}
      from riskgate.unpartitioned u left join riskgate.aggregate a using (kind, id);
    drop table riskgate.unpartitioned;
    create trigger keep_evidence before update or delete on riskgate.${table}
      for each row execute function riskgate.keep_evidence('removal');`;
  return (
    byMonth("audit_event", "kind, id, sequence") +
    byMonth("personal_text", "kind, id, sequence, name")
  );
}
