import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { OutcomeUnknownError, StoreUnavailableError } from "../../service/ports/store.js";
import { connectionOptions } from "./connection-options.js";
import type { DatabaseHealth } from "./database-health.js";
import { hasCode, judgeFailure, READ_ONLY, reasonOf } from "./failure.js";
import { PoolClient } from "./pool-client.js";
import type { Statement } from "./typed-query.js";

/** A click has to be answered within seconds: so long a connection is waited for, and tried again. Milliseconds. */
const PATIENCE = 3_000;
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 300;
/** Attempts of a statement that lost a race. */
const MOST_RACES = 8;

/** Carries the name of the session whose statement may still be going on. */
export class UnknownOutcome extends OutcomeUnknownError {
  constructor(
    readonly session: string,
    cause: unknown,
  ) {
    super("It is not known whether the change was written.", { cause });
  }
}

/** Sends one statement on the connection of a transaction. */
export type Send = <R>(statement: Statement<R>) => Promise<readonly R[]>;

interface Connection {
  readonly client: PoolClient;
  readonly release: (isBroken: boolean) => void;
}

/**
 * The connections of this node. Every statement of the store goes through here, so that each is counted, has a time-out
 * and fails in one of two ways: nothing was changed (StoreUnavailableError), or nobody knows (OutcomeUnknownError).
 */
export class Database {
  readonly #pool: pg.Pool;
  readonly #health: DatabaseHealth;
  #roundTrips = 0;
  /** Connections up to this one are not used any more. */
  #lastOutdated = 0;

  constructor(url: string, node: string, health: DatabaseHealth) {
    this.#pool = new pg.Pool({ ...connectionOptions(url, node), Client: PoolClient });
    // A connection that breaks while nobody uses it says so here; the next statement opens another.
    this.#pool.on("error", () => undefined);
    this.#health = health;
  }

  /** Statements sent so far. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** Sends a statement that only reads; tries again when a connection breaks. */
  async read<R>(statement: Statement<R>): Promise<readonly R[]> {
    const until = performance.now() + PATIENCE;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.#withClient((client) => this.#send(client, statement));
      } catch (error) {
        const isOver = performance.now() + pause > until;
        if (!(error instanceof UnknownOutcome)) throw error;
        if (isOver) throw new StoreUnavailableError(this.#health.problem(), { cause: error });
      }
      await wait(pause);
    }
  }

  /** Sends a statement that writes, once; again only when it is certain that it changed nothing. */
  async write<R>(statement: Statement<R>): Promise<readonly R[]> {
    const rows = await this.#again(() =>
      this.#withClient((client) => this.#send(client, statement)),
    );
    this.#health.wrote();
    return rows;
  }

  /** Several statements that happen together or not at all. */
  async transaction<T>(work: (send: Send) => Promise<T>, mode = ""): Promise<T> {
    return this.#again(() =>
      this.#withClient(async (client) => {
        const send: Send = (statement) => this.#send(client, statement);
        await send({ text: `begin ${mode}`, values: [] });
        try {
          const result = await work(send);
          await send({ text: "commit", values: [] });
          return result;
        } catch (error) {
          if (!(error instanceof UnknownOutcome)) await send({ text: "rollback", values: [] });
          throw error;
        }
      }),
    );
  }

  /** From now on connections are made anew: the address may lead to another server than it did. */
  renew(): void {
    this.#lastOutdated = PoolClient.newest;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #again<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (judgeFailure(error) !== "again") throw error;
        if (attempt === MOST_RACES)
          throw new StoreUnavailableError("too many changes at once", { cause: error });
      }
      await wait(attempt * FIRST_PAUSE * Math.random());
    }
  }

  async #withClient<T>(act: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#health.checkOpen();
    const { client, release } = await this.#connect();
    let isBroken = false;
    const onError = (): void => {
      isBroken = true;
    };
    client.on("error", onError);
    try {
      return await act(client);
    } catch (error) {
      isBroken ||= error instanceof UnknownOutcome;
      throw error;
    } finally {
      client.off("error", onError);
      release(isBroken || this.#isOutdated(client));
    }
  }

  async #connect(): Promise<Connection> {
    const until = performance.now() + PATIENCE;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.#takeConnection();
      } catch (error) {
        this.#health.failed(reasonOf(error));
        if (performance.now() + pause > until)
          throw new StoreUnavailableError(`no connection: ${reasonOf(error)}`, { cause: error });
      }
      await wait(pause);
    }
  }

  /** One that leads to the server that takes writes: any other may answer what was true some time ago. */
  async #takeConnection(): Promise<Connection> {
    for (;;) {
      const pooled = await this.#pool.connect();
      const client = pooled as unknown as PoolClient;
      if (!client.isReadOnly && !this.#isOutdated(client))
        return { client, release: (isBroken) => pooled.release(isBroken) };
      pooled.release(true);
      if (client.isReadOnly) {
        this.renew();
        throw new Error(`the database answered ${READ_ONLY}`);
      }
    }
  }

  #isOutdated(client: PoolClient): boolean {
    return client.number <= this.#lastOutdated;
  }

  async #send<R>(client: PoolClient, statement: Statement<R>): Promise<readonly R[]> {
    this.#roundTrips += 1;
    try {
      const { rows } = await client.query<R & pg.QueryResultRow>({
        ...statement,
        values: [...statement.values],
      });
      return rows;
    } catch (error) {
      const kind = judgeFailure(error);
      if (kind === "nothing" || kind === "again") throw error;
      this.#health.failed(reasonOf(error));
      // The others may lead there as well.
      if (hasCode(error, READ_ONLY)) this.renew();
      if (kind === "unavailable")
        throw new StoreUnavailableError(`${reasonOf(error)}; nothing was changed`, {
          cause: error,
        });
      throw new UnknownOutcome(client.session, error);
    }
  }
}
