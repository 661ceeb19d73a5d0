import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Instant } from "../../approval/instant.js";
import type { NoticeCounts } from "../../approval/notice.js";
import type { Outage } from "../../approval/outage.js";
import { parseAnchor } from "../../audit/anchor.js";
import { readSigner } from "../../audit/signing-key.js";
import type { AuditTrail, KeptTrail } from "../../service/ports/audit-trail.js";
import type { AggregateRef, Commit } from "../../service/ports/store.js";
import { StartRefusedError } from "../start-refused-error.js";
import { NO_HEAD, nameOf } from "./aggregate-head.js";
import { AnchorWriter } from "./anchor-writer.js";
import { commitStatement } from "./commit-statement.js";
import { sessionOptions } from "./connection-options.js";
import { Database, type Send } from "./database.js";
import { DatabaseHealth } from "./database-health.js";
import { makeMonths, monthOf } from "./evidence-months.js";
import { migrateSchema } from "./migrate-schema.js";
import {
  FORGET_COMMITS,
  IS_SAME,
  MAKE_ROOM,
  orderUndelivered,
  SET_COUNTS,
} from "./moving-in-statements.js";
import { SENDER_LOCK } from "./node-session.js";
import { eventLine, PostgresAuditTrail } from "./postgres-audit-trail.js";
import { query, statementOf } from "./typed-query.js";

/** Statements have a few seconds each, however much moves: names, and anchors, that one brings or takes. */
const PAGE = 10_000;
const ANCHOR_PAGE = 200;

/** An aggregate as it leaves its old store. */
export interface MovingAggregate {
  readonly kept: KeptTrail;
  readonly version: number;
  readonly commit: Omit<Commit, "expectedVersion" | "events">;
}

/** What is left to say once every aggregate has moved in. */
export interface LastThings {
  readonly anchorLines: AsyncIterable<string>;
  /** Private key in PEM that signed the anchors. */
  readonly signingKeyPem: string;
  /** The key is kept outside; the database gets its public half only. */
  readonly isKeyKeptOutside: boolean;
  /** Public key of the first anchor, where the key was changed since. */
  readonly firstKey?: string;
  readonly outages: readonly Outage[];
  /** When the old store was alive last: nobody could decide from then until a node starts on the database (Rule T6). */
  readonly aliveAt: Instant;
  readonly counts: NoticeCounts;
  /** The next free number, such as 1043 for R-1043. */
  readonly nextRequestNumber: number;
  /** Aggregates with rows that are pending or failed, the newest first. */
  readonly undelivered: readonly AggregateRef[];
}

/**
 * Takes a whole store into an empty database, aggregate by aggregate, each in one transaction. May be interrupted at any
 * moment and begun again: what has arrived in its newest version is passed over. No node starts on the database
 * before `finish`.
 */
export class MovingIn {
  readonly #database: Database;
  readonly #lock: pg.Client;
  readonly #arrived = new Set<string>();
  /** Months whose tables are there. */
  readonly #months = new Set<string>();

  private constructor(database: Database, lock: pg.Client) {
    this.#database = database;
    this.#lock = lock;
  }

  /** Rejects with StartRefusedError when the database is in use, of another tenant, or was moved into before. */
  static async open(url: string, tenantId: string): Promise<MovingIn> {
    await migrateSchema(url, tenantId);
    const lock = new pg.Client(sessionOptions(url, "riskgate move"));
    lock.on("error", () => undefined);
    await lock.connect();
    const health = new DatabaseHealth(() => undefined);
    const name = `riskgate ${randomBytes(6).toString("hex")}`;
    const moving = new MovingIn(new Database(url, name, health), lock);
    try {
      await moving.#begin();
      return moving;
    } catch (error) {
      await moving.close();
      throw error;
    }
  }

