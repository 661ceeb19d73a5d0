import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeBusyTenant } from "./busy-tenant.js";
import { castOf, setConnectorUrl } from "./cast.js";
import { decisionBodies, emptyBodies, isSettled } from "./clicks.js";
import { type LoadResult, postAll } from "./load.js";
import { type Running, startBot, startHelper } from "./processes.js";
import { processorTimeOf, residentMemoryOf } from "./processor-time.js";
import { reportStores, type StoreRun } from "./report-stores.js";
import { embeddedPlace, type FilledPlace, postgresPlace } from "./store-places.js";

/**
 * What a decision costs on each store, with few and with many other open requests, against the empty bot in the same
 * run: `node .build/bench/stores.js [--stores embedded,postgres] [--sizes 100,100000] [--rounds 3] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    stores: { type: "string", default: "embedded,postgres" },
    rounds: { type: "string", default: "3" },
    decisions: { type: "string", default: "2000" },
    sizes: { type: "string", default: "100,100000" },
  },
});
const rounds = Number(options.rounds);
const decisions = Number(options.decisions);
const sizes = options.sizes.split(",").map(Number);

/** Turns before those that count, of either bot: by then the compiler has done its work. */
const WARM_UP = 6_000;
/** Decisions one after the other, without anybody else. */
const ALONE = 300;

const root = fileURLToPath(new URL("../../", import.meta.url));
const work = await mkdtemp(join(tmpdir(), "riskgate-bench-"));
const tenantFile = join(work, "tenant.json");
const main = join(root, "dist/main.js");
const tenant = await writeBusyTenant(join(root, "env/demo/tenant.json"), tenantFile);
const { tenantId } = tenant;
const cast = castOf(tenant);
const connector = await startHelper(new URL("./connector.js", import.meta.url));
setConnectorUrl(`http://127.0.0.1:${connector.port}`);
const places = [];
try {
  for (const name of options.stores.split(","))
    places.push(
      name === "postgres" ? await postgresPlace(tenant, cast) : embeddedPlace(tenant, cast, work),
    );
  const filled: FilledPlace[] = [];
  for (const place of places)
    for (const size of sizes) filled.push(await place.fill(size, WARM_UP + decisions + ALONE));
  process.stdout.write(`filled in ${(performance.now() / 1_000).toFixed(0)} s\n`);
  const empty: LoadResult[] = [];
  const runs: StoreRun[] = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await measureEmpty());
    for (const one of round % 2 === 0 ? filled : filled.toReversed()) {
      const run = await measure(one);
      runs.push(run);
      process.stdout.write(`${run.store} ${run.size}: ${run.busy.perSecond.toFixed(0)} a second\n`);
    }
  }
  const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model };
  const told = reportStores(empty, runs);
  process.stdout.write(told.text);
  if (options.json) {
    await mkdir(dirname(options.json), { recursive: true });
    const kept = { machine, decisions, rounds, rows: told.rows, empty, runs };
    await writeFile(options.json, `${JSON.stringify(kept, null, 2)}\n`);
  }
} finally {
  await connector.stop();
  for (const place of places) await place.stop();
  await rm(work, { recursive: true, force: true });
}

async function measureEmpty(): Promise<LoadResult> {
  const bot = await startHelper(new URL("./empty-bot.js", import.meta.url));
  try {
    await postAll(bot.port, emptyBodies(tenantId, cast, WARM_UP), () => true);
    return await postAll(bot.port, emptyBodies(tenantId, cast, decisions), (body) => body !== "");
  } finally {
    await bot.stop();
  }
}

async function measure(place: FilledPlace): Promise<StoreRun> {
  const environment = await place.copy();
  const bot = await startBot(main, {
    ...environment,
    TENANT_FILE: tenantFile,
    SEND_LIMITS: "teams",
  });
  try {
    const memory = residentMemoryOf(bot.child.pid);
    const bodies = decisionBodies(tenantId, cast, place.cards);
    await postAll(bot.port, bodies.slice(0, WARM_UP), isSettled);
    await place.settle();
    const statements = await place.resetStatements();
    const before = times(bot, place);
    const started = performance.now();
    const busy = await postAll(bot.port, bodies.slice(WARM_UP, WARM_UP + decisions), isSettled);
    const passed = performance.now() - started;
    const after = times(bot, place);
    const counted = await statements();
    const alone = await postAll(bot.port, bodies.slice(WARM_UP + decisions), isSettled, 1);
    const { store, size } = place;
    return {
      ...{ store, size, readyAfter: bot.readyAfter, memory, busy, alone, statements: counted },
      processor: {
        passed: passed * cpus().length,
        bot: after.bot - before.bot,
        database: after.database - before.database,
      },
    };
  } finally {
    await bot.stop();
  }
}

function times(bot: Running, place: FilledPlace): { bot: number; database: number } {
  return { bot: processorTimeOf(bot.child.pid), database: place.processorTime() };
}
