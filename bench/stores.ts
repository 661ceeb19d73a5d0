import { parseArgs } from "node:util";
import { measureBusy } from "./busy-run.js";
import { decisionBodies, emptyBodies, isSettled } from "./clicks.js";
import { keepJson } from "./keep-json.js";
import { type LoadResult, postAll } from "./load.js";
import { startBot, startHelper } from "./processes.js";
import { residentMemoryOf } from "./processor-time.js";
import { reportStores, type StoreRun } from "./report-stores.js";
import type { FilledPlace } from "./store-places.js";
import { inWorkshop, type Workshop } from "./workshop.js";

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

await inWorkshop(async (workshop) => {
  const filled: FilledPlace[] = [];
  for (const name of options.stores.split(",")) {
    const place = await workshop.openPlace(name);
    for (const size of sizes) filled.push(await place.fill(size, WARM_UP + decisions + ALONE));
  }
  process.stdout.write(`filled in ${(performance.now() / 1_000).toFixed(0)} s\n`);
  const empty: LoadResult[] = [];
  const runs: StoreRun[] = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await measureEmpty(workshop));
    for (const one of round % 2 === 0 ? filled : filled.toReversed()) {
      const run = await measure(workshop, one);
      runs.push(run);
      process.stdout.write(`${run.store} ${run.size}: ${run.busy.perSecond.toFixed(0)} a second\n`);
    }
  }
  const told = reportStores(empty, runs);
  process.stdout.write(told.text);
  await keepJson(options.json, { decisions, rounds, rows: told.rows, empty, runs });
});

async function measureEmpty({ tenant, cast }: Workshop): Promise<LoadResult> {
  const { tenantId } = tenant;
  const bot = await startHelper(new URL("./empty-bot.js", import.meta.url));
  try {
    await postAll(bot.port, emptyBodies(tenantId, cast, WARM_UP), () => true);
    return await postAll(bot.port, emptyBodies(tenantId, cast, decisions), (body) => body !== "");
  } finally {
    await bot.stop();
  }
}

async function measure(
  { main, tenantFile, tenant, cast }: Workshop,
  place: FilledPlace,
): Promise<StoreRun> {
  const environment = await place.copy();
  const bot = await startBot(main, {
    ...environment,
    TENANT_FILE: tenantFile,
    SEND_LIMITS: "teams",
  });
  try {
    const memory = residentMemoryOf(bot.child.pid);
    const bodies = decisionBodies(tenant.tenantId, cast, place.cards);
    await postAll(bot.port, bodies.slice(0, WARM_UP), isSettled);
    await place.settle();
    const statements = await place.resetStatements();
    const measured = bodies.slice(WARM_UP, WARM_UP + decisions);
    const { busy, processor } = await measureBusy([bot], place, measured);
    const counted = await statements();
    const alone = await postAll(bot.port, bodies.slice(WARM_UP + decisions), isSettled, 1);
    const { store, size } = place;
    const { readyAfter } = bot;
    return { store, size, readyAfter, memory, busy, alone, processor, statements: counted };
  } finally {
    await bot.stop();
  }
}
