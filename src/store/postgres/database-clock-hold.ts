import type { ClockHold, ClockJump } from "../../service/ports/holds.js";
import type { Database } from "./database.js";
import type { DatabaseClock } from "./database-clock.js";
import type { OutageTable } from "./outage-table.js";

/** A jump of the database's clock is kept beside the outages, so that it holds every node, and over restarts. */
export class DatabaseClockHold implements ClockHold {
  readonly #database: Database;
  readonly #clock: DatabaseClock;
  readonly #outages: OutageTable;

  constructor(database: Database, clock: DatabaseClock, outages: OutageTable) {
    this.#database = database;
    this.#clock = clock;
    this.#outages = outages;
  }

  jump(): ClockJump | undefined {
    return this.#clock.jump;
  }

  async confirm(): Promise<void> {
    if (this.#clock.jump === undefined) return;
    // Before the first timer fires: what the clock left out counts as an outage.
    const { from, to } = this.#clock.gap();
    if (to > from) await this.#outages.record({ from, to }, to);
    await this.#database.write({
      text: "update riskgate.liveness set clock_jump = null",
      values: [],
    });
    this.#clock.confirm();
  }
}
