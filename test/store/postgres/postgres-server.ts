import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import {
  type PostgresBinaries,
  preparePostgresBinaries,
  spawnOptions,
} from "./postgres-binaries.js";

const PASSWORD = "only-for-tests";
const START_PATIENCE = 60_000;
const PORT_ATTEMPTS = 5;

/** Databases on some PostgreSQL server. */
export interface PostgresDatabases {
  readonly host: string;
  readonly port: number;
  url(database: string): string;
  /** An empty database; answers its URL. */
  createDatabase(): Promise<string>;
  /** Runs SQL as the user who owns them: on a server of our own the superuser. */
  query(database: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** A PostgreSQL server of a test file's own, in a temporary folder and on a free port. */
export interface PostgresServer extends PostgresDatabases {
  /** Ends the server at once, as a kill does. */
  kill(): Promise<void>;
  /** As a standby it takes reads only, as a server does before a failover has reached it. */
  start(role?: "primary" | "standby"): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

let databases = 0;

/** Rejects with a reason where no server can run; a test that needs one must not pass without it. */
export async function startPostgresServer(
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "riskgate-postgres-"));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const binaries = await preparePostgresBinaries(folder);
    const server = new Server(folder, binaries, settings);
    server.initialize();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await server.start();
        return server;
      } catch (error) {
        if (attempt === PORT_ATTEMPTS) throw error;
      }
    }
  } catch (error) {
    removeFolder();
    throw error;
  }
}

class Server implements PostgresServer {
  readonly host = "127.0.0.1";
  port = 0;
  #process: ChildProcess | undefined;
  readonly #folder: string;
  readonly #data: string;
  readonly #binaries: PostgresBinaries;
  readonly #settings: readonly string[];
  readonly #onExit = (): void => this.#removeAll();

  constructor(folder: string, binaries: PostgresBinaries, settings: readonly string[]) {
    this.#folder = folder;
    this.#data = join(folder, "data");
    this.#binaries = binaries;
    this.#settings = settings;
    process.once("exit", this.#onExit);
  }

  initialize(): void {
    const { user, initdb } = this.#binaries;
    mkdirSync(this.#data, { mode: 0o700 });
    const passwordFile = join(this.#data, "..", "password");
    writeFileSync(passwordFile, PASSWORD);
    if (user) {
      for (const path of [this.#data, passwordFile]) chownSync(path, user.uid, user.gid);
    }
    const flags = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const made = spawnSync(
      initdb,
      [`--pgdata=${this.#data}`, ...flags, "--encoding=UTF8", "--no-locale", "--no-sync"],
      spawnOptions(this.#binaries),
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  }

  url(database: string): string {
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(): Promise<string> {
    databases += 1;
    const name = `riskgate_${process.pid}_${databases}`;
    await this.query("postgres", `create database ${name}`);
    return this.url(name);
  }

  async query(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
    return queryOnce(this.url(database), sql);
  }

  /** Keeps its port over restarts: whoever is connected has to find it again. */
  async start(role: "primary" | "standby" = "primary"): Promise<void> {
    const signal = join(this.#data, "standby.signal");
    if (role === "standby") writeFileSync(signal, "");
    else rmSync(signal, { force: true });
    const port = this.port === 0 ? await findFreePort() : this.port;
    const given = [
      ...["listen_addresses=127.0.0.1", "unix_socket_directories=", `port=${port}`],
      ...["fsync=off", "max_connections=150", "shared_buffers=32MB", ...this.#settings],
    ];
    const started = spawn(
      this.#binaries.postgres,
      ["-D", this.#data, ...given.flatMap((setting) => ["-c", setting])],
      { ...spawnOptions(this.#binaries), stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#process = started;
    await waitUntilReady(started);
    this.port = port;
  }

  kill(): Promise<void> {
    return this.#end("SIGQUIT");
  }

  async stop(): Promise<void> {
    await this.#end("SIGQUIT");
    process.off("exit", this.#onExit);
    this.#removeAll();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    running.kill(signal);
    await ended;
  }

  #removeAll(): void {
    this.#process?.kill("SIGQUIT");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function waitUntilReady(started: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (reason: string): void =>
      reject(new Error(`The PostgreSQL server does not start: ${reason}\n${said}`));
    const timer = setTimeout(() => {
      started.kill("SIGQUIT");
      fail("it takes too long");
    }, START_PATIENCE);
    started.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (said.length < 10_000) said += text;
      if (!/ready to accept (read-only )?connections/.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
    started.once("error", (error) => fail(error.message));
    started.once("exit", (code) => {
      clearTimeout(timer);
      fail(`it ended with ${code}`);
    });
  });
}

/** A port that nobody listens on at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Sends one statement on a connection of its own. */
export async function queryOnce(
  url: string,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
