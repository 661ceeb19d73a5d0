import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Instant } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import type { ClockJump } from "../../service/ports/holds.js";
import { CHANNEL } from "./commit-statement.js";
import { sessionOptions } from "./connection-options.js";
import { reasonOf } from "./failure.js";
import { refusePooler } from "./refuse-pooler.js";

/** How often a node says that it is alive, asks for the time, and stands for election. Milliseconds. */
const BEAT = 500;
/** A beat that is not answered for so long ends the session. */
const ANSWER_PATIENCE = 2_000;
/** Without an answer for so long a node stops to send; the server gives its lock to another one later than that. */
const TRUST = 2_000;
const RECONNECT_PAUSE = 250;
/** What comes meanwhile is told by one notification. Milliseconds. */
const NOTIFY_EVERY = 20;
const NOTIFY = `select pg_notify('${CHANNEL}', $1)`;
/** The server gives a statement up before this side does: else those of connections that were given up would wait there. */
const GIVE_UP = "set statement_timeout = 1900";
/**
 * The server notices within about 3 s that a machine has vanished; without the last one not while a notification to it
 * waits for its receipt. A process that dies is noticed at once.
 */
const KEEP_ALIVE = `set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 2;
  set tcp_user_timeout = 3000`;

/**
 * A sign of life records in the same statement what kept everybody from deciding (Rule T6): that no node has given one for
 * longer than $3, and the refusals of $4, which go on from beat to beat.
 */
const BEAT_STATEMENT = `with before as (select alive_at from riskgate.liveness for update)
  update riskgate.liveness l set alive_at = greatest(l.alive_at, $1::bigint),
    clock_jump = coalesce(l.clock_jump, $2::jsonb),
    outages = case when $4::jsonb is null then l.outages else coalesce((select jsonb_agg(o)
        from jsonb_array_elements(l.outages) o where o->'from' <> $4::jsonb->'from'), '[]') || $4::jsonb end
      || case when $1::bigint - before.alive_at >= $3::bigint
        then jsonb_build_object('from', before.alive_at, 'to', $1::bigint) else '[]' end
  from before
  returning before.alive_at as before, l.clock_jump as jump, (select copy_taken_at from riskgate.store) as copy,
    pg_backend_pid() as pid, exists (select from pg_listening_channels() c where c = '${CHANNEL}') as listens,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as time`;
/** Held by the session of the node that sends. */
export const SENDER_LOCK = "select pg_try_advisory_lock(hashtext('riskgate.sender')) as won";
/**
 * Whether Teams can be reached is for a new sender to find out: an outage that was said to last ends with its election.
 * Within one statement, so that none is left that nobody ends.
 */
const ELECTION = `with lock as materialized (${SENDER_LOCK}),
  ended as (update riskgate.liveness set outages = (select jsonb_agg(case when o ? 'to' then o
      else o || jsonb_build_object('to', greatest((o->'from')::bigint, $1::bigint)) end)
    from jsonb_array_elements(outages) o)
    where (select won from lock)
      and exists (select 1 from jsonb_array_elements(outages) o where not o ? 'to'))
  select won from lock`;
/**
 * Ends the session of a sender that has said nothing for longer than it trusts itself: a process that hangs, or one that
 * vanished behind a pooler or a proxy, keeps its connection and with it the lock. Only a node's session counts, and
 * only one of the same role can be seen.
 */
const END_SILENT_SENDER = `select pg_terminate_backend(a.pid)
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and l.objid = (hashtext('riskgate.sender')::bigint & 4294967295)::oid
    and a.application_name like 'riskgate % session'
    and a.state_change < now() - interval '3 seconds'`;

/** What may have kept everybody from deciding. */
export interface LostTime {
  /** That no node was alive for so long is an outage; undefined where this one was. Milliseconds. */
  readonly shortestSilence: number | undefined;
  readonly refusals: Required<Outage> | undefined;
}

export interface NodeSessionParts {
  readonly url: string;
  readonly node: string;
  readonly now: () => Instant;
  /** Whether this is a node, which may be the one that sends, and not a tool beside them. */
  readonly isCandidate: boolean;
  /** The database's time, and when it was asked for (`performance.now()`); `before` is when any node was alive last. */
  readonly onTime: (time: Instant, sentAt: number, before: Instant | undefined) => void;
  /** A jump of the clock that the other nodes have to be told of. */
  readonly untoldJump: () => ClockJump | undefined;
  /** After each beat the jump that holds all nodes. */
  readonly onJump: (jump: ClockJump | undefined) => void;
  /** After each beat when the database was copied, where it is a copy that nobody has released. */
  readonly onCopy: (takenAt: Instant | undefined) => void;
  /** What the next beat has to record. */
  readonly lostTime: () => LostTime;
  /** After each beat: when it was sent (`performance.now()`), and what it has recorded. */
  readonly onBeat: (sentAt: number, recorded: LostTime) => void;
  readonly onFailure: (reason: string) => void;
  readonly onMessage: (text: string | undefined) => void;
  /** The session began: notifications before it were missed. */
  readonly onConnected: () => void;
  readonly onElected: () => void;
}

