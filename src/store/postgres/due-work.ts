import type { Instant } from "../../approval/instant.js";
import type { AggregateRef } from "../../service/ports/store.js";
import type { Database } from "./database.js";
import { query, statementOf } from "./typed-query.js";

/** A node that asks for due work has it to itself for so long; when it dies, others take it over then. Milliseconds. */
const CLAIM = 3_000;
/** Claims that are looked past to find when something is due that is free. */
const LOOK_AHEAD = 64;

/**
 * Due work of any node. What one node has asked for is not handed to another for a few seconds, so that nodes share the
 * work instead of racing for it. A claim is a courtesy, not a lock: happening twice is harmless, and the version
 * decides.
 */
export class DueWork {
  readonly #database: Database;
  readonly #node: string;

  constructor(database: Database, node: string) {
    this.#database = database;
    this.#node = node;
  }

  /** Rows that a commit holds right now are passed over: they are about to change. */
  async take(now: Instant, limit: number): Promise<readonly AggregateRef[]> {
    return this.#database.write<AggregateRef>({
      name: "due",
      text: `with found as materialized (
          select kind, id, next_due_at,
            due_claimant is not distinct from $3::text and due_claimed_until > $4::bigint as is_held
          from riskgate.aggregate
          where next_due_at <= $1::bigint
            and (due_claimant is null or due_claimant = $3::text or due_claimed_until <= $1::bigint)
          order by next_due_at, kind, id limit $2 for update skip locked),
        claimed as (
          update riskgate.aggregate a set due_claimant = $3::text, due_claimed_until = $5::bigint
          from found f where a.kind = f.kind and a.id = f.id and not f.is_held)
        select kind, id from found order by next_due_at, kind, id`,
      values: [now, limit, this.#node, now + CLAIM / 2, now + CLAIM],
    });
  }

  /** Hands back what this node has taken and not done, so that nobody waits for the end of its claims. */
  async release(now: Instant): Promise<void> {
    await this.#database.write({
      text: `update riskgate.aggregate set due_claimant = null, due_claimed_until = null
        where next_due_at <= $1::bigint and due_claimant = $2::text`,
      values: [now, this.#node],
    });
  }

  /** When something is due that no other node has taken, or its claim ends. */
  async nextDueAt(): Promise<Instant | undefined> {
    const rows = await this.#database.read(
      statementOf(
        query
          .selectFrom("aggregate")
          .select(["next_due_at", "due_claimant", "due_claimed_until"])
          .where("next_due_at", "is not", null)
          .orderBy("next_due_at")
          .limit(LOOK_AHEAD),
        "next-due",
      ),
    );
    const instants = rows.map(({ next_due_at: due, due_claimant: claimant, due_claimed_until }) =>
      claimant === null || claimant === this.#node
        ? (due ?? 0)
        : Math.max(due ?? 0, due_claimed_until ?? 0),
    );
    return instants.length === 0 ? undefined : Math.min(...instants);
  }
}
