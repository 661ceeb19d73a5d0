import { join } from "node:path";
import { z } from "zod";
import { instantSchema } from "../../approval/instant.js";
import type { ClockHold, ClockJump } from "../../service/ports/holds.js";
import { type Disk, writeDurably } from "./durable-file.js";
import type { GuardedClock } from "./guarded-clock.js";
import type { OutageLog } from "./outage-log.js";
import type { StartReader } from "./start-reader.js";
import { Turns } from "./turns.js";

/** A jump of the clock that nobody has confirmed yet. */
const FILE = "clock-jump.json";

const jumpSchema = z.object({ from: instantSchema, to: instantSchema });

/** What the process before has left unconfirmed. */
export function readClockJump(reader: StartReader, folder: string): ClockJump | undefined {
  return reader.readJson(join(folder, FILE), (content) => jumpSchema.parse(content));
}

export interface EmbeddedClockHoldParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly clock: GuardedClock;
  readonly outages: OutageLog;
  readonly report: (message: string) => void;
}

/** Keeps a jump in a file of its own, so that a restart does not confirm it. */
export class EmbeddedClockHold implements ClockHold {
  readonly #parts: EmbeddedClockHoldParts;
  readonly #turns = new Turns();
  #written: ClockJump | undefined;

  constructor(parts: EmbeddedClockHoldParts) {
    this.#parts = parts;
  }

  jump(): ClockJump | undefined {
    const { clock } = this.#parts;
    clock.now();
    if (clock.jump !== undefined && clock.jump !== this.#written) this.#write(clock.jump);
    return clock.jump;
  }

  async confirm(): Promise<void> {
    await this.#turns.take(FILE, async () => {
      const { clock, disk, folder, outages } = this.#parts;
      if (clock.jump === undefined) return;
      // Before the first timer fires: what the clock left out counts as an outage.
      const { from, to } = clock.gap();
      if (to > from) await outages.record({ from, to }, to);
      clock.confirm();
      await disk.files.remove(join(folder, FILE));
      await disk.folders.sync(folder);
    });
  }

  #write(jump: ClockJump): void {
    this.#written = jump;
    const { disk, folder, report } = this.#parts;
    this.#turns
      .take(FILE, () => writeDurably(disk, join(folder, FILE), JSON.stringify(jump)))
      .catch((error: unknown) => {
        this.#written = undefined;
        const reason = error instanceof Error ? error.message : String(error);
        report(`A jump of the clock could not be written down: ${reason}`);
      });
  }
}