  /**
   * Rejects with StartRefusedError when an interrupted move of another copy of the store has left its anchors: nobody
   * removes an anchor, and with them no trail can fit.
   */
  async checkAnchors(lines: AsyncIterable<string>): Promise<void> {
    const [left] = await this.#database.read<{ readonly count: number }>({
      text: "select count(*)::integer as count from riskgate.anchor",
      values: [],
    });
    let own = 0;
    for await (const page of pagesOf(lines)) {
      if (own === left?.count) return;
      const [found] = await this.#database.read<{ readonly count: number }>({
        text: `select count(*)::integer as count from riskgate.anchor a
          join unnest($1::bigint[], $2::text[]) as given(sequence, line) using (sequence, line)`,
        values: page,
      });
      own += found?.count ?? 0;
    }
    if (own === left?.count) return;
    throw new StartRefusedError(
      "inUse",
      "A move of another copy of this data folder was interrupted, and has left anchors of the audit that do not fit this one.",
      'Run "drop schema riskgate cascade" in the database, or name an empty one, and run it again.',
    );
  }

  /** True when it has moved in now, false when it was there in this version. */
  async put({ kept, version, commit }: MovingAggregate, now: Instant): Promise<boolean> {
    const { ref, events, personal } = kept;
    this.#arrived.add(kept.aggregate);
    await this.#makeMonth(commit.index.summary?.submittedAt);
    return this.#database.transaction(async (send) => {
      const [present] = await send<{ readonly is_same: boolean }>({
        text: IS_SAME,
        values: [
          ...[ref.kind, ref.id, version, JSON.stringify(commit.value)],
          events.at(-1)?.hash ?? null,
        ],
      });
      if (present?.is_same) return false;
      if (present) await makeRoom(send, ref);
      const addition = { events, lines: events.map(eventLine), personal };
      const moved = { ...commit, expectedVersion: version - 1, events: [] };
      await send(
        commitStatement({
          ...{ commit: moved, head: NO_HEAD, addition, message: undefined, isMovingIn: true, now },
        }),
      );
      return true;
    });
  }

  /** The trail as it stands in the database now, to be verified on arrival. */
  trail(signingKeyPem: string, firstKey: string | undefined): AuditTrail {
    const signer = readSigner(signingKeyPem);
    const anchors = new AnchorWriter(this.#database, signer, Date.now);
    return new PostgresAuditTrail(this.#database, anchors, firstKey);
  }

  /** Everything beside the aggregates. What was removed from the old store since an interrupted move goes here too. */
  async putLastThings(last: LastThings): Promise<void> {
    for await (const ref of this.#others())
      await this.#database.transaction((send) => makeRoom(send, ref));
    await this.#putAnchors(last.anchorLines);
    const { publicKey } = readSigner(last.signingKeyPem);
    await this.#database.transaction(async (send) => {
      await send({ text: "delete from riskgate.signing_key", values: [] });
      await send({
        text: "insert into riskgate.signing_key (public_key, private_pem, first_public_key) values ($1, $2, $3)",
        values: [
          publicKey,
          last.isKeyKeptOutside ? null : last.signingKeyPem,
          last.firstKey ?? null,
        ],
      });
      await orderUndelivered(send, last.undelivered.toReversed());
      await send({
        text: "select setval('riskgate.request_number', $1, false)",
        values: [last.nextRequestNumber],
      });
      await send({
        text: "update riskgate.liveness set outages = $1::jsonb, alive_at = $2",
        values: [JSON.stringify(last.outages), last.aliveAt],
      });
      const { intended, delivered, failed, withdrawn, pending } = last.counts;
      await send({
        text: SET_COUNTS,
        values: [intended, delivered, failed, withdrawn, pending],
      });
      await send({ text: FORGET_COMMITS, values: [] });
    });
  }

  /** Opens the database for the nodes. */
  async finish(): Promise<void> {
    await this.#database.write({
      text: "update riskgate.store set move = 'finished'",
      values: [],
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
    await this.#lock.end().catch(() => undefined);
  }

  async #makeMonth(submittedAt: Instant | undefined): Promise<void> {
    const month = submittedAt === undefined ? undefined : monthOf(submittedAt);
    if (!month || this.#months.has(month.name)) return;
    if ((await makeMonths(this.#database, [month])).length > 0)
      throw new StartRefusedError(
        "inUse",
        `The tables of ${month.name} could not be made: something reads the database for long, such as a dump.`,
        "Run it again when that has ended; it goes on where it was interrupted.",
      );
    this.#months.add(month.name);
  }

  async #begin(): Promise<void> {
    const { rows } = await this.#lock.query(SENDER_LOCK);
    if (rows[0]?.won !== true)
      throw refuse("A node runs on this database, or another move.", "Stop it first.");
    const [state] = await this.#database.read(
      statementOf(query.selectFrom("store").select("move")),
    );
    const first = query.selectFrom("aggregate").select("id").limit(1);
    const isEmpty = (await this.#database.read(statementOf(first))).length === 0;
    if (state?.move === "finished")
      throw refuse(
        "A data folder has moved into this database already, to the end.",
        "Start the bot on it.",
      );
    if (state?.move == null && !isEmpty)
      throw refuse(
        "The database holds a store already.",
        'Move into an empty one. If a bot was only started on it too early, "drop schema riskgate cascade" empties it, with all that is in it.',
      );
    await this.#database.write({ text: "update riskgate.store set move = 'begun'", values: [] });
  }

  /** What an interrupted move has left of aggregates that the old store no longer has. */
  async *#others(): AsyncGenerator<AggregateRef> {
    for (let after = { kind: "", id: "" }; ; ) {
      const page = await this.#database.read<AggregateRef>({
        text: `select kind, id from riskgate.aggregate where (kind, id) > ($1, $2) order by kind, id limit ${PAGE}`,
        values: [after.kind, after.id],
      });
      for (const ref of page) if (!this.#arrived.has(nameOf(ref))) yield ref;
      const last = page.at(-1);
      if (!last) return;
      after = last;
    }
  }

  async #putAnchors(lines: AsyncIterable<string>): Promise<void> {
    for await (const page of pagesOf(lines))
      await this.#database.write({
        text: `insert into riskgate.anchor (sequence, line)
          select * from unnest($1::bigint[], $2::text[]) on conflict do nothing`,
        values: page,
      });
  }
}

/** Sequences and lines of anchors, some at a time. */
async function* pagesOf(
  lines: AsyncIterable<string>,
): AsyncGenerator<[sequences: number[], lines: string[]]> {
  let page: [number[], string[]] = [[], []];
  for await (const given of lines) {
    const line = given.replace(/\n$/, "");
    page[0].push(parseAnchor(line).sequence);
    page[1].push(line);
    if (page[0].length < ANCHOR_PAGE) continue;
    yield page;
    page = [[], []];
  }
  if (page[0].length > 0) yield page;
}

async function makeRoom(send: Send, ref: AggregateRef): Promise<void> {
  await declareRemoval(send);
  for (const text of MAKE_ROOM) await send({ text, values: [ref.kind, ref.id] });
}

async function declareRemoval(send: Send): Promise<void> {
  await send({ text: "select set_config('riskgate.keeping', 'removal', true)", values: [] });
}

function refuse(problem: string, remedy: string): StartRefusedError {
  return new StartRefusedError("inUse", problem, `${remedy} Nothing was changed.`);
}
