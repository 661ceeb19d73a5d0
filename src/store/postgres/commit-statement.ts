import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { ChainedAddition } from "../../audit/audit-chain.js";
import type { Commit, ReservedKey } from "../../service/ports/store.js";
import { type AggregateHead, nameOf } from "./aggregate-head.js";
import { LASTING } from "./evidence-months.js";
import type { Statement } from "./typed-query.js";
import { valueText } from "./value-text.js";

export interface CommitRow {
  readonly outcome: "committed" | "conflict";
}

/** SQLSTATE with which a commit is taken back when another aggregate holds one of its keys. */
export const RESERVED = "RG001";
export const CHANNEL = "riskgate";

const COLUMNS = [
  ["value", "$4::jsonb"],
  ["digest", "$37::text"],
  ["keys", "$5::jsonb"],
  ["next_due_at", "$6::bigint"],
  ["next_send_at", "$7::bigint"],
  ["is_closed", "$8::boolean"],
  ["deciders", "$9::text[]"],
  ["concerned", "$10::text[]"],
  ["unreached", "$11::text[]"],
  ["delegate_id", "$12::text"],
  ["summary", "$13::jsonb"],
  ["submitted_at", "$14::bigint"],
  ["completed_at", "$15::bigint"],
  ["intended", "$16::integer"],
  ["delivered", "$17::integer"],
  ["failed", "$18::integer"],
  ["withdrawn", "$19::integer"],
  ["pending", "$20::integer"],
  ["last_sequence", "$21::integer"],
  ["last_hash", "$22::text"],
  ["due_claimant", "null::text"],
  ["due_claimed_until", "null::bigint"],
] as const;

const NAMES = COLUMNS.map(([name]) => name).join(", ");
const VALUES = COLUMNS.map(([, value]) => value).join(", ");
const ASSIGNMENTS = COLUMNS.map(([name, value]) => `${name} = ${value}`).join(", ");
const IS_UNDELIVERED = "$18::integer + $20::integer > 0";
const NEXT_PLACE = "nextval('riskgate.undelivered_order')";

const CREATED = `with changed as (
  insert into riskgate.aggregate (kind, id, version, undelivered_order, ${NAMES})
  select $1, $2, $3::integer + 1, case when ${IS_UNDELIVERED} then ${NEXT_PLACE} end, ${VALUES}
  where $38::text is null
  on conflict (kind, id) do nothing returning 1)`;

const CHANGED = `with changed as (
  update riskgate.aggregate set version = version + 1,
    undelivered_order = case when ${IS_UNDELIVERED} then coalesce(undelivered_order, ${NEXT_PLACE}) end,
    ${ASSIGNMENTS}
  where kind = $1 and id = $2 and version = $3::integer and digest = coalesce($38::text, digest) returning 1)`;

// Keys are claimed in one order by everybody, so that two commits never wait for each other in a ring.
const KEYS = `, released as (
  delete from riskgate.reserved_key k using changed
  where k.kind = $1 and k.id = $2 and k.key <> all($39::text[])),
claimed as (
  insert into riskgate.reserved_key as held (key, kind, id, until)
  select wanted.key, $1, $2, wanted.until from changed, unnest($39::text[], $40::bigint[]) as wanted(key, until)
  order by wanted.key
  on conflict (key) do update set kind = excluded.kind, id = excluded.id, until = excluded.until
  where held.until <= $41::bigint or (held.kind = $1 and held.id = $2)
  returning 1)`;

const EVIDENCE = `, chained as (
  insert into riskgate.audit_event (kind, id, sequence, event, submitted_at)
  select $1, $2, added.sequence, added.event, coalesce($14::bigint, ${LASTING})
  from changed, unnest($23::integer[], $24::text[]) as added(sequence, event)),
texts as (
  insert into riskgate.personal_text (kind, id, sequence, name, salt, text, submitted_at)
  select $1, $2, added.sequence, added.name, added.salt, added.text, coalesce($14::bigint, ${LASTING})
  from changed, unnest($25::integer[], $26::text[], $27::text[], $28::text[])
    as added(sequence, name, salt, text)),
heads as (
  insert into riskgate.waiting_head (aggregate, version, sequence, hash)
  select $29::text, $3::integer + 1, $21::integer, $22::text from changed where cardinality($23::integer[]) > 0),
counts as (
  insert into riskgate.notice_change (intended, delivered, failed, withdrawn, pending)
  select $30::integer, $31::integer, $32::integer, $33::integer, $34::integer from changed
  where $35::boolean)`;

