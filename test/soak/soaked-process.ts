import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findFreshBuild } from "../crash/fresh-build.js";
import { watchedLog } from "../crash/watched-log.js";

/** What the program holds, after a forced collection. Bytes and milliseconds. */
export interface Held {
  readonly heapUsed: number;
  readonly rss: number;
  /** One word for each handle that is open. */
  readonly handles: readonly string[];
  /** Delay of the event loop since the start. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly delayMax: number;
}

const PRELOAD = fileURLToPath(new URL("./report-memory.mjs", import.meta.url));
const PATIENCE = 30_000;

/** The built program, which can be asked what it holds. */
export class SoakedProcess {
  /** Lines of its log at error or above, without repetitions of the same message. */
  readonly complaints = new Map<string, number>();

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<SoakedProcess> {
    const args = ["--expose-gc", "--import", PRELOAD, findFreshBuild()];
    const child = spawn(process.execPath, args, {
      env: {
        PATH: process.env.PATH ?? "",
        PLAYGROUND: "off",
        SEND_LIMITS: "off",
        PORT: "0",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    if (env.TENANT_FILE !== undefined) watchedLog.forbidPeopleOf(env.TENANT_FILE);
    child.stdout?.on("data", watchedLog.reader());
    child.stderr?.on("data", watchedLog.reader());
    let text = "";
    const lines = new EventTarget();
    const take = (part: Buffer): void => {
      text += part.toString();
      const whole = text.split("\n");
      text = whole.pop() ?? "";
      for (const line of whole) lines.dispatchEvent(new MessageEvent("line", { data: line }));
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    const port = await new Promise<number>((resolve, reject) => {
      lines.addEventListener("line", (event) => {
        const found = /"port":(\d+)[^\n]*"msg":"listening"/.exec((event as MessageEvent).data);
        if (found) resolve(Number(found[1]));
      });
      child.once("exit", (code, signal) =>
        reject(new Error(`ended with ${code ?? signal}: ${text}`)),
      );
    });
    const soaked = new SoakedProcess(child, port);
    lines.addEventListener("line", (event) => soaked.#note((event as MessageEvent).data));
    return soaked;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async held(): Promise<Held> {
    const answer = once(this.child, "message", { signal: AbortSignal.timeout(PATIENCE) });
    this.child.send("report");
    const [held] = await answer;
    return held as Held;
  }

  /** An orderly end; resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (!this.isRunning) return this.child.exitCode;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
    return this.child.exitCode;
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  #note(line: string): void {
    const found = /^\{"level":"(\w+)".*"msg":"([^"]*)"/.exec(line);
    // What is no line of the log was written by the runtime: a warning of a leak, or a crash.
    const isComplaint = !found || found[1] === "error" || found[1] === "fatal";
    if (!isComplaint) return;
    const complaint = found?.[2] ?? line;
    this.complaints.set(complaint, (this.complaints.get(complaint) ?? 0) + 1);
  }
}
