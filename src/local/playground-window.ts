import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Conversation } from "../approval/person-record.js";
import { choosePort } from "./choose-port.js";
import { createConversation, createServiceUrl, type Persona } from "./personas.js";
import { createPlaygroundSettings } from "./playground-settings.js";
import type { Tenant } from "./tenant.js";

/** How long a Playground may take to answer, in milliseconds: four of them share a small machine. */
const START_PATIENCE = 60_000;
const POLL_INTERVAL = 100;
const STOP_PATIENCE = 2_000;
const KEPT_OUTPUT = 2_000;
const MOST_ATTEMPTS = 3;

/** What of the environment a Playground gets: no credentials and no proxy. */
const PASSED_VARIABLES = [
  "PATH",
  "HOME",
  "USERPROFILE",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "LANG",
  "TZ",
];

export interface WindowOptions {
  readonly tenant: Tenant;
  readonly persona: Persona;
  /** Where the bot takes activities: `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: string;
  /** Folder for the files of this window; made if it is not there. */
  readonly folder: string;
  /** The program that is run; only tests name another one. */
  readonly programFile: URL;
  /** Called when the Playground ends without being stopped. */
  readonly onEnd: () => void;
}

export interface PlaygroundWindow {
  readonly persona: Persona;
  readonly port: number;
  readonly url: string;
  readonly conversation: Conversation;
  readonly processId: number | undefined;
  stop(): Promise<void>;
}

/** Starts one Playground and waits until it answers. Rejects with its last words when it does not. */
export async function openWindow(options: WindowOptions): Promise<PlaygroundWindow> {
  const { persona, folder } = options;
  await mkdir(folder, { recursive: true });
  const settingsFile = join(folder, ".m365agentsplayground.yml");
  await writeFile(settingsFile, createPlaygroundSettings(options.tenant, persona));
  const { child, port } = await launchOnFreePort(options, resolve(settingsFile));
  let isStopping = false;
  child.once("exit", () => {
    if (!isStopping) options.onEnd();
  });
  return {
    persona,
    port,
    url: `http://127.0.0.1:${port}`,
    conversation: createConversation(persona, port),
    processId: child.pid,
    stop: async () => {
      isStopping = true;
      await end(child);
    },
  };
}

/** Somebody may take the port between the choice and the start: the Playground then listens on another one. */
async function launchOnFreePort(options: WindowOptions, settingsFile: string) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(attempt === 1 ? options.persona.preferredPort : 0);
    const child = launch(options, port, settingsFile);
    const output = keepOutput(child);
    try {
      if (await startsOn(child, output, port)) return { child, port };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await end(child);
      throw new Error(`${reason} ${output()}`.trim());
    }
    await end(child);
    if (attempt === MOST_ATTEMPTS) throw new Error("Every port that it tried was taken.");
  }
}

function launch(options: WindowOptions, port: number, settingsFile: string): ChildProcess {
  const passed = PASSED_VARIABLES.map((name) => [name, process.env[name]] as const);
  const parameters = [
    "start",
    ["--app-endpoint", options.botEndpoint],
    ["--channel-id", "msteams"],
    ["--port", String(port)],
    ["--service-url", createServiceUrl(port)],
    "--disable-telemetry",
  ].flat();
  return fork(options.programFile, parameters, {
    cwd: options.folder,
    env: {
      ...Object.fromEntries(passed.filter(([, value]) => value !== undefined)),
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: settingsFile,
      M365_AGENTS_PLAYGROUND_LOGFILE: resolve(options.folder, "playground.log"),
      SEND_INSTALLATION_ACTIVITY: "true",
      TEAMSAPPTESTER_BROWSER: "none",
    },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** Reads what the child writes, so that it never blocks, and keeps the end of it. */
function keepOutput(child: ChildProcess): () => string {
  let kept = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      kept = (kept + text).slice(-KEPT_OUTPUT);
    });
  }
  return () => kept.trim();
}

/** True when it answers on its port, false when it listens on another one. */
async function startsOn(child: ChildProcess, output: () => string, port: number): Promise<boolean> {
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  const deadline = Date.now() + START_PATIENCE;
  while (failure === undefined && child.exitCode === null && Date.now() < deadline) {
    const listening = /Listening on (\d+)/.exec(output())?.[1];
    if (listening !== undefined && Number(listening) !== port) return false;
    if (listening !== undefined && (await answers(port))) return true;
    await new Promise((done) => setTimeout(done, POLL_INTERVAL));
  }
  if (failure !== undefined) throw new Error(failure);
  if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
  throw new Error(`It did not answer on port ${port} within ${START_PATIENCE / 1_000} s.`);
}

async function answers(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(`http://127.0.0.1:${port}/_debug/ping`, { signal });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE);
  await ended;
  clearTimeout(timer);
}
