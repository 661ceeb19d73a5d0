import { parseArgs } from "node:util";
import { keepJson } from "./keep-json.js";
import { median } from "./median.js";
import { type Held, heldFlags, readHeld, startBot } from "./processes.js";
import type { FilledPlace } from "./store-places.js";
import { inWorkshop, root, type Workshop } from "./workshop.js";

/**
 * What a started bot holds with few and with many open requests, after a forced collection, and what a thousand more of
 * them add: `node .build/bench/memory.js [--stores embedded,postgres] [--sizes 1000,10000,50000] [--rounds 2] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    stores: { type: "string", default: "embedded,postgres" },
    sizes: { type: "string", default: "1000,10000,50000" },
    rounds: { type: "string", default: "2" },
  },
});
const rounds = Number(options.rounds);
const sizes = options.sizes.split(",").map(Number);

const rows: { readonly store: string; readonly size: number; readonly held: readonly Held[] }[] =
  [];
await inWorkshop(async (workshop) => {
  for (const store of options.stores.split(",")) {
    const place = await workshop.openPlace(store);
    for (const size of sizes) {
      const filled = await place.fill(size, 0);
      const held: Held[] = [];
      for (let round = 0; round < rounds; round += 1) held.push(await measure(workshop, filled));
      rows.push({ store, size, held });
      process.stdout.write(`${store} ${size}: ${JSON.stringify(held)}\n`);
    }
  }
});
const slopes = options.stores.split(",").map((store) => {
  const own = rows.filter((row) => row.store === store);
  const slope = (read: (held: Held) => number): number =>
    slopeOf(own.map(({ size, held }) => ({ x: size / 1_000, y: median(held.map(read)) })));
  return {
    store,
    heapPerThousand: slope(({ heapUsed }) => heapUsed),
    residentPerThousand: slope(({ rss }) => rss),
  };
});
process.stdout.write(`bytes for a thousand more: ${JSON.stringify(slopes)}\n`);
await keepJson(options.json, { rounds, rows, slopes });

async function measure({ main, tenantFile }: Workshop, { original }: FilledPlace): Promise<Held> {
  const environment = { ...original, TENANT_FILE: tenantFile };
  const bot = await startBot(main, environment, heldFlags(root));
  try {
    return await readHeld(bot);
  } finally {
    await bot.end();
  }
}

/** Of the straight line that comes nearest to the points. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const along = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return along / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
