import { DAY, type Instant } from "../../approval/instant.js";
import type { Database } from "./database.js";
import type { Statement } from "./typed-query.js";

/** Where evidence is that belongs to no request, or that a node of schema 1 has written. */
export const LASTING = -1;

/** Made ahead: the month that runs and the two after it. */
const MONTHS_AHEAD = 2;
/** A commit may have to wait for so long behind a change of the tables that has to wait itself. */
const LOCK_PATIENCE = "200ms";
/** A table that is larger was not cleaned up by the server yet, and would be looked through while commits wait. Bytes. */
const CLEANED_UP = 8 * 1_048_576;

const EVIDENCE = ["audit_event", "personal_text"] as const;
type Evidence = (typeof EVIDENCE)[number];

/** A month of UTC: the evidence of requests that were submitted in it has tables of its own. */
export interface EvidenceMonth {
  /** Such as 2026_12, with which the names of its tables end. */
  readonly name: string;
  readonly from: Instant;
  /** The first instant after it. */
  readonly to: Instant;
}

/** Undefined for an instant that no request can be of. */
export function monthOf(instant: Instant): EvidenceMonth | undefined {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return instant >= 0 && year <= 9_999 ? monthAt(year, month) : undefined;
}

/** The month of the instant and those after it that are to be there by then. */
export function monthsAhead(instant: Instant): readonly EvidenceMonth[] {
  const months: EvidenceMonth[] = [];
  let at = instant;
  while (months.length <= MONTHS_AHEAD) {
    const month = monthOf(at);
    if (!month) break;
    months.push(month);
    at = month.to;
  }
  return months;
}

/**
 * Makes the tables of months that have none; commits go on meanwhile. Answers with the names of those that have none still:
 * because somebody reads for long, such as a dump, or because evidence came before them. That is then in the table of
 * months that have none, and is found, kept and removed there all the same.
 */
export async function makeMonths(
  database: Database,
  months: readonly EvidenceMonth[],
): Promise<readonly string[]> {
  const missing = async () => {
    const present = await presentMonths(database, EVIDENCE.length);
    return months.filter(({ name }) => !present.some((one) => one.name === name));
  };
  for (const month of await missing())
    for (const table of EVIDENCE) await database.write(making(table, month));
  return (await missing()).map(({ name }) => name);
}

/**
 * Drops the tables of months that are over and hold nothing any more, which gives their room back to the machine. Leaves the
 * rest for another time as soon as it has to wait for somebody.
 */
export async function dropEmptyMonths(database: Database, now: Instant): Promise<void> {
  const first = monthOf(now - DAY)?.from ?? now;
  for (const month of await presentMonths(database, 1)) {
    if (month.to > first) continue;
    const [found] = await database.read(isInUse(month));
    if (found?.is_used) continue;
    for (const table of EVIDENCE) {
      const [state] = await database.read(stateOf(table, month));
      if (!state?.may_be_empty) continue;
      await dropEmpty(database, table, month);
      const [after] = await database.read(stateOf(table, month));
      if (after?.may_be_empty) return;
    }
  }
}

/** @param tables how many tables a month has at least */
async function presentMonths(database: Database, tables: number): Promise<EvidenceMonth[]> {
  const rows = await database.read<{ readonly name: string }>({
    text: `select right(c.relname, 7) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = any(array['riskgate.audit_event', 'riskgate.personal_text']::regclass[])
        and c.relname ~ '_[0-9]{4}_[0-9]{2}$' group by 1 having count(*) >= $1 order by 1`,
    values: [tables],
  });
  return rows.map(({ name }) => {
    const [year = 0, month = 0] = name.split("_").map(Number);
    return monthAt(year, month - 1);
  });
}

function monthAt(year: number, month: number): EvidenceMonth {
  const name = `${String(year).padStart(4, "0")}_${String(month + 1).padStart(2, "0")}`;
  return { name, from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
}

/**
 * Attached and not made in place, for which commits would have to wait. Of nodes that start at once one makes it. What a
 * commit puts among those without a table in that very moment takes it back.
 */
function making(table: Evidence, { name, from, to }: EvidenceMonth): Statement<never> {
  return patiently(`
      if to_regclass('riskgate.${table}_${name}') is null and not exists (
        select from riskgate.${table}_other where submitted_at >= ${from} and submitted_at < ${to}
      ) then
        create table riskgate.${table}_${name} (like riskgate.${table}_lasting including all);
        create trigger keep_all_evidence before truncate on riskgate.${table}_${name}
          for each statement execute function riskgate.keep_evidence();
        alter table riskgate.${table} attach partition riskgate.${table}_${name} for values from (${from}) to (${to});
      end if;`);
}

/** The evidence of a request may still come as long as the request is there. */
function isInUse({ from, to }: EvidenceMonth): Statement<{ readonly is_used: boolean }> {
  return {
    text: "select exists (select from riskgate.aggregate where submitted_at >= $1 and submitted_at < $2) as is_used",
    values: [from, to],
  };
}

/** By what the server knows of it, without a look into it. */
function stateOf(
  table: Evidence,
  { name }: EvidenceMonth,
): Statement<{ readonly may_be_empty: boolean | null }> {
  return {
    text: "select pg_relation_size(to_regclass($1)) < $2 as may_be_empty",
    values: [`riskgate.${table}_${name}`, CLEANED_UP],
  };
}

/** Looks once more under the lock, at what is there by then and not at the beginning of the transaction. */
async function dropEmpty(
  database: Database,
  table: Evidence,
  { name }: EvidenceMonth,
): Promise<void> {
  await database.transaction(
    (send) =>
      send(
        patiently(`
      if to_regclass('riskgate.${table}_${name}') is not null then
        lock table only riskgate.${table} in access exclusive mode;
        if not exists (select from riskgate.${table}_${name}) then
          drop table riskgate.${table}_${name};
        end if;
      end if;`),
      ),
    "isolation level read committed",
  );
}

/** Gives up, with nothing changed, where another session holds a lock for long or was faster. */
function patiently(work: string): Statement<never> {
  const text = `do $$ begin
      set local lock_timeout = '${LOCK_PATIENCE}';
      ${work}
    exception when lock_not_available or check_violation or duplicate_table or unique_violation then null;
    end $$`;
  return { text, values: [] };
}
