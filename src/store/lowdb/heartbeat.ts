import { join } from "node:path";
import type { Instant } from "../../approval/instant.js";
import { type Disk, writeDurably } from "./durable-file.js";
import type { OpenFile } from "./file-system.js";

const FILE = "alive.txt";
const INTERVAL = 1_000;

/** When the last process on this folder was alive, to about a second; undefined when nobody knows. */
export function readLastAlive(disk: Disk, folder: string): Instant | undefined {
  const text = disk.files.readNow(join(folder, FILE)) ?? "";
  return /^\d{13}$/.test(text) ? Number(text) : undefined;
}

/**
 * Writes about once a second that the process lives (Rule T6). The text has the same length every time and is changed in
 * place: a kill or a power cut leaves an older instant, never half of one.
 */
export class Heartbeat {
  readonly #now: () => Instant;
  readonly #file: OpenFile;
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: OpenFile, now: () => Instant, onBeat: () => void) {
    this.#file = file;
    this.#now = now;
    this.#timer = setInterval(() => {
      this.#writing = this.#writing
        .then(() => file.overwrite(String(now())))
        .catch(() => undefined);
      onBeat();
    }, INTERVAL);
    this.#timer.unref();
  }

  static async start(
    disk: Disk,
    folder: string,
    now: () => Instant,
    onBeat: () => void,
  ): Promise<Heartbeat> {
    const path = join(folder, FILE);
    await writeDurably(disk, path, String(now()));
    return new Heartbeat(await disk.files.open(path, "r+"), now, onBeat);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    try {
      await this.#file.overwrite(String(this.#now()));
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }
}
