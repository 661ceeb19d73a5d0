import { sql } from "kysely";
import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { AggregateRef, RequestSummary, VersionedRef } from "../../service/ports/store.js";
import { NO_COUNTS } from "./aggregate-head.js";
import type { Database } from "./database.js";
import { query, statementOf } from "./typed-query.js";

/** Summaries that one round trip brings while all of them are walked. */
const PAGE = 1_000;
const BY_NUMBER = sql`length(id)`;

/** What is open, due, reserved or about whom, read from the columns and their partial indexes. */
export class AggregateLists {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async sendable(now: Instant, limit: number): Promise<readonly VersionedRef[]> {
    return this.#database.read(
      statementOf(
        query
          .selectFrom("aggregate")
          .select(["kind", "id", "version"])
          .where("next_send_at", "<=", now)
          .orderBy("next_send_at")
          .orderBy("kind")
          .orderBy("id")
          .limit(limit),
        "sendable",
      ),
    );
  }

  async nextSendAt(): Promise<Instant | undefined> {
    const first = query
      .selectFrom("aggregate")
      .select("next_send_at as at")
      .where("next_send_at", "is not", null)
      .orderBy("next_send_at")
      .limit(1);
    return (await this.#database.read(statementOf(first, "next-send")))[0]?.at ?? undefined;
  }

  async holderOf(key: string, now: Instant): Promise<AggregateRef | undefined> {
    const held = query
      .selectFrom("reserved_key")
      .select(["kind", "id"])
      .where("key", "=", key)
      .where((is) => is.or([is("until", "is", null), is("until", ">", now)]));
    return (await this.#database.read(statementOf(held, "holder")))[0];
  }

  async decidableBy(personIds: readonly string[]): Promise<readonly string[]> {
    if (personIds.length === 0) return [];
    const found = query
      .selectFrom("aggregate")
      .select("id")
      .where("kind", "=", "request")
      .where("deciders", "<>", sql<string[]>`'{}'`)
      .where(sql<boolean>`deciders && ${sql.val(personIds)}::text[]`)
      .orderBy("submitted_at")
      .orderBy(BY_NUMBER)
      .orderBy("id");
    return (await this.#database.read(statementOf(found, "decidable"))).map(({ id }) => id);
  }

  async requestsAbout(personId: string, limit: number): Promise<readonly RequestSummary[]> {
    const found = query
      .selectFrom("aggregate")
      .select("summary")
      .where("concerned", "<>", sql<string[]>`'{}'`)
      .where(sql<boolean>`concerned @> array[${sql.val(personId)}]::text[]`)
      .orderBy("submitted_at", "desc")
      .orderBy(BY_NUMBER, "desc")
      .orderBy("id", "desc")
      .limit(limit);
    const rows = await this.#database.read(statementOf(found, "about"));
    return rows.flatMap(({ summary }) => summary ?? []);
  }

  /** Newest first, page by page: what is passed on was true when its page was read. */
  async *summaries(submittedSince = 0): AsyncGenerator<RequestSummary> {
    let last: { readonly at: Instant; readonly id: string } | undefined;
    for (;;) {
      let page = query
        .selectFrom("aggregate")
        .select(["id", "submitted_at as at", "summary"])
        .where("submitted_at", ">=", submittedSince)
        .orderBy("submitted_at", "desc")
        .orderBy(BY_NUMBER, "desc")
        .orderBy("id", "desc")
        .limit(PAGE);
      if (last)
        page = page.where(
          sql<boolean>`(submitted_at, length(id), id) < (${last.at}, length(${last.id}), ${last.id})`,
        );
      const rows = await this.#database.read(statementOf(page));
      for (const { summary } of rows) if (summary) yield summary;
      const end = rows.at(-1);
      if (rows.length < PAGE || end === undefined || end.at === null) return;
      last = { at: end.at, id: end.id };
    }
  }

  async unreachedBy(personId: string): Promise<readonly AggregateRef[]> {
    const found = query
      .selectFrom("aggregate")
      .select(["kind", "id"])
      .where("unreached", "<>", sql<string[]>`'{}'`)
      .where(sql<boolean>`unreached @> array[${sql.val(personId)}]::text[]`)
      .orderBy("undelivered_order");
    return this.#database.read(statementOf(found, "unreached"));
  }

  async undelivered(limit: number): Promise<readonly AggregateRef[]> {
    const found = query
      .selectFrom("aggregate")
      .select(["kind", "id"])
      .where("undelivered_order", "is not", null)
      .orderBy("undelivered_order", "desc")
      .limit(limit);
    return this.#database.read(statementOf(found, "undelivered"));
  }

  /** Everybody who has a delegate, with him. */
  async delegates(): Promise<readonly { readonly id: string; readonly delegateId: string }[]> {
    const found = query
      .selectFrom("aggregate")
      .select(["id", "delegate_id as delegateId"])
      .where("delegate_id", "is not", null)
      .$narrowType<{ delegateId: string }>();
    return this.#database.read(statementOf(found, "delegates"));
  }

  async noticeCounts(without?: string): Promise<NoticeCounts> {
    const rows = await this.#database.read<NoticeCounts>({
      name: "counts",
      text: `select sum(intended)::bigint as intended, sum(delivered)::bigint as delivered,
          sum(failed)::bigint as failed, sum(withdrawn)::bigint as withdrawn, sum(pending)::bigint as pending
        from (select intended, delivered, failed, withdrawn, pending from riskgate.notice_total
          union all select intended, delivered, failed, withdrawn, pending from riskgate.notice_change
          union all select -intended, -delivered, -failed, -withdrawn, -pending from riskgate.aggregate
            where concerned <> '{}' and concerned @> array[$1]::text[]) as parts`,
      values: [without ?? null],
    });
    return rows[0] ?? NO_COUNTS;
  }

  /** Adds up what commits have left, so that counting stays cheap. */
  async foldNoticeCounts(): Promise<void> {
    await this.#database.write({
      text: `with gone as (delete from riskgate.notice_change returning *),
        added as (select coalesce(sum(intended), 0) as intended, coalesce(sum(delivered), 0) as delivered,
          coalesce(sum(failed), 0) as failed, coalesce(sum(withdrawn), 0) as withdrawn,
          coalesce(sum(pending), 0) as pending from gone)
        update riskgate.notice_total t set intended = t.intended + added.intended,
          delivered = t.delivered + added.delivered, failed = t.failed + added.failed,
          withdrawn = t.withdrawn + added.withdrawn, pending = t.pending + added.pending from added`,
      values: [],
    });
  }
}
