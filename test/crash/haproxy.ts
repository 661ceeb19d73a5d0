import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../connector/eventually.js";
import { projectRoot } from "../house/source-files.js";
import { findFreePort } from "../store/postgres/postgres-server.js";

/** Requests that HAProxy has answered, and tries that it made again. */
export interface HaproxyCounts {
  readonly answered: number;
  readonly retries: number;
}

/** The real HAProxy with the configuration that docs/several-nodes.md shows, but for its addresses. */
export class Haproxy {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly port: number;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  /** @param program where HAProxy is */
  static async start(program: string, nodes: readonly number[]): Promise<Haproxy> {
    const folder = await mkdtemp(join(tmpdir(), "riskgate-haproxy-"));
    const port = await findFreePort();
    const file = join(folder, "haproxy.cfg");
    const socket = join(folder, "stats");
    const text = `global\n  stats socket ${socket}\n${documentedConfiguration(port, nodes)}`;
    await writeFile(file, text);
    const child = spawn(program, ["-db", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (part: Buffer) => {
      said += part.toString();
    });
    const haproxy = new Haproxy(child, folder, port);
    const isUp = async () => {
      if (child.exitCode !== null) throw new Error(`HAProxy ended: ${said}`);
      const counts = await haproxy.#servers().catch(() => []);
      return counts.length === nodes.length && counts.every(({ status }) => status === "UP");
    };
    await eventually(isUp);
    return haproxy;
  }

  async counts(): Promise<HaproxyCounts> {
    const servers = await this.#servers();
    const sum = (of: (server: ServerCounts) => number) =>
      servers.reduce((total, server) => total + of(server), 0);
    return { answered: sum((s) => s.answered), retries: sum((s) => s.retries + s.elsewhere) };
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #servers(): Promise<ServerCounts[]> {
    const socket = connect(join(this.#folder, "stats"));
    socket.end("show stat\n");
    let text = "";
    for await (const part of socket) text += part;
    const [head = "", ...lines] = text.replace(/^# /, "").trim().split("\n");
    const names = head.split(",");
    const rows = lines.map((line) => {
      const fields = line.split(",");
      return (name: string) => fields[names.indexOf(name)] ?? "";
    });
    return rows
      .filter((of) => of("pxname") === "nodes" && of("svname") !== "BACKEND")
      .map((of) => ({
        status: of("status"),
        answered: ["hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx"].reduce(
          (total, name) => total + Number(of(name)),
          0,
        ),
        retries: Number(of("wretr")),
        elsewhere: Number(of("wredis")),
      }));
  }
}

interface ServerCounts {
  readonly status: string;
  readonly answered: number;
  readonly retries: number;
  readonly elsewhere: number;
}

function documentedConfiguration(port: number, nodes: readonly number[]): string {
  const page = readFileSync(join(projectRoot, "docs/several-nodes.md"), "utf8");
  const shown = /^HAProxy, for example[^\n]*\n\n```\n([\s\S]*?)```$/m.exec(page)?.[1] ?? "";
  const servers = nodes.map((node, at) => `  server node-${at} 127.0.0.1:${node}\n`).join("");
  const filled = shown
    .replace(/^ {2}bind :443 ssl crt .*$/m, `  bind 127.0.0.1:${port}`)
    .replace(/^( {2}server \w+ 10\.0\.0\.\d+:3978\n)+/m, servers);
  for (const part of [`bind 127.0.0.1:${port}`, servers])
    if (!filled.includes(part)) throw new Error(`docs/several-nodes.md shows no ${part}`);
  return filled;
}
