import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { findFreshBuild } from "./fresh-build.js";

const main = findFreshBuild();

/** The built program as a process of its own. */
export class RunningProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** Resolves when it listens; rejects with what it wrote when it ends before that. */
  static async start(env: Readonly<Record<string, string>>, port: number): Promise<RunningProcess> {
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env.PATH ?? "",
        PLAYGROUND: "off",
        SEND_LIMITS: "off",
        PORT: String(port),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    const listening = new Promise<number>((resolve, reject) => {
      const take = (part: Buffer): void => {
        text = (text + part.toString()).slice(-4_000);
        const found = /"port":(\d+)[^\n]*"msg":"listening"/.exec(text);
        if (found) resolve(Number(found[1]));
      };
      child.stdout?.on("data", take);
      child.stderr?.on("data", take);
      child.once("exit", (code, signal) =>
        reject(new Error(`ended with ${code ?? signal}: ${text}`)),
      );
    });
    return new RunningProcess(child, await listening);
  }

  /** A program beside it in the same build. */
  static program(name: string): string {
    return join(dirname(main), `${name}.js`);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}
