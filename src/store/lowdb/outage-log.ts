import { join } from "node:path";
import { Low } from "lowdb";
import { z } from "zod";
import { type Instant, instantSchema, SECOND } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import { addOutage, dropOldOutages } from "../merge-outages.js";
import { type Disk, DurableFile } from "./durable-file.js";
import type { StartReader } from "./start-reader.js";
import { Turns } from "./turns.js";

const FILE = "outages.json";
/** A restart that nobody can have noticed. */
const SHORTEST = 2 * SECOND;

const fileSchema = z.array(z.object({ from: instantSchema, to: instantSchema.exactOptional() }));

/** The outages of the last 15 days, in a file of their own (Rule T6). */
export class OutageLog {
  readonly #database: Low<readonly Outage[]>;
  readonly #turns = new Turns();
  #known: readonly Outage[];
  #isUnsaved = false;

  constructor(disk: Disk, folder: string, known: readonly Outage[]) {
    this.#known = known;
    this.#database = new Low(new DurableFile<readonly Outage[]>(disk, join(folder, FILE)), known);
  }

  static read(reader: StartReader, folder: string): readonly Outage[] {
    return reader.readJson(join(folder, FILE), (content) => fileSchema.parse(content)) ?? [];
  }

  list(now: Instant): readonly Outage[] {
    return dropOldOutages(this.#known, now);
  }

  record(outage: Outage, now: Instant): Promise<void> {
    return this.#turns.take(FILE, async () => {
      await this.#write(addOutage(this.#known, outage, now));
      this.#known = addOutage(this.#known, outage, now);
    });
  }

  /** Counts from now on, and is written beside what goes on; `save` tries again what could not be written. */
  note(outage: Outage, now: Instant): void {
    this.#known = addOutage(this.#known, outage, now);
    this.#isUnsaved = true;
    void this.save();
  }

  /** Writes what was noted and is not on the disk yet. */
  async save(): Promise<void> {
    if (!this.#isUnsaved) return;
    await this.#turns.take(FILE, () => this.#write(this.#known)).catch(() => undefined);
  }

  async #write(known: readonly Outage[]): Promise<void> {
    this.#isUnsaved = true;
    this.#database.data = known;
    await this.#database.write();
    this.#isUnsaved = false;
  }

  /**
   * The process was down from `lastAlive` to `now`. An outage that was said to last ends here: whether Teams can be
   * reached is for the new process to find out.
   */
  async recordDowntime(lastAlive: Instant | undefined, now: Instant): Promise<void> {
    const lasting = this.#known.find((outage) => outage.to === undefined);
    const isDown = lastAlive !== undefined && now - lastAlive >= SHORTEST;
    if (!lasting && !isDown) return;
    const from = isDown ? lastAlive : now;
    await this.record({ from: Math.min(from, now), to: now }, now);
  }
}
