import { setImmediate as nextTurn } from "node:timers/promises";
import { type Instant, SECOND } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import { addOutage, dropOldOutages } from "../merge-outages.js";
import type { Database } from "./database.js";
import type { Tables } from "./tables.js";
import { query, statementOf } from "./typed-query.js";

/** A restart of all nodes that nobody can have noticed. Milliseconds. */
export const SHORTEST_DOWNTIME = 2 * SECOND;
/** No beat of any node for so long, while this one runs: the database was away, and nothing could be decided. */
export const DATABASE_AWAY = 10 * SECOND;
/** Attempts to change what others change as well. */
const MOST_RACES = 20;

const READ = statementOf(query.selectFrom("liveness").select(["outages", "alive_at"]), "outages");

type Liveness = Pick<Tables["liveness"], "outages" | "alive_at">;

/**
 * The outages of the last 15 days, and when any node was last alive (Rule T6). A beat adds what it finds as it is; whoever
 * reads or changes the list makes one of spans that overlap.
 */
export class OutageTable {
  readonly #database: Database;
  #asked: Promise<Liveness & { readonly wasSilent: boolean }> | undefined;
  /** By the steady clock of this machine. */
  #beatAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database) {
    this.#database = database;
  }

  /** This node could not say for a while that it is alive; whether another one could stands in the table. */
  get isSilent(): boolean {
    return performance.now() - this.#beatAt >= DATABASE_AWAY;
  }

  /** A beat that was sent then was answered. */
  heard(sentAt: number): void {
    this.#beatAt = sentAt;
  }

  /**
   * With the one that no beat has recorded yet: the first statement after an outage may be this one. Whoever asks within
   * one turn of the event loop shares one question.
   */
  async list(now: Instant): Promise<readonly Outage[]> {
    this.#asked ??= nextTurn().then(() => this.#read());
    const { outages, alive_at: aliveAt, wasSilent } = await this.#asked;
    const isUnrecorded = wasSilent && aliveAt !== null && now - aliveAt >= DATABASE_AWAY;
    return dropOldOutages(isUnrecorded ? addOutage(outages, { from: aliveAt }, now) : outages, now);
  }

  /** With whether this node was silent before it asked: a beat may be answered meanwhile, and what was read is older. */
  async #read(): Promise<Liveness & { readonly wasSilent: boolean }> {
    this.#asked = undefined;
    const wasSilent = this.isSilent;
    const [row] = await this.#database.read(READ);
    return { outages: merge(row?.outages ?? []), alive_at: row?.alive_at ?? null, wasSilent };
  }

  async record(outage: Outage, now: Instant): Promise<void> {
    await this.#change(({ outages }) => addOutage(outages, outage, now));
  }

  /** No node was alive from the last beat to `now`: nothing could be decided then. */
  async recordDowntime(now: Instant): Promise<void> {
    await this.#change(({ outages, alive_at: aliveAt }) =>
      aliveAt === null || now - aliveAt < SHORTEST_DOWNTIME
        ? undefined
        : addOutage(outages, { from: aliveAt, to: now }, now),
    );
  }

  /** No lock is held meanwhile: each node has to write into this row twice a second. */
  async #change(change: (known: Liveness) => readonly Outage[] | undefined): Promise<void> {
    for (let attempt = 1; attempt <= MOST_RACES; attempt += 1) {
      const [row] = await this.#database.read(READ);
      const before = row?.outages ?? [];
      const after = change({ outages: merge(before), alive_at: row?.alive_at ?? null });
      if (after === undefined) return;
      const changed = await this.#database.write({
        text: "update riskgate.liveness set outages = $2::jsonb where outages = $1::jsonb returning 1",
        values: [JSON.stringify(before), JSON.stringify(after)],
      });
      if (changed.length > 0) return;
    }
    throw new Error("the outages change all the time");
  }
}

function merge(recorded: readonly Outage[]): readonly Outage[] {
  return recorded.reduce<readonly Outage[]>(
    (known, outage) => addOutage(known, outage, Number.NEGATIVE_INFINITY),
    [],
  );
}
