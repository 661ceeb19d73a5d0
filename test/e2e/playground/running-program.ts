import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../connector/eventually.js";

const ROOT = new URL("../../../", import.meta.url);
const START_PATIENCE = 120_000;
const STOP_PATIENCE = 15_000;

export interface RunningProgram {
  /** The address of a person's window, by the name in the table that the start prints. */
  urlOf(displayName: string): string;
  /** From the start of the process to the printed table, in milliseconds. */
  readonly readyAfterMs: number;
  /** Log lines so far. */
  log(): string;
  /** Ends it as an operator does, and fails unless it exits with 0. */
  stop(): Promise<void>;
}

/** Runs the built program on free ports with a store of its own, and waits for the table of windows. */
export async function runProgram(tenant: unknown): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), "four-windows-"));
  const tenantFile = join(folder, "tenant.json");
  await writeFile(tenantFile, JSON.stringify(tenant));
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: "UTC",
      PORT: "0",
      DATA_DIR: join(folder, "store"),
      TENANT_FILE: tenantFile,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { log: "", table: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.log += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.table += text;
  });
  const urls = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`It ended: ${output.table}${output.log}`);
      const found = readTable(output.table);
      return found.size === 4 && found;
    },
    { timeoutMs: START_PATIENCE },
  ).catch(async (error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    readyAfterMs: Math.round(performance.now() - startedAt),
    urlOf: (displayName) => {
      const url = urls.get(displayName);
      if (url === undefined) throw new Error(`${displayName} has no window:\n${output.table}`);
      return url;
    },
    log: () => output.log,
    stop: async () => {
      const ended = child.exitCode === null ? once(child, "exit") : [child.exitCode];
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE);
      const [code] = await ended;
      clearTimeout(timer);
      await rm(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`The program ended with ${code}.\n${output.log}`);
    },
  };
}

/** Person to address, of the lines "Riley Chen   what to try   http://127.0.0.1:56151". */
function readTable(text: string): Map<string, string> {
  const rows = text.matchAll(/^ {2}(\S+ \S+) {2,}\S.*? {2,}(http:\/\/127\.0\.0\.1:\d+)$/gm);
  return new Map([...rows].map(([, name = "", url = ""]) => [name, url]));
}