/**
 * The one connection of a node that lasts: it listens to the other nodes, and holds the lock of the one node that sends.
 * The lock dies with the connection, so that nobody has to clean up after a node that died.
 */
export class NodeSession {
  readonly #parts: NodeSessionParts;
  #client: pg.Client | undefined;
  #pid: number | undefined;
  #hasLock = false;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #notifying: Promise<void> | undefined;
  #message: string | undefined;
  #isStopped = false;

  constructor(parts: NodeSessionParts) {
    this.#parts = parts;
  }

  /**
   * Whether this node is the one that sends. In the moment in which a session is ended by force a second node may
   * believe it too; which of them posts a row is then decided by the version that its beginning is written on.
   */
  isElected(): boolean {
    return this.#hasLock && performance.now() - this.#answeredAt < TRUST;
  }

  /** Of the process that serves the session: nobody else's as long as it lasts. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Connects, beats once and stands for election once; then goes on by itself. */
  async start(): Promise<void> {
    await this.#connect();
    await this.#beat();
    this.#schedule(BEAT);
  }

  /**
   * Tells the other nodes that there is work: at once, and then at most every 20 ms. Beside the commits and not within
   * them, because a transaction that notifies holds up every other one that does until it is on the disk. What gets lost
   * is found by looking every second.
   */
  notify(message: string): void {
    this.#message = message;
    this.#notifying ??= this.#sendMessages();
  }

  /** Lets go of the lock, so that another node takes over at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#hasLock = false;
    clearTimeout(this.#timer);
    await this.#beating;
    await this.#notifying;
    await this.#client?.end().catch(() => undefined);
  }

  #schedule(pause: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#goOn();
    }, pause);
    this.#timer.unref();
  }

  async #goOn(): Promise<void> {
    try {
      if (!this.#client) await this.#connect();
      await this.#beat();
      this.#schedule(BEAT);
    } catch (error) {
      this.#drop();
      this.#parts.onFailure(reasonOf(error));
      this.#schedule(RECONNECT_PAUSE);
    }
  }

  async #connect(): Promise<void> {
    const { url, node, onMessage, onConnected } = this.#parts;
    const client = new pg.Client({
      ...sessionOptions(url, `${node} session`),
      query_timeout: ANSWER_PATIENCE,
    });
    client.on("error", () => {
      if (this.#client === client) this.#drop();
    });
    client.on("notification", ({ payload }) => onMessage(payload));
    try {
      await client.connect();
      await client.query(`${KEEP_ALIVE}; ${GIVE_UP}`);
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    this.#pid = undefined;
    onConnected();
  }

  async #beat(): Promise<void> {
    const { now, isCandidate, onTime, untoldJump, onJump, onCopy, onBeat, onElected } = this.#parts;
    const lost = this.#parts.lostTime();
    const client = this.#client;
    if (!client) throw new Error("the connection is lost");
    const sentAt = performance.now();
    const jump = isCandidate ? untoldJump() : undefined;
    const { rows } = await client.query(BEAT_STATEMENT, [
      isCandidate ? now() : null,
      jump ? JSON.stringify(jump) : null,
      lost.shortestSilence ?? null,
      lost.refusals ? JSON.stringify(lost.refusals) : null,
    ]);
    const [row] = rows;
    this.#pid ??= row?.pid;
    if (row?.pid !== this.#pid || !row?.listens) throw refusePooler();
    onTime(row?.time, sentAt, row?.before ?? undefined);
    onJump(row?.jump ?? undefined);
    onCopy(row?.copy ?? undefined);
    const isStanding = isCandidate && !this.#hasLock;
    const isNew = isStanding && (await client.query(ELECTION, [now()])).rows[0]?.won === true;
    if (isStanding && !isNew) await client.query(END_SILENT_SENDER);
    // A connection that was dropped meanwhile takes its lock with it.
    if (this.#client !== client || this.#isStopped) return;
    this.#answeredAt = sentAt;
    this.#hasLock ||= isNew;
    onBeat(sentAt, lost);
    if (isNew) onElected();
  }

  async #sendMessages(): Promise<void> {
    while (this.#message !== undefined && !this.#isStopped) {
      const values = [this.#message];
      this.#message = undefined;
      // A session that fails is found by its beat.
      await this.#client?.query(NOTIFY, values).catch(() => undefined);
      await wait(NOTIFY_EVERY);
    }
    this.#notifying = undefined;
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#hasLock = false;
    void client?.end().catch(() => undefined);
  }
}
