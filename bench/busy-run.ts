import { cpus } from "node:os";
import { decisionBodies, isSettled } from "./clicks.js";
import { type LoadResult, postAll } from "./load.js";
import { type Running, startBot } from "./processes.js";
import { processorTimeOf } from "./processor-time.js";
import type { FilledPlace } from "./store-places.js";
import type { Workshop } from "./workshop.js";

/** Decisions of 32 clients, and the processor time that they took. Milliseconds. */
export interface BusyRun {
  readonly busy: LoadResult;
  readonly processor: {
    /** Of all cores. */
    readonly passed: number;
    /** Of all bots together. */
    readonly bots: number;
    readonly database: number;
  };
}

/**
 * Runs bots on a fresh copy of what was filled. Its cards are decided, the first `warmUp` of them before those that
 * count; the clients go to the bots one after the other.
 */
export async function runBusy(
  { main, tenantFile, tenant, cast }: Workshop,
  place: FilledPlace,
  warmUp: number,
  nodes = 1,
): Promise<BusyRun> {
  const environment = { ...(await place.copy()), TENANT_FILE: tenantFile, SEND_LIMITS: "teams" };
  const bots: Running[] = [];
  try {
    for (let node = 0; node < nodes; node += 1) bots.push(await startBot(main, environment));
    const ports = bots.map(({ port }) => port);
    const bodies = decisionBodies(tenant.tenantId, cast, place.cards);
    await postAll(ports, bodies.slice(0, warmUp), isSettled);
    await place.settle();
    return await measureBusy(bots, place, bodies.slice(warmUp));
  } finally {
    for (const bot of bots) await bot.stop();
  }
}

/** Posts clicks of 32 clients to bots that run. */
export async function measureBusy(
  bots: readonly Running[],
  place: FilledPlace,
  bodies: readonly string[],
): Promise<BusyRun> {
  const used = () => ({
    bots: bots.reduce((sum, { child }) => sum + processorTimeOf(child.pid), 0),
    database: place.processorTime(),
  });
  const ports = bots.map(({ port }) => port);
  const before = used();
  const started = performance.now();
  const busy = await postAll(ports, bodies, isSettled);
  const passed = (performance.now() - started) * cpus().length;
  const after = used();
  const database = after.database - before.database;
  return { busy, processor: { passed, bots: after.bots - before.bots, database } };
}
