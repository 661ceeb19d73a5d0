// The longer variants of the suites that try the promises. Usage: npm run longer -- NAME...; their figures are kept by
// `npm run reliability` afterwards. A variable that is set already counts: CRASH_KILLS=200 npm run longer -- kills.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

/** @type {Record<string, { env: Record<string, string>, files: string[] }>} */
const VARIANTS = {
  interleavings: { env: { PROPERTY_RUNS: "1000000" }, files: ["test/properties/interleavings"] },
  kills: { env: { CRASH_KILLS: "1000" }, files: ["test/crash/killed-under-load.test.ts"] },
  "power-cuts": { env: { POWER_CUT_RUNS: "20000" }, files: ["test/crash/power-cuts.test.ts"] },
  senders: { env: { SENDER_RUNS: "2000" }, files: ["test/story/random-faults.test.ts"] },
  "crash-database": {
    env: { CRASH_EVERY: "1" },
    files: ["test/crash/crash-matrix-database.test.ts"],
  },
  nodes: { env: { NODES_SECONDS: "180" }, files: ["test/crash/nodes-killed.test.ts"] },
  walks: { env: { MODEL_WALKS: "1000000" }, files: ["test/model/model-walks.test.ts"] },
  model: { env: { MODEL_SIZE: "larger" }, files: ["test/model/model-check.test.ts"] },
};

const root = resolve(import.meta.dirname, "..");
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in VARIANTS));
if (names.length === 0 || unknown.length > 0) {
  const known = Object.keys(VARIANTS).join(", ");
  console.error(`Name one or more of ${known}: npm run longer -- kills. Nothing was run.`);
  process.exit(1);
}
let failed = 0;
for (const name of names) {
  const { env, files } = VARIANTS[name] ?? { env: {}, files: [] };
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, ...process.env },
  });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
