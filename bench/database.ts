import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type PostgresServer,
  startPostgresServer,
} from "../test/store/postgres/postgres-server.js";

/** As a server comes, but for what tests switch off: a decision is on the disk before it is answered. */
const SETTINGS = [
  "fsync=on",
  "shared_buffers=128MB",
  "shared_preload_libraries=pg_stat_statements",
];

export interface DatabaseServer extends PostgresServer {
  /** Of the process whose children the connections are. */
  readonly pid: number;
}

/** A PostgreSQL server of this benchmark's own, that syncs what it commits and counts its statements. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const server = await startPostgresServer(SETTINGS);
  const [row] = await server.query("postgres", "show data_directory");
  const file = await readFile(join(String(row?.data_directory), "postmaster.pid"), "utf8");
  await server.query("postgres", "create extension pg_stat_statements");
  return Object.assign(server, { pid: Number(file.split("\n")[0]) });
}

/** For filling only: commits are not waited for. */
export function withoutWaiting(url: string): string {
  return `${url}?options=-c%20synchronous_commit%3Doff`;
}

/** A copy of a database that nobody is connected to. */
export async function copyDatabase(
  server: PostgresServer,
  url: string,
  to: string,
): Promise<string> {
  const from = nameOf(url);
  await server.query("postgres", `drop database if exists ${to} with (force)`);
  await server.query("postgres", `create database ${to} template ${from} strategy file_copy`);
  return server.url(to);
}

export function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
