import { setImmediate as nextTurn } from "node:timers/promises";
import { type Instant, SECOND } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import { addOutage, dropOldOutages } from "../merge-outages.js";
import type { Database, Send } from "./database.js";
import { query, statementOf } from "./typed-query.js";

/** A restart of all nodes that nobody can have noticed. Milliseconds. */
export const SHORTEST_DOWNTIME = 2 * SECOND;

/** The outages of the last 15 days, and when any node was last alive (Rule T6). */
export class OutageTable {
  readonly #database: Database;
  #asked: Promise<readonly Outage[]> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whoever asks within one turn of the event loop shares one question. */
  async list(now: Instant): Promise<readonly Outage[]> {
    this.#asked ??= nextTurn().then(() => this.#read());
    return dropOldOutages(await this.#asked, now);
  }

  async #read(): Promise<readonly Outage[]> {
    this.#asked = undefined;
    const known = query.selectFrom("liveness").select("outages");
    return (await this.#database.read(statementOf(known, "outages")))[0]?.outages ?? [];
  }

  async record(outage: Outage, now: Instant): Promise<void> {
    await this.#change(async (known) => addOutage(known, outage, now));
  }

  /** No node was alive from the last beat to `now`: nothing could be decided then. */
  async recordDowntime(now: Instant, shortest = SHORTEST_DOWNTIME): Promise<void> {
    await this.#change(async (known, aliveAt) =>
      aliveAt === null || now - aliveAt < shortest
        ? undefined
        : addOutage(known, { from: aliveAt, to: now }, now),
    );
  }

  /** An outage that was said to last ends: whether Teams can be reached is for a new sender to find out. */
  async endLasting(now: Instant): Promise<void> {
    await this.#change(async (known) =>
      known.some(({ to }) => to === undefined)
        ? addOutage(known, { from: now, to: now }, now)
        : undefined,
    );
  }

  async #change(
    change: (
      known: readonly Outage[],
      aliveAt: number | null,
    ) => Promise<readonly Outage[] | undefined>,
  ): Promise<void> {
    await this.#database.transaction(async (send: Send) => {
      const locked = query.selectFrom("liveness").select(["outages", "alive_at"]).forUpdate();
      const [row] = await send(statementOf(locked));
      const outages = await change(row?.outages ?? [], row?.alive_at ?? null);
      if (outages === undefined) return;
      await send({
        text: "update riskgate.liveness set outages = $1::jsonb",
        values: [JSON.stringify(outages)],
      });
    });
  }
}
