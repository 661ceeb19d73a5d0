import type { Instant } from "../../approval/instant.js";
import type { Database } from "./database.js";
import type { Statement } from "./typed-query.js";

/** Where evidence is that belongs to no request, or that a node of schema 1 has written. */
export const LASTING = -1;

/** Made ahead: the month that runs and the two after it. */
const MONTHS_AHEAD = 2;
/** A commit may have to wait for so long behind a change of the tables that has to wait itself. */
const LOCK_PATIENCE = "200ms";

const EVIDENCE = ["audit_event", "personal_text"] as const;

/** A month of UTC: the evidence of requests that were submitted in it has tables of its own. */
export interface EvidenceMonth {
  /** Such as 2026_12, with which the names of its tables end. */
  readonly name: string;
  readonly from: Instant;
  /** The first instant after it. */
  readonly to: Instant;
}

/** Under which instants the evidence of aggregates may be that were submitted then: their own, and none. */
export function evidencePlaces(submittedAt: readonly (Instant | null)[]): readonly Instant[] {
  return [...new Set([LASTING, ...submittedAt.map((instant) => instant ?? LASTING)])];
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
 * Makes the tables of months that have none; commits go on meanwhile. Where somebody reads for long, such as a dump, it is
 * left for another time. A month stays without where its evidence came before its tables: it is then in the table of
 * months that have none, and is found, kept and removed there all the same.
 */
export async function makeMonths(
  database: Database,
  months: readonly EvidenceMonth[],
): Promise<void> {
  const present = new Set((await presentMonths(database)).map(({ name }) => name));
  for (const month of months)
    if (!present.has(month.name)) await database.write(makingStatement(month));
}

/** Drops the tables of months that are over and hold nothing any more, which gives their room back to the machine. */
export async function dropEmptyMonths(database: Database, now: Instant): Promise<void> {
  for (const month of await presentMonths(database)) {
    if (month.to > (monthOf(now)?.from ?? now)) continue;
    const [found] = await database.read(isInUse(month));
    if (!found?.is_used) for (const table of EVIDENCE) await database.write(drop(table, month));
  }
}

async function presentMonths(database: Database): Promise<readonly EvidenceMonth[]> {
  const rows = await database.read<{ readonly name: string }>({
    text: `select distinct right(c.relname, 7) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = any(array['riskgate.audit_event', 'riskgate.personal_text']::regclass[])
        and c.relname ~ '_[0-9]{4}_[0-9]{2}$' order by name`,
    values: [],
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

/** Attached and not made in place, for which commits would have to wait. Nodes that start at once make it one by one. */
function makingStatement({ name, from, to }: EvidenceMonth): Statement<never> {
  const make = EVIDENCE.map(
    (table) => `
      if to_regclass('riskgate.${table}_${name}') is null and not exists (
        select from riskgate.${table}_other where submitted_at >= ${from} and submitted_at < ${to}
      ) then
        create table riskgate.${table}_${name} (like riskgate.${table} including all);
        create trigger keep_all_evidence before truncate on riskgate.${table}_${name}
          for each statement execute function riskgate.keep_evidence();
        alter table riskgate.${table} attach partition riskgate.${table}_${name} for values from (${from}) to (${to});
      end if;`,
  );
  return patiently(`perform pg_advisory_xact_lock(hashtext('riskgate.months'));${make.join("")}`);
}

/** The evidence of a request may still come as long as the request is there. */
function isInUse({ from, to }: EvidenceMonth): Statement<{ readonly is_used: boolean }> {
  return {
    text: `select exists (select from riskgate.aggregate where submitted_at >= $1 and submitted_at < $2) as is_used`,
    values: [from, to],
  };
}

/** Looks once more under the lock. */
function drop(table: (typeof EVIDENCE)[number], { name }: EvidenceMonth): Statement<never> {
  return patiently(`
      if to_regclass('riskgate.${table}_${name}') is not null then
        lock table only riskgate.${table} in access exclusive mode;
        if not exists (select from riskgate.${table}_${name}) then
          drop table riskgate.${table}_${name};
        end if;
      end if;`);
}

/** Gives up, with nothing changed, where another session holds a lock for long. */
function patiently(work: string): Statement<never> {
  const text = `do $$ begin
      set local lock_timeout = '${LOCK_PATIENCE}';
      ${work}
    exception when lock_not_available then null;
    end $$`;
  return { text, values: [] };
}
