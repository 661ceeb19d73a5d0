import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { closing, requestCommit } from "../test/builders/commit.js";
import { atRiskStage, NOW, person } from "../test/builders/request.js";

/** Figures of the embedded store: durable commits, start and memory. Run by hand; prints one line each. */
const IN_FLIGHT = 32;
const TENANT = "tenant-1";
const APPROVERS = Array.from({ length: 6 }, (_, i) => person(100 + i));

function makeRequest(id: string) {
  return atRiskStage(id, APPROVERS, { requestor: person(Number(id.slice(2)) % 500), now: NOW });
}

async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await act(next - 1);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, run));
}

async function measureCommits(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "riskgate-bench-"));
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  const made = Array.from({ length: count }, (_, i) => makeRequest(`R-${1001 + i}`));
  const size = JSON.stringify(made[0]).length;
  const times: number[] = [];
  const phases = [
    ["new", (i: number) => requestCommit(made[i]!.request, 0, { nextDueAt: NOW + i, keys: [{ key: `k${i}` }] }, made[i]!.events)],
    ["changed", (i: number) => requestCommit(made[i]!.request, 1, { nextDueAt: NOW + 2 * i }, made[i]!.events)],
    ["closed", (i: number) => closing(made[i]!.request, 2)],
  ] as const;
  for (const [name, makeCommit] of phases) {
    times.length = 0;
    const cpu = process.cpuUsage();
    const start = performance.now();
    await inParallel(count, async (i) => {
      const begin = performance.now();
      const result = await store.commit(makeCommit(i));
      if (!result.ok) throw new Error(JSON.stringify(result));
      times.push(performance.now() - begin);
    });
    const elapsed = performance.now() - start;
    const used = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
    console.log(
      `${name}: ${Math.round((count * 1000) / elapsed)} commits/s of ${size}+ bytes, p50 ${times[count >> 1]!.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, processor ${((used.user + used.system) / 1000 / count).toFixed(2)} ms each (user ${(used.user / 1000 / count).toFixed(2)})`,
    );
  }
  const begin = performance.now();
  await store.close();
  console.log(`close: ${(performance.now() - begin).toFixed(0)} ms`);
  rmSync(folder, { recursive: true });
}

async function measureStart(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "riskgate-bench-"));
  const first = await openEmbeddedStore({ folder, tenantId: TENANT });
  const { request, events } = makeRequest("R-1");
  await first.commit(requestCommit(request, 0, { nextDueAt: NOW, deciders: APPROVERS.map((a) => a.id), keys: [{ key: "k-1" }] }, events));
  await first.close();
  const { readFileSync } = await import("node:fs");
  const text = readFileSync(join(folder, "requests/R-1.json"), "utf8");
  for (let i = 1001; i < 1001 + count; i += 1) {
    writeFileSync(join(folder, `requests/R-${i}.json`), text.replaceAll('"R-1"', `"R-${i}"`).replaceAll("k-1", `k-${i}`));
  }
  globalThis.gc?.();
  const before = process.memoryUsage();
  const start = performance.now();
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  const elapsed = performance.now() - start;
  globalThis.gc?.();
  const after = process.memoryUsage();
  const due = performance.now();
  for (let i = 0; i < 1000; i += 1) await store.due(NOW, 100);
  console.log(
    `start: ${count} open requests of ${text.length} bytes in ${elapsed.toFixed(0)} ms, heap +${((after.heapUsed - before.heapUsed) / 1e6).toFixed(0)} MB, rss ${(after.rss / 1e6).toFixed(0)} MB; due(100) ${(performance.now() - due).toFixed(0)} us`,
  );
  await store.close();
  rmSync(folder, { recursive: true });
}

const [, , what = "commits", count = "5000"] = process.argv;
if (what === "commits") await measureCommits(Number(count));
else await measureStart(Number(count));
