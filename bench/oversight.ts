import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { DAY } from "../src/approval/instant.js";
import { isTenantProblems } from "../src/local/tenant.js";
import { loadTenant } from "../src/local/tenant-file.js";
import type { Context } from "../src/service/context.js";
import { listRequests } from "../src/service/list-requests.js";
import { readInsights } from "../src/service/read-insights.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { castOf } from "./cast.js";
import { copyRequests } from "./copy-requests.js";
import { fillStore } from "./fill-store.js";

/**
 * How long `requests` and `insights` take over many stored requests, and how long they hold up everything else:
 * `node --expose-gc .build/bench/oversight.js [count]`.
 */
const ROUNDS = 15;
const READER = "00000000-0000-4000-8000-000000000001";
const root = fileURLToPath(new URL("../../", import.meta.url));

const count = Number(process.argv[2] ?? "50000");
const tenant = await loadTenant(join(root, "env/demo/tenant.json"));
if (isTenantProblems(tenant)) throw new Error("the demo tenant cannot be read");
const { tenantId } = tenant;
const folder = mkdtempSync(join(tmpdir(), "riskgate-bench-"));
try {
  await fillStore(folder, tenant, castOf(tenant), 0, 1);
  copyRequests(folder, count - 1);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const store = await openEmbeddedStore({ folder, tenantId });
  const opened = Math.round(performance.now() - start);
  globalThis.gc?.();
  const grown = Math.round((process.memoryUsage().heapUsed - before) / 1e6);
  console.log(`start with ${count} requests: ${opened} ms, ${grown} MB of heap`);
  // Both use cases look at nothing but the store.
  const context = { store } as unknown as Context;
  const page = () => listRequests(context, READER, { scope: "all" }, 1, 10);
  const last = () => listRequests(context, READER, { scope: "open" }, Math.ceil(count / 10), 10);
  await measure("requests, first page", page, ({ total }) => total);
  await measure("requests open, last page", last, ({ total }) => total);
  const figures = () => readInsights(context, READER, 30 * DAY);
  await measure("insights", figures, ({ requests }) => requests);
  await store.close();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure<T>(
  name: string,
  act: () => Promise<T>,
  total: (answer: T) => number,
): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  let found = 0;
  delay.enable();
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = performance.now();
    found = total(await act());
    times.push(performance.now() - begin);
  }
  delay.disable();
  times.sort((a, b) => a - b);
  const middle = (times[Math.floor(ROUNDS / 2)] ?? 0).toFixed(0);
  const slowest = (times.at(-1) ?? 0).toFixed(0);
  const stall = (delay.max / 1e6).toFixed(0);
  console.log(
    `${name}: ${middle} ms, slowest ${slowest} ms, over ${found}; longest stall ${stall} ms`,
  );
}
