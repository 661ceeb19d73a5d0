import { sql } from "kysely";
import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { ChainEnd } from "../../audit/chained-event.js";
import type {
  AggregateKind,
  AggregateRef,
  Aggregates,
  IndexEntry,
  ReservedKey,
} from "../../service/ports/store.js";
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

// The texts are compiled once: the values of the compiled query are never sent.
const NOBODY: AggregateRef = { kind: "request", id: "" };

function selectHead({ kind, id }: AggregateRef) {
  return query
    .selectFrom("aggregate")
    .select(HEAD_COLUMNS)
    .where("kind", "=", kind)
    .where("id", "=", id);
}

const HEAD = statementOf(selectHead(NOBODY), "head");

/** The head alone. */
export function headStatement({ kind, id }: AggregateRef): typeof HEAD {
  return { ...HEAD, values: [kind, id] };
}

/** What is asked for, and the digest of the value that the asker has already. */
export interface WantedAggregate extends AggregateRef {
  readonly knownDigest?: string | undefined;
}

const NO_NAMES: readonly string[] = [];
const LOAD = statementOf(
  query
    .selectFrom(
      sql<{
        readonly kind: AggregateKind;
        readonly id: string;
        readonly digest: string | null;
      }>`unnest(${NO_NAMES}::text[], ${NO_NAMES}::text[], ${NO_NAMES}::text[])`.as<"wanted">(
        sql`wanted(kind, id, digest)`,
      ),
    )
    .innerJoin("aggregate as a", (on) =>
      on.onRef("a.kind", "=", "wanted.kind").onRef("a.id", "=", "wanted.id"),
    )
    .select(["a.kind", "a.id", "a.digest"])
    .select(HEAD_COLUMNS.map((column) => `a.${column}` as const))
    .select(
      sql<
        Aggregates[AggregateKind] | null
      >`case when a.digest is distinct from wanted.digest then a.value end`.as("value"),
    ),
  "load",
);

/** Heads with their values; without the value where it is the one that is known. */
export function loadStatement(wanted: readonly WantedAggregate[]): typeof LOAD {
  const values = [
    wanted.map(({ kind }) => kind),
    wanted.map(({ id }) => id),
    wanted.map(({ knownDigest }) => knownDigest ?? null),
  ];
  return { ...LOAD, values };
}

type HeadRow = NonNullable<typeof HEAD extends Statement<infer R> ? R : never>;

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
