import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";

export interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process until it was ready. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** Starts a program of this benchmark that sends its port when it is ready. */
export async function startHelper(file: URL): Promise<Running> {
  const started = performance.now();
  const child = fork(file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [message] = (await once(child, "message")) as [{ port: number }];
  return running(child, message.port, started);
}

/** Starts the built bot and waits for its line `listening`. */
export async function startBot(
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const started = performance.now();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: "0", PLAYGROUND: "off", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
      const found = /"port":(\d+).*"msg":"listening"/.exec(text);
      if (found) resolve(Number(found[1]));
      text = text.slice(-2_000);
    });
    child.once("exit", (code) => reject(new Error(`the bot ended with ${code}`)));
  });
  return running(child, port, started);
}

function running(child: ChildProcess, port: number, started: number): Running {
  const readyAfter = performance.now() - started;
  return {
    port,
    child,
    readyAfter,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
