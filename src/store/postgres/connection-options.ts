import pg from "pg";

/** Connections of one node. A decision needs one for about a millisecond. */
const MOST_CONNECTIONS = 10;
/** After so long a statement is given up by the server, and a little later by this side. Milliseconds. */
export const STATEMENT_TIMEOUT = 4_000;
const ANSWER_TIMEOUT = 5_000;
const LOCK_TIMEOUT = 2_000;
const IDLE_TRANSACTION_TIMEOUT = 10_000;
/** Then a connection is made anew, in case that the address leads elsewhere by now. Seconds. */
const LONGEST_LIFE = 300;
/** So long a free connection is waited for. */
const CONNECT_TIMEOUT = 2_000;

const BIGINT = 20;

/** Whole numbers as numbers: no instant, count or sequence here comes near 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === BIGINT
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** A connection of the pool. */
export function connectionOptions(url: string, applicationName: string): pg.PoolConfig {
  return {
    ...sessionOptions(url, applicationName),
    max: MOST_CONNECTIONS,
    maxLifetimeSeconds: LONGEST_LIFE,
    query_timeout: ANSWER_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    lock_timeout: LOCK_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT,
  };
}

/** A connection of its own that lasts, for what is bound to a session: listening, and locks. */
export function sessionOptions(url: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    types,
  };
}
