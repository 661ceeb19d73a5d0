import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decisionBodies, isSettled } from "./clicks.js";
import { keepJson } from "./keep-json.js";
import { postAll } from "./load.js";
import { median } from "./median.js";
import { type Running, startBot } from "./processes.js";
import { settleDisk } from "./settle-disk.js";
import type { FilledPlace } from "./store-places.js";
import { inWorkshop, type Workshop } from "./workshop.js";

/**
 * How long a bot takes from the start of its process until it listens: after an orderly stop, and after a SIGKILL right
 * behind a burst of decisions, of which the data folder still has the journal. In turns on one and the same store:
 * `node .build/bench/starts.js [--stores embedded,postgres] [--sizes 100,10000,100000] [--rounds 3] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    stores: { type: "string", default: "embedded,postgres" },
    sizes: { type: "string", default: "100,10000,100000" },
    rounds: { type: "string", default: "3" },
    decisions: { type: "string", default: "2500" },
  },
});
const rounds = Number(options.rounds);
const decisions = Number(options.decisions);
const sizes = options.sizes.split(",").map(Number);

interface Round {
  /** Milliseconds. */
  readonly afterStop: number;
  readonly afterKill: number;
  /** What the journal held after the kill. */
  readonly journalBytes: number;
  readonly wrong: number;
}

const rows: Awaited<ReturnType<typeof measure>>[] = [];
await inWorkshop(async (workshop) => {
  for (const store of options.stores.split(",")) {
    const place = await workshop.openPlace(store);
    for (const size of sizes) {
      rows.push(await measure(workshop, await place.fill(size, rounds * decisions)));
      process.stdout.write(`${JSON.stringify(rows.at(-1))}\n`);
    }
  }
});
await keepJson(options.json, { rounds, decisions, rows });

async function measure(workshop: Workshop, filled: FilledPlace) {
  const { tenant, cast, main, tenantFile } = workshop;
  const start = (): Promise<Running> =>
    startBot(main, { ...filled.original, TENANT_FILE: tenantFile });
  const bodies = decisionBodies(tenant.tenantId, cast, filled.cards);
  const taken: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await settleDisk();
    const orderly = await start();
    const own = bodies.slice(round * decisions, (round + 1) * decisions);
    const { wrong } = await postAll(orderly.port, own, isSettled);
    await orderly.stop();
    const journalBytes = await readJournal(filled.original.DATA_DIR);
    const killed = await start();
    taken.push({
      ...{ afterStop: orderly.readyAfter, afterKill: killed.readyAfter, journalBytes, wrong },
    });
    await killed.end();
  }
  return {
    ...{ store: filled.store, size: filled.size, rounds: taken },
    afterStop: median(taken.map(({ afterStop }) => afterStop)),
    afterKill: median(taken.map(({ afterKill }) => afterKill)),
    journalBytes: median(taken.map((one) => one.journalBytes)),
    ratio: median(taken.map(({ afterKill, afterStop }) => afterKill / afterStop)),
  };
}

/** 0 where there is none. */
async function readJournal(folder: string | undefined): Promise<number> {
  if (folder === undefined) return 0;
  const place = join(folder, "journal");
  const sizes = (await readdir(place)).map(async (name) => (await stat(join(place, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
