import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process until it was ready. */
  readonly readyAfter: number;
  /** At once, as a kill does. */
  stop(): Promise<void>;
  /** In order, as an operator does. */
  end(): Promise<void>;
}

/** What a process holds after a forced collection. Bytes. */
export interface Held {
  readonly heapUsed: number;
  readonly rss: number;
}

/** Starts a program of this benchmark that sends its port when it is ready. */
export async function startHelper(file: URL): Promise<Running> {
  const started = performance.now();
  const child = fork(file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [message] = (await once(child, "message")) as [{ port: number }];
  return running(child, message.port, started);
}

/**
 * Starts the built bot and waits for its line `listening`.
 *
 * @param flags of Node; with them the bot has a channel to this process
 */
export async function startBot(
  main: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Running> {
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, main], {
    env: { ...process.env, PORT: "0", PLAYGROUND: "off", ...env },
    stdio: ["ignore", "pipe", "inherit", ...(flags.length > 0 ? (["ipc"] as const) : [])],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let text = "";
    const look = (part: Buffer): void => {
      text += part.toString();
      const found = /"port":(\d+).*"msg":"listening"/.exec(text);
      text = text.slice(-2_000);
      if (!found) return;
      resolve(Number(found[1]));
      // What it logs from then on is read by nobody, and must not fill the pipe.
      child.stdout?.off("data", look).resume();
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => reject(new Error(`the bot ended with ${code}`)));
  });
  return running(child, port, started);
}

/** Flags of a bot that `readHeld` can ask. */
export function heldFlags(root: string): string[] {
  return ["--expose-gc", "--import", join(root, "test/soak/report-memory.mjs")];
}

export async function readHeld({ child }: Running): Promise<Held> {
  const answer = once(child, "message", { signal: AbortSignal.timeout(60_000) });
  child.send("report");
  const [held] = (await answer) as [Held];
  return { heapUsed: held.heapUsed, rss: held.rss };
}

function running(child: ChildProcess, port: number, started: number): Running {
  const readyAfter = performance.now() - started;
  const finish = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    port,
    child,
    readyAfter,
    stop: () => finish("SIGKILL"),
    end: () => finish("SIGTERM"),
  };
}
