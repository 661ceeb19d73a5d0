import pg from "pg";

/** Settings of which the server tells each connection at its start and whenever they change, without being asked. */
const READ_ONLY_SIGNS = new Set(["in_hot_standby", "default_transaction_read_only"]);

/**
 * A connection of the pool. It has a name that no other session has, by which it can be found and ended, and knows
 * whether its server takes writes.
 */
export class PoolClient extends pg.Client {
  static #made = 0;
  readonly session: string;
  readonly number: number;
  readonly #signs = new Set<string>();

  constructor(options?: pg.ClientConfig) {
    PoolClient.#made += 1;
    const session = `${options?.application_name} ${PoolClient.#made}`;
    super({ ...options, application_name: session });
    this.session = session;
    this.number = PoolClient.#made;
    // Whoever uses the connection hears of a failure by his statement; one that nobody uses must not end the process.
    this.on("error", () => undefined);
    this.connection.on("parameterStatus", ({ parameterName, parameterValue }: ParameterStatus) => {
      if (!READ_ONLY_SIGNS.has(parameterName)) return;
      if (parameterValue === "on") this.#signs.add(parameterName);
      else this.#signs.delete(parameterName);
    });
  }

  /** The number of the newest one. */
  static get newest(): number {
    return PoolClient.#made;
  }

  /** A standby, or a server that is to take reads only: what it answers may be old. */
  get isReadOnly(): boolean {
    return this.#signs.size > 0;
  }
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}
