import type { AggregateRef } from "../../service/ports/store.js";
import {
  areKeysNew,
  type CommitParts,
  countChanges,
  textsOf,
  wantedKeys,
} from "./commit-statement.js";
import { LASTING } from "./evidence-months.js";
import type { Statement } from "./typed-query.js";
import { valueText } from "./value-text.js";

const GIVEN = `with given as materialized (select * from jsonb_to_recordset($1::jsonb) as g(
  kind text, id text, version integer, expected_digest text, value jsonb, digest text, keys jsonb, kept_keys text[], next_due_at bigint,
  next_send_at bigint, is_closed boolean, deciders text[], concerned text[], unreached text[], delegate_id text, summary jsonb,
  submitted_at bigint, completed_at bigint, intended integer, delivered integer, failed integer, withdrawn integer,
  pending integer, changes integer[], last_sequence integer, last_hash text, has_events boolean))`;

const TAKEN = [
  ...["keys", "next_due_at", "next_send_at", "is_closed", "deciders", "concerned", "unreached"],
  ...["delegate_id", "summary", "submitted_at", "completed_at", "intended", "delivered", "failed"],
  ...["withdrawn", "pending", "last_sequence", "last_hash", "value", "digest"],
];

// A group never waits for a row: two that do could wait for each other.
const HELD = `, held as materialized (
  select a.kind, a.id from given g join riskgate.aggregate a on a.kind = g.kind and a.id = g.id
  where a.version = g.version and a.digest = coalesce(g.expected_digest, a.digest)
  for update of a skip locked)`;

const CHANGED = `, changed as (
  update riskgate.aggregate a set version = g.version + 1,
    undelivered_order = case when g.failed + g.pending > 0
      then coalesce(a.undelivered_order, nextval('riskgate.undelivered_order')) end,
    due_claimant = null, due_claimed_until = null,
    ${TAKEN.map((name) => `${name} = g.${name}`).join(", ")}
  from held h join given g on g.kind = h.kind and g.id = h.id
  where a.kind = h.kind and a.id = h.id and a.version = g.version
  returning a.kind, a.id, coalesce(a.submitted_at, ${LASTING}) as evidence_of)`;

const OF_CHANGED = "from changed c join given g on g.kind = c.kind and g.id = c.id";

const RELEASED = `, released as (
  delete from riskgate.reserved_key k using changed c, given g
  where g.kept_keys is not null and g.kind = c.kind and g.id = c.id
    and k.kind = c.kind and k.id = c.id and k.key <> all(g.kept_keys))`;

const EVIDENCE = `, chained as (
  insert into riskgate.audit_event (kind, id, sequence, event, submitted_at)
  select e.kind, e.id, e.sequence, e.event, c.evidence_of
  from jsonb_to_recordset($2::jsonb) as e(kind text, id text, sequence integer, event text)
  join changed c on c.kind = e.kind and c.id = e.id),
texts as (
  insert into riskgate.personal_text (kind, id, sequence, name, salt, text, submitted_at)
  select t.kind, t.id, t.sequence, t.name, t.salt, t.text, c.evidence_of
  from jsonb_to_recordset($3::jsonb) as t(kind text, id text, sequence integer, name text, salt text, text text)
  join changed c on c.kind = t.kind and c.id = t.id),
heads as (
  insert into riskgate.waiting_head (aggregate, version, sequence, hash)
  select g.kind || '/' || g.id, g.version + 1, g.last_sequence, g.last_hash ${OF_CHANGED} where g.has_events),
counts as (
  insert into riskgate.notice_change (intended, delivered, failed, withdrawn, pending)
  select sum(g.changes[1]), sum(g.changes[2]), sum(g.changes[3]), sum(g.changes[4]), sum(g.changes[5])
  ${OF_CHANGED} having count(*) > 0)`;

const TEXT = `${GIVEN}${HELD}${CHANGED}${RELEASED}${EVIDENCE} select kind, id from changed`;

/**
 * Whether a commit may be one of several in a statement. One that creates an aggregate, claims a key or tells other nodes
 * of a delegate can be refused for its own reasons, or has to be told by itself.
 */
export function mayShareStatement(parts: CommitParts): boolean {
  const { commit, head, now, message, isMovingIn } = parts;
  if (commit.expectedVersion === 0 || isMovingIn || message !== undefined) return false;
  if (!areKeysNew(commit, head)) return true;
  const held = new Set(head.keys.map((key) => JSON.stringify(key)));
  return wantedKeys(commit.index.keys, now).every((key) => held.has(JSON.stringify(key)));
}

/**
 * One statement for several commits of different aggregates; each of them happens as a whole, or does not. Answers with
 * those that did: another was overtaken, or somebody else held its row at that moment.
 */
export function groupCommitStatement(group: readonly CommitParts[]): Statement<AggregateRef> {
  const events = group.flatMap(({ commit: { kind, id }, addition }) =>
    addition.events.map(({ sequence }, i) => ({ kind, id, sequence, event: addition.lines[i] })),
  );
  const texts = group.flatMap(({ commit: { kind, id }, addition }) =>
    textsOf(addition).map((text) => ({ kind, id, ...text })),
  );
  const given = `[${group.map(givenOf).join(",")}]`;
  return {
    name: "commit-group",
    text: TEXT,
    values: [given, JSON.stringify(events), JSON.stringify(texts)],
  };
}

function givenOf({ commit, head, addition, now }: CommitParts): string {
  const { kind, id, expectedVersion, value, index } = commit;
  const { text, digest } = valueText(value);
  const { noticeCounts, summary, keys } = index;
  const end = addition.events.at(-1) ?? head.end;
  const row = JSON.stringify({
    ...{ kind, id, version: expectedVersion, expected_digest: commit.expectedDigest, digest, keys },
    ...(areKeysNew(commit, head) && { kept_keys: wantedKeys(keys, now).map(({ key }) => key) }),
    ...{ next_due_at: index.nextDueAt, next_send_at: index.nextSendAt, is_closed: index.isClosed },
    ...{ deciders: index.deciders, concerned: index.concerned, unreached: index.unreached },
    ...{ delegate_id: index.delegateId, summary },
    ...{ submitted_at: summary?.submittedAt, completed_at: summary?.completedAt },
    ...noticeCounts,
    changes: countChanges(noticeCounts, head.noticeCounts),
    ...{ last_sequence: end?.sequence, last_hash: end?.hash },
    has_events: addition.events.length > 0,
  });
  return `${row.slice(0, -1)},"value":${text}}`;
}
