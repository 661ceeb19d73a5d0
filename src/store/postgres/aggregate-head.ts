import { sql } from "kysely";
import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { ChainEnd } from "../../audit/chained-event.js";
import type { AggregateRef, IndexEntry, ReservedKey } from "../../service/ports/store.js";
import { query, type Statement, statementOf } from "./typed-query.js";

/** What a commit has to know of the version before it. */
export interface AggregateHead {
  readonly version: number;
  /** Newest event; undefined while there is none. */
  readonly end: ChainEnd | undefined;
  readonly keys: readonly ReservedKey[];
  readonly noticeCounts: NoticeCounts;
  readonly nextDueAt: Instant | undefined;
  readonly nextSendAt: Instant | undefined;
  readonly delegateId: string | undefined;
}

export const NO_COUNTS: NoticeCounts = {
  intended: 0,
  delivered: 0,
  failed: 0,
  withdrawn: 0,
  pending: 0,
};

/** Of an aggregate that was never committed. */
export const NO_HEAD: AggregateHead = {
  version: 0,
  end: undefined,
  keys: [],
  noticeCounts: NO_COUNTS,
  nextDueAt: undefined,
  nextSendAt: undefined,
  delegateId: undefined,
};

/** Equal for equal references; the name of an aggregate in the audit too. */
export function nameOf(ref: AggregateRef): string {
  return `${ref.kind}/${ref.id}`;
}

export function headAfter(
  version: number,
  end: ChainEnd | undefined,
  index: IndexEntry,
): AggregateHead {
  const { keys, noticeCounts, nextDueAt, nextSendAt, delegateId } = index;
  return { version, end, keys, noticeCounts, nextDueAt, nextSendAt, delegateId };
}

const HEAD_COLUMNS = [
  "version",
  "keys",
  "next_due_at",
  "next_send_at",
  "delegate_id",
  "intended",
  "delivered",
  "failed",
  "withdrawn",
  "pending",
  "last_sequence",
  "last_hash",
] as const;

function selectHead(ref: AggregateRef) {
  return query
    .selectFrom("aggregate")
    .select(HEAD_COLUMNS)
    .where("kind", "=", ref.kind)
    .where("id", "=", ref.id);
}

/** The head alone. */
export function headStatement(ref: AggregateRef) {
  return statementOf(selectHead(ref), "head");
}

/** The head with the value. */
export function loadStatement(ref: AggregateRef) {
  return statementOf(selectHead(ref).select(["kind", "id", "value"]), "load");
}

/** The same of several aggregates. */
export function loadManyStatement(refs: readonly AggregateRef[]) {
  const kinds = refs.map(({ kind }) => kind);
  const ids = refs.map(({ id }) => id);
  const wanted = sql<AggregateRef>`unnest(${kinds}::text[], ${ids}::text[])`.as<"wanted">(
    sql`wanted(kind, id)`,
  );
  const found = query
    .selectFrom(wanted)
    .innerJoin("aggregate as a", (on) =>
      on.onRef("a.kind", "=", "wanted.kind").onRef("a.id", "=", "wanted.id"),
    )
    .select(["a.kind", "a.id", "a.value"])
    .select(HEAD_COLUMNS.map((column) => `a.${column}` as const));
  return statementOf(found, "load-many");
}

export type LoadedRow = NonNullable<
  ReturnType<typeof loadStatement> extends Statement<infer R> ? R : never
>;

type HeadRow = NonNullable<ReturnType<typeof headStatement> extends Statement<infer R> ? R : never>;

export function headOf(row: HeadRow): AggregateHead {
  const { intended, delivered, failed, withdrawn, pending } = row;
  return {
    version: row.version,
    end:
      row.last_sequence === null || row.last_hash === null
        ? undefined
        : { sequence: row.last_sequence, hash: row.last_hash },
    keys: row.keys,
    noticeCounts: { intended, delivered, failed, withdrawn, pending },
    nextDueAt: row.next_due_at ?? undefined,
    nextSendAt: row.next_send_at ?? undefined,
    delegateId: row.delegate_id ?? undefined,
  };
}
