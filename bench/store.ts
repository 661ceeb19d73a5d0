import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effect } from "../src/approval/effect.js";
import type { Commit } from "../src/service/ports/store.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { closing, requestCommit } from "../test/builders/commit.js";
import { atRiskStage, NOW, person } from "../test/builders/request.js";

/**
 * Figures of the embedded store, one line each: `node store.js commits [count]` for durable commits with 32 in flight,
 * `node --expose-gc store.js start [count]` for the start with that many open requests.
 */
const IN_FLIGHT = 32;
const TENANT = "tenant-1";
const APPROVERS = Array.from({ length: 6 }, (_, i) => person(100 + i));

type CommitMaker = (made: Effect, index: number) => Commit<"request">;

const PHASES: readonly (readonly [string, CommitMaker])[] = [
  [
    "new",
    ({ request, events }, i) =>
      requestCommit(request, 0, { nextDueAt: NOW + i, keys: [{ key: `k${i}` }] }, events),
  ],
  [
    "changed",
    ({ request, events }, i) => requestCommit(request, 1, { nextDueAt: NOW + 2 * i }, events),
  ],
  ["closed", ({ request }) => closing(request, 2)],
];

function makeRequest(number: number): Effect {
  return atRiskStage(`R-${number}`, APPROVERS, { requestor: person(number % 500) });
}

async function inFlight<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  const run = async (): Promise<void> => {
    for (const [index, item] of waiting) await act(item, index);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, run));
}

async function measureCommits(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "riskgate-bench-"));
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  const made = Array.from({ length: count }, (_, i) => makeRequest(1001 + i));
  for (const [name, makeCommit] of PHASES) {
    const times: number[] = [];
    const processor = process.cpuUsage();
    const start = performance.now();
    await inFlight(made, async (effect, index) => {
      const begin = performance.now();
      const result = await store.commit(makeCommit(effect, index));
      if (!result.ok) throw new Error(JSON.stringify(result));
      times.push(performance.now() - begin);
    });
    const perSecond = Math.round((count * 1_000) / (performance.now() - start));
    const { user, system } = process.cpuUsage(processor);
    times.sort((a, b) => a - b);
    const at = (share: number): string =>
      `${(times[Math.floor(count * share)] ?? 0).toFixed(1)} ms`;
    const each = (used: number): string => (used / 1_000 / count).toFixed(2);
    console.log(
      `${name}: ${perSecond} commits/s, p50 ${at(0.5)}, p99 ${at(0.99)}, processor ${each(user)} ms user and ${each(system)} ms system each`,
    );
  }
  await store.close();
  rmSync(folder, { recursive: true });
}

async function measureStart(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "riskgate-bench-"));
  const first = await openEmbeddedStore({ folder, tenantId: TENANT });
  const { request, events } = makeRequest(1);
  const deciders = APPROVERS.map(({ id }) => id);
  await first.commit(
    requestCommit(request, 0, { nextDueAt: NOW, deciders, keys: [{ key: "k-1" }] }, events),
  );
  await first.close();
  const text = readFileSync(join(folder, "requests/R-1.json"), "utf8");
  for (let i = 1_001; i < 1_001 + count; i += 1) {
    const copy = text.replaceAll('"R-1"', `"R-${i}"`).replaceAll("k-1", `k-${i}`);
    writeFileSync(join(folder, `requests/R-${i}.json`), copy);
  }
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  const elapsed = Math.round(performance.now() - start);
  globalThis.gc?.();
  const grown = Math.round((process.memoryUsage().heapUsed - before) / 1e6);
  console.log(
    `start: ${count} open requests of ${text.length} bytes in ${elapsed} ms, ${grown} MB of heap`,
  );
  await store.close();
  rmSync(folder, { recursive: true });
}

const [, , what, count = "5000"] = process.argv;
await (what === "start" ? measureStart(Number(count)) : measureCommits(Number(count)));
