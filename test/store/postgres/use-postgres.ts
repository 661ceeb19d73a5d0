import { afterAll, beforeAll } from "vitest";
import {
  type PostgresDatabases,
  type PostgresServer,
  queryOnce,
  startPostgresServer,
} from "./postgres-server.js";

const START_PATIENCE = 120_000;

/**
 * Databases for the tests of a file: on the server of `TEST_DATABASE_URL`, whose user may create databases, where it is
 * set, else on a server of the file's own. Not for tests that end the server.
 */
export function usePostgres(): () => PostgresDatabases {
  const given = process.env.TEST_DATABASE_URL ?? "";
  return use<PostgresDatabases>(async () =>
    given === "" ? startPostgresServer() : new GivenServer(given),
  );
}

/** A server of the file's own, whatever is set: its tests end it. */
export function useOwnPostgres(): () => PostgresServer {
  return use(startPostgresServer);
}

/** Started before the tests of the file and stopped after them; not to be asked for before. */
function use<S extends PostgresDatabases>(start: () => Promise<S>): () => S {
  let server: S | undefined;
  beforeAll(async () => {
    server = await start();
  }, START_PATIENCE);
  afterAll(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error("The PostgreSQL server is not there yet.");
    return server;
  };
}

let databases = 0;

/** Leaves nothing: each database that was made is dropped at the end. */
class GivenServer implements PostgresDatabases {
  readonly #url: string;
  readonly #made: string[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  get host(): string {
    return new URL(this.#url).hostname;
  }

  get port(): number {
    return Number(new URL(this.#url).port || 5_432);
  }

  url(database: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async createDatabase(): Promise<string> {
    databases += 1;
    const name = `riskgate_test_${process.pid}_${databases}`;
    await queryOnce(this.#url, `create database ${name}`);
    this.#made.push(name);
    return this.url(name);
  }

  query(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
    return queryOnce(this.url(database), sql);
  }

  async stop(): Promise<void> {
    for (const name of this.#made.splice(0))
      await queryOnce(this.#url, `drop database ${name} with (force)`);
  }
}
