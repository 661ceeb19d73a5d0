import type { ErasureRow, RemovalRow } from "../../audit/anchor.js";
import type { TrailKeeping } from "../../service/ports/audit-trail.js";
import type { AggregateKind, Commit, CommitResult } from "../../service/ports/store.js";
import { nameOf } from "./aggregate-head.js";
import type { AnchorWriter } from "./anchor-writer.js";
import type { Database, Send } from "./database.js";
import type { PostgresCommitter } from "./postgres-committer.js";
import type { RecentHeads } from "./recent-heads.js";

interface EndedRow {
  readonly kind: AggregateKind;
  readonly id: string;
  readonly last_sequence: number | null;
  readonly last_hash: string | null;
}

export interface PostgresTrailKeepingParts {
  readonly database: Database;
  readonly anchors: AnchorWriter;
  readonly committer: PostgresCommitter;
  readonly heads: RecentHeads;
  /** One node of several removes what is old. */
  readonly isElected: () => boolean;
}

/** Retention and erasure in the database: the signed record and what it records are one transaction. */
export class PostgresTrailKeeping implements TrailKeeping {
  readonly #parts: PostgresTrailKeepingParts;

  constructor(parts: PostgresTrailKeepingParts) {
    this.#parts = parts;
  }

  async removeEndedBefore(instant: number, limit: number): Promise<number> {
    const { database, anchors, heads, isElected } = this.#parts;
    if (!isElected()) return 0;
    const removed = await database.transaction(async (send) => {
      const ended = await send(endedStatement(instant, limit));
      if (ended.length === 0) return ended;
      await anchors.add(send, { removed: ended.map(removalOf) });
      await declare(send, "removal");
      for (const statement of removalStatements(ended)) await send(statement);
      return ended;
    });
    for (const row of removed) heads.forget(nameOf(row));
    return removed.length;
  }

  async erase(commit: Commit, rows: readonly ErasureRow[]): Promise<CommitResult> {
    const { database, anchors, committer } = this.#parts;
    const taken = rows.flatMap(([, sequence, names]) =>
      names.map((name) => [sequence, name] as const),
    );
    return database
      .transaction(async (send) => {
        await anchors.add(send, { erased: rows });
        await declare(send, "erasure");
        await send({
          text: `delete from riskgate.personal_text where kind = $1 and id = $2
          and (sequence, name) in (select * from unnest($3::integer[], $4::text[]))`,
          values: [
            ...[commit.kind, commit.id],
            ...[taken.map(([sequence]) => sequence), taken.map(([, name]) => name)],
          ],
        });
        const result = await committer.commit(commit, (statement) => send(statement));
        if (!result.ok) throw new NotCommitted(result);
        return result;
      })
      .catch((error: unknown) => {
        if (error instanceof NotCommitted) return error.result;
        throw error;
      });
  }
}

/** Takes the whole transaction back. */
class NotCommitted extends Error {
  constructor(readonly result: CommitResult) {
    super("the commit of an erasure was refused");
  }
}

/** Says for this transaction why evidence may go; without it the tables refuse. */
async function declare(send: Send, purpose: "removal" | "erasure"): Promise<void> {
  await send({ text: "select set_config('riskgate.keeping', $1, true)", values: [purpose] });
}

function removalOf(row: EndedRow): RemovalRow {
  return [nameOf(row), row.last_sequence ?? 0, row.last_hash ?? ""];
}

/** Oldest first; what another node holds right now is left for the next look. */
function endedStatement(instant: number, limit: number) {
  return {
    text: `select kind, id, last_sequence, last_hash from riskgate.aggregate
      where kind = 'request' and is_closed and completed_at < $1
      order by completed_at limit $2 for update skip locked`,
    values: [instant, limit],
    row: undefined as unknown as EndedRow,
  };
}

function removalStatements(ended: readonly EndedRow[]) {
  const ids = [ended.map(({ id }) => id)];
  const tables = ["audit_event", "personal_text", "reserved_key"] as const;
  return [
    // In every month: nothing about a person may outlive its retention, wherever somebody has put it.
    ...tables.map((table) => ({
      text: `delete from riskgate.${table} where kind = 'request' and id = any($1)`,
      values: ids,
    })),
    {
      text: `with gone as (delete from riskgate.aggregate where kind = 'request' and id = any($1) returning *)
        insert into riskgate.notice_change (intended, delivered, failed, withdrawn, pending)
        select -sum(intended), -sum(delivered), -sum(failed), -sum(withdrawn), -sum(pending) from gone`,
      values: ids,
    },
  ];
}
