import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { Instant } from "../../src/approval/instant.js";
import type { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import type { PostgresServer } from "../store/postgres/postgres-server.js";
import type { FiredTimer } from "./check-promises.js";
import type { NodeFleet } from "./node-fleet.js";

const KILL_EVERY = 5_000;

export interface KillingParts {
  readonly seconds: number;
  readonly fleet: NodeFleet;
  readonly server: PostgresServer;
  readonly database: string;
  readonly connector: ConnectorStandIn;
  /** The next send begins, and what was due has happened, so long after a kill at the most. Milliseconds. */
  readonly afterNode: number;
  /** And so long after the return of a database that was killed. */
  readonly afterDatabase: number;
}

/** Kills nodes and the database, and looks at how long it takes until the others have taken over. */
export class Killing {
  nodes = 0;
  databases = 0;
  readonly takeOvers: number[] = [];
  readonly sends: number[] = [];
  readonly sendsAfterDatabase: number[] = [];
  readonly #parts: KillingParts;
  /** When the node that sends was killed. */
  readonly #sendersKilled: Instant[] = [];
  /** From when to when the database was away. */
  readonly #outages: { readonly from: Instant; readonly to: Instant }[] = [];

  constructor(parts: KillingParts) {
    this.#parts = parts;
  }

  /** Both restarts of the database happen, however slow the machine is. */
  async run(random: () => number): Promise<void> {
    const { seconds, fleet } = this.#parts;
    const restarts = [seconds / 3, (2 * seconds) / 3].map((s) => performance.now() + s * 1_000);
    const over = performance.now() + seconds * 1_000;
    while (performance.now() < over || restarts.length > 0) {
      await wait(KILL_EVERY * (0.5 + random() / 2));
      const running = fleet.running();
      // Only where another one runs there is somebody to take over.
      if (running.length < 2) continue;
      const isRestart = performance.now() > (restarts[0] ?? Number.POSITIVE_INFINITY);
      if (isRestart) restarts.shift();
      const some = running[Math.floor(random() * running.length)] ?? 0;
      const at = this.nodes % 2 === 0 ? (fleet.sender() ?? some) : some;
      await this.#killOne(at, isRestart);
    }
    expect(this.databases).toBe(2);
  }

  async #killOne(at: number, isRestart: boolean): Promise<void> {
    const { fleet, server } = this.#parts;
    const isSender = at === fleet.sender();
    const before = await this.#senderOf();
    const from = Date.now();
    await fleet.kill(at);
    this.nodes += 1;
    if (isSender) this.#sendersKilled.push(from);
    if (isRestart) {
      await server.kill();
      await server.start();
      this.databases += 1;
      this.#outages.push({ from, to: Date.now() });
    }
    if (isSender || isRestart) await this.#takenOver(before, isRestart);
  }

  async #takenOver(before: number | undefined, isRestart: boolean): Promise<void> {
    const gone = performance.now();
    const { connector, afterNode, afterDatabase } = this.#parts;
    const timeoutMs = isRestart ? afterDatabase : afterNode;
    const hasChanged = async () => ![before, undefined].includes(await this.#senderOf());
    await eventually(hasChanged, { timeoutMs });
    this.takeOvers.push(performance.now() - gone);
    // What the dead node had begun to send has arrived by now: what comes is of another one.
    const { length } = connector.requests;
    const next = await eventually(() => connector.requests[length], { timeoutMs });
    expect(next.at - gone).toBeLessThan(timeoutMs);
    (isRestart ? this.sendsAfterDatabase : this.sends).push(next.at - gone);
  }

  /** The session that holds the lock of the sender. */
  async #senderOf(): Promise<number | undefined> {
    const rows = await this.#parts.server.query(
      this.#parts.database,
      "select pid from pg_locks where locktype = 'advisory' and objid = (hashtext('riskgate.sender')::bigint & 4294967295)::oid",
    );
    return rows.length === 1 ? Number(rows[0]?.pid) : undefined;
  }

  /** Every deadline has happened in time, whoever was killed beside it (Rule T4). Answers the figures. */
  checkLateness(timers: readonly FiredTimer[]): Readonly<Record<string, number>> {
    const { afterNode, afterDatabase } = this.#parts;
    const late: number[] = [];
    const beside: number[] = [];
    let afterKills = 0;
    for (const { dueAt, at } of timers) {
      const outage = this.#outages.find(({ from, to }) => dueAt <= to + afterNode && at >= from);
      if (outage) beside.push(at - Math.max(dueAt, outage.to));
      else late.push(at - dueAt);
      if (this.#sendersKilled.some((killed) => dueAt >= killed && dueAt <= killed + afterNode))
        afterKills += 1;
    }
    const figures = {
      "deadlines that fell due within 5 s after a kill of the sender": afterKills,
      "lateness of deadlines, median in ms": quantile(late, 0.5),
      "lateness of deadlines, 99th percentile in ms": quantile(late, 0.99),
      "longest lateness of a deadline in ms": longest(late),
      "longest lateness after a return of the database in ms": longest(beside),
    };
    expect(longest(late), JSON.stringify(figures)).toBeLessThan(afterNode);
    expect(longest(beside), JSON.stringify(figures)).toBeLessThan(afterDatabase);
    expect(afterKills).toBeGreaterThan(0);
    return figures;
  }
}

export function longest(times: readonly number[]): number {
  return Math.round(Math.max(0, ...times));
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(part * sorted.length)] ?? 0);
}