const OUTCOME = `case when exists (select 1 from changed) then 'committed' else 'conflict' end`;
const NOTIFIED = `case when $36::text is not null and exists (select 1 from changed)
  then pg_notify('${CHANNEL}', $36::text) end`;
const ANSWER = ` select ${OUTCOME} as outcome, ${NOTIFIED} as notified`;
const ANSWER_WITH_KEYS = ` select case
    when not exists (select 1 from changed) then 'conflict'
    when (select count(*) from claimed) < cardinality($39::text[]) then riskgate.refuse_reserved()
    else 'committed' end as outcome, ${NOTIFIED} as notified`;

const TEXTS = {
  create: CREATED + EVIDENCE + ANSWER,
  createKeys: CREATED + KEYS + EVIDENCE + ANSWER_WITH_KEYS,
  change: CHANGED + EVIDENCE + ANSWER,
  changeKeys: CHANGED + KEYS + EVIDENCE + ANSWER_WITH_KEYS,
} as const;

export interface CommitParts {
  readonly commit: Commit;
  readonly head: AggregateHead;
  readonly addition: ChainedAddition;
  readonly now: Instant;
  /** What other nodes are told; undefined when they need not know. */
  readonly message: string | undefined;
  /** The aggregate is not there yet, whatever its version: it moves in from elsewhere. */
  readonly isMovingIn?: true;
}

/**
 * One statement for everything that a happening brings about: the value by its version, its events and personal text,
 * its keys, its head for the anchors, the counts, and the wake-up of other nodes. All of it happens, or nothing.
 */
export function commitStatement(parts: CommitParts): Statement<CommitRow> {
  const { commit, head, addition, now, message } = parts;
  const { kind, id, expectedVersion, index } = commit;
  const isNew = expectedVersion === 0 || parts.isMovingIn === true;
  const end = addition.events.at(-1) ?? head.end;
  const { noticeCounts: counts, summary } = index;
  const { text, digest } = valueText(commit.value);
  const changes = countChanges(counts, head.noticeCounts);
  const texts = textsOf(addition);
  const hasNewKeys = areKeysNew(commit, head);
  const wanted = hasNewKeys ? wantedKeys(index.keys, now) : [];
  const name = `${isNew ? "create" : "change"}${hasNewKeys ? "Keys" : ""}` as const;
  const values: unknown[] = [
    ...[kind, id, expectedVersion, text, JSON.stringify(index.keys)],
    ...[index.nextDueAt ?? null, index.nextSendAt ?? null, index.isClosed],
    ...[index.deciders, index.concerned, index.unreached, index.delegateId ?? null],
    ...[summary ? JSON.stringify(summary) : null, summary?.submittedAt ?? null],
    summary?.completedAt ?? null,
    ...[counts.intended, counts.delivered, counts.failed, counts.withdrawn, counts.pending],
    ...[end?.sequence ?? null, end?.hash ?? null],
    ...[addition.events.map(({ sequence }) => sequence), addition.lines],
    ...[texts.map((t) => t.sequence), texts.map((t) => t.name)],
    ...[texts.map((t) => t.salt), texts.map((t) => t.text)],
    nameOf(commit),
    ...changes,
    changes.some((change) => change !== 0),
    ...[message ?? null, digest],
    commit.expectedDigest ?? null,
  ];
  if (hasNewKeys)
    values.push(
      wanted.map((k) => k.key),
      wanted.map((k) => k.until ?? null),
      now,
    );
  return { name: `commit-${name}`, text: TEXTS[name], values };
}

/** Whether the names that the aggregate holds are other than before. */
export function areKeysNew({ index }: Commit, head: AggregateHead): boolean {
  return JSON.stringify(index.keys) !== JSON.stringify(head.keys);
}

/** What is held from now on, each key once. */
export function wantedKeys(keys: readonly ReservedKey[], now: Instant): readonly ReservedKey[] {
  const inForce = keys.filter(({ until }) => until === undefined || now < until);
  return [...new Map(inForce.map((key) => [key.key, key])).values()];
}

/** Intended, delivered, failed, withdrawn, pending: by how much each changes. */
export function countChanges(after: NoticeCounts, before: NoticeCounts): number[] {
  return [
    after.intended - before.intended,
    after.delivered - before.delivered,
    after.failed - before.failed,
    after.withdrawn - before.withdrawn,
    after.pending - before.pending,
  ];
}

export function textsOf({ personal }: ChainedAddition) {
  return Object.entries(personal).flatMap(([sequence, texts]) =>
    Object.entries(texts).map(([name, salted]) => ({
      sequence: Number(sequence),
      name,
      ...salted,
    })),
  );
}
