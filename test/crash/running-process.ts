import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { findFreshBuild } from "./fresh-build.js";
import { watchedLog } from "./watched-log.js";

const main = findFreshBuild();
const PRELOAD = new URL("faults/preload.mjs", import.meta.url).href;

/** What stands between the program and its disk, network and clock (see faults/preload.mjs). */
export interface Faults {
  /** Name of the fail point at which the process ends itself with SIGKILL. */
  readonly failAt?: string;
  /** How often the fail point is passed by first. */
  readonly after?: number;
  /** How many times faster the clocks of the process run. */
  readonly speed?: number;
  /** What the wall clock shows at the start. */
  readonly from?: number;
}

/** The program ended before it listened. */
export class EndedEarlyError extends Error {
  override readonly name = "EndedEarlyError";

  constructor(
    readonly code: number | null,
    readonly signal: NodeJS.Signals | null,
    readonly output: string,
  ) {
    super(`ended with ${code ?? signal}: ${output}`);
  }
}

/** What a process has said so far that others may want to know. */
interface Said {
  electedAt: number | undefined;
}

/** The built program as a process of its own. */
export class RunningProcess {
  readonly #said: Said;

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    said: Said,
  ) {
    this.#said = said;
  }

  /** Resolves when it listens; rejects with EndedEarlyError when it ends before that. */
  static async start(
    env: Readonly<Record<string, string>>,
    port: number,
    faults?: Faults,
  ): Promise<RunningProcess> {
    const preload = faults ? ["--import", PRELOAD] : [];
    const child = spawn(process.execPath, [...preload, main], {
      env: {
        PATH: process.env.PATH ?? "",
        PLAYGROUND: "off",
        SEND_LIMITS: "off",
        PORT: String(port),
        ...(faults && { FAULTS: JSON.stringify(faults) }),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe", ...(faults ? (["ipc"] as const) : [])],
    });
    if (env.TENANT_FILE !== undefined) watchedLog.forbidPeopleOf(env.TENANT_FILE);
    child.stdout?.on("data", watchedLog.reader());
    child.stderr?.on("data", watchedLog.reader());
    let text = "";
    const said: Said = { electedAt: undefined };
    const listening = new Promise<number>((resolve, reject) => {
      const take = (part: Buffer): void => {
        const news = part.toString();
        if (news.includes("This node sends from now on.")) said.electedAt = performance.now();
        text = (text + news).slice(-4_000);
        const found = /"port":(\d+)[^\n]*"msg":"listening"/.exec(text);
        if (found) resolve(Number(found[1]));
      };
      child.stdout?.on("data", take);
      child.stderr?.on("data", take);
      child.once("exit", (code, signal) => reject(new EndedEarlyError(code, signal, text)));
    });
    return new RunningProcess(child, await listening, said);
  }

  /** A program beside it in the same build. */
  static program(name: string): string {
    return join(dirname(main), `${name}.js`);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** When it last said that it is the one that sends (`performance.now()`). */
  get electedAt(): number | undefined {
    return this.#said.electedAt;
  }

  get isEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Moves the wall clock of the process by milliseconds, or lets every write fail with a code. */
  async tell(told: { readonly shift?: number; readonly disk?: string | null }): Promise<void> {
    const done = once(this.child, "message");
    this.child.send(told);
    await done;
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    if (this.isEnded) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}
