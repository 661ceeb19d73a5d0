import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Instant } from "../../approval/instant.js";
import { CHANNEL } from "./commit-statement.js";
import { sessionOptions } from "./connection-options.js";
import { reasonOf } from "./failure.js";

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
/** The server notices within about 3 s that a machine has vanished. A process that dies is noticed at once. */
const KEEP_ALIVE = `set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 2`;

const BEAT_STATEMENT = `with before as (select alive_at from riskgate.liveness for update)
  update riskgate.liveness l set alive_at = greatest(l.alive_at, $1::bigint) from before
  returning before.alive_at as before, (extract(epoch from clock_timestamp()) * 1000)::float8 as time`;
/** Held by the session of the node that sends. */
export const SENDER_LOCK = "select pg_try_advisory_lock(hashtext('riskgate.sender')) as won";

export interface NodeSessionParts {
  readonly url: string;
  readonly node: string;
  readonly now: () => Instant;
  /** Whether this node may be the one that sends. */
  readonly isCandidate: boolean;
  /** The database's time, and when it was asked for (`performance.now()`). */
  readonly onTime: (time: Instant, sentAt: number) => void;
  /** After each beat; `before` is when any node was alive before it. */
  readonly onBeat: (before: Instant | undefined) => void;
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
      await client.query(KEEP_ALIVE);
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    onConnected();
  }

  async #beat(): Promise<void> {
    const { now, isCandidate, onTime, onBeat, onElected } = this.#parts;
    const client = this.#client;
    if (!client) throw new Error("the connection is lost");
    const sentAt = performance.now();
    const { rows } = await client.query(BEAT_STATEMENT, [now()]);
    onTime(rows[0]?.time, sentAt);
    const isStanding = isCandidate && !this.#hasLock;
    const isNew = isStanding && (await client.query(SENDER_LOCK)).rows[0]?.won === true;
    // A connection that was dropped meanwhile takes its lock with it.
    if (this.#client !== client || this.#isStopped) return;
    this.#answeredAt = sentAt;
    this.#hasLock ||= isNew;
    onBeat(rows[0]?.before ?? undefined);
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
