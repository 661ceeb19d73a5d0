import type { Instant } from "../../approval/instant.js";
import { chainEvents } from "../../audit/audit-chain.js";
import type { Commit, CommitResult, EarlierWork } from "../../service/ports/store.js";
import { earlierWork } from "../earlier-listeners.js";
import {
  type AggregateHead,
  headAfter,
  headOf,
  headStatement,
  NO_HEAD,
  nameOf,
} from "./aggregate-head.js";
import { type CommitRow, commitStatement, RESERVED, wantedKeys } from "./commit-statement.js";
import { type Database, UnknownOutcome } from "./database.js";
import type { DatabaseHealth } from "./database-health.js";
import { hasCode } from "./failure.js";
import { GroupCommit } from "./group-commit.js";
import { writeMessage } from "./node-messages.js";
import type { OutcomeRecovery } from "./outcome-recovery.js";
import type { RecentHeads } from "./recent-heads.js";
import type { Refusals } from "./refusals.js";
import { query, type Statement, statementOf } from "./typed-query.js";

/** A key whose holder let go of it between the refusal and the question who it is. */
const MOST_KEY_RACES = 8;

/** What a commit changed that more than its aggregate is about. */
export interface CommitChange {
  readonly earlier: EarlierWork | undefined;
  readonly areDelegatesChanged: boolean;
}

export interface PostgresCommitterParts {
  readonly node: string;
  readonly database: Database;
  readonly health: DatabaseHealth;
  readonly heads: RecentHeads;
  readonly recovery: OutcomeRecovery;
  readonly refusals: Refusals;
  readonly now: () => Instant;
  /** Called after a commit that made something due earlier, or changed who stands in for whom. */
  readonly onChange: (change: CommitChange) => void;
}

/** Sends a commit; `send` lets it be part of a transaction. */
export type SendCommit = (statement: Statement<CommitRow>) => Promise<readonly CommitRow[]>;

/** Compare-and-swap in one round trip, where the version before was loaded by this node. */
export class PostgresCommitter {
  readonly #parts: PostgresCommitterParts;
  readonly #group: GroupCommit;

  constructor(parts: PostgresCommitterParts) {
    this.#parts = parts;
    this.#group = new GroupCommit(parts.database);
  }

  async commit(commit: Commit, send?: SendCommit): Promise<CommitResult> {
    const aggregate = nameOf(commit);
    for (let attempt = 1; ; attempt += 1) {
      this.#parts.health.checkKnown(aggregate);
      this.#parts.recovery.checkRoom();
      const head = await this.#headOf(commit);
      if (head === undefined) return { ok: false, reason: "conflict" };
      try {
        return await this.#send(commit, head, send);
      } catch (error) {
        this.#parts.refusals.failed(error, this.#parts.now());
        if (error instanceof UnknownOutcome) this.#parts.recovery.begin(aggregate, error.session);
        if (!hasCode(error, RESERVED)) throw error;
        const refusal = await this.#findHolder(commit);
        if (refusal) return refusal;
        if (attempt === MOST_KEY_RACES) throw error;
      }
    }
  }

  async #send(commit: Commit, head: AggregateHead, send?: SendCommit): Promise<CommitResult> {
    const { node, heads, refusals, now, onChange } = this.#parts;
    const addition = chainEvents(head.end, commit.events);
    const change = changeOf(commit, head);
    const isNews = change.earlier !== undefined || change.areDelegatesChanged;
    // Who stands in for whom is known to the others as soon as it is committed; that there is work may be told after it.
    const message = change.areDelegatesChanged
      ? writeMessage({ node, isEarlier: change.earlier !== undefined, areDelegatesChanged: true })
      : undefined;
    const parts = { commit, head, addition, now: now(), message };
    const outcome = send
      ? (await send(commitStatement(parts)))[0]?.outcome
      : await this.#group.send(parts);
    const aggregate = nameOf(commit);
    if (outcome !== "committed") {
      heads.forget(aggregate);
      return { ok: false, reason: "conflict" };
    }
    refusals.committed();
    const version = commit.expectedVersion + 1;
    heads.set(aggregate, headAfter(version, addition.events.at(-1) ?? head.end, commit.index));
    if (isNews) onChange(change);
    return { ok: true, version };
  }

  /** Undefined when the aggregate is not at the expected version. */
  async #headOf(commit: Commit): Promise<AggregateHead | undefined> {
    if (commit.expectedVersion === 0) return NO_HEAD;
    const known = this.#parts.heads.get(nameOf(commit), commit.expectedVersion);
    if (known) return known;
    const [row] = await this.#parts.database.read(headStatement(commit));
    return row?.version === commit.expectedVersion ? headOf(row) : undefined;
  }

  async #findHolder(
    commit: Commit,
  ): Promise<Extract<CommitResult, { reason: "reserved" }> | undefined> {
    const wanted = wantedKeys(commit.index.keys, this.#parts.now()).map(({ key }) => key);
    const rows = await this.#parts.database.read(
      statementOf(
        query
          .selectFrom("reserved_key")
          .select(["key", "kind", "id"])
          .where("key", "in", wanted)
          .where((is) => is.or([is("kind", "<>", commit.kind), is("id", "<>", commit.id)]))
          .where((is) => is.or([is("until", "is", null), is("until", ">", this.#parts.now())])),
      ),
    );
    for (const key of wanted) {
      const held = rows.find((row) => row.key === key);
      if (held)
        return { ok: false, reason: "reserved", key, holder: { kind: held.kind, id: held.id } };
    }
    return undefined;
  }
}

function changeOf({ index }: Commit, head: AggregateHead): CommitChange {
  return {
    earlier: earlierWork(index, head),
    areDelegatesChanged: index.delegateId !== head.delegateId,
  };
}
