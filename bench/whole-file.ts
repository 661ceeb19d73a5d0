import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Low } from "lowdb";
import { JSONFile } from "lowdb/node";
import type { AuditEvent } from "../src/approval/audit-event.js";
import type { AccessRequest } from "../src/approval/request.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { denialOf, deny } from "./denial.js";
import type { OpenCard } from "./fill-store.js";
import { keepJson } from "./keep-json.js";
import { rateOf, sumUp, type Timed, timeAll } from "./load.js";
import { median } from "./median.js";
import { settleDisk } from "./settle-disk.js";
import { embeddedPlace } from "./store-places.js";
import { inWorkshop, type Workshop } from "./workshop.js";

/**
 * Decisions through the embedded store against lowdb as most use it, one JSON file that is written as a whole for each of
 * them, in alternating blocks: `node .build/bench/whole-file.js [--sizes 1000,10000] [--blocks 3] [--json FILE]`. Each
 * loads the request, decides and commits; there is no bot. The file is read once, at the start, and never synced.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    sizes: { type: "string", default: "1000,10000" },
    blocks: { type: "string", default: "3" },
  },
});
const blocks = Number(options.blocks);
const sizes = options.sizes.split(",").map(Number);

/** How many at once, and decisions of a block of the store then. The first block of each kind is not counted. */
const KINDS = [
  { atOnce: 1, perBlock: 80 },
  { atOnce: 32, perBlock: 160 },
];
/** As many requests are written by the file in a block of one at a time: fewer decisions where it is large. */
const WRITTEN_PER_BLOCK = 40_000;

interface WholeFile {
  readonly requests: (AccessRequest & { readonly events: readonly AuditEvent[] })[];
}

type Decide = (card: OpenCard) => Promise<boolean>;

const rows: Awaited<ReturnType<typeof measure>>[] = [];
await inWorkshop(async (workshop) => {
  for (const size of sizes) {
    rows.push(await measure(workshop, size));
    process.stdout.write(`${JSON.stringify(rows.at(-1), null, 2)}\n`);
  }
});
await keepJson(options.json, { blocks, rows });

async function measure({ tenant, cast, folder }: Workshop, size: number) {
  const work = join(folder, `whole-${size}`);
  await mkdir(work);
  const toDecide = (blocks + 1) * KINDS.reduce((sum, { perBlock }) => sum + perBlock, 0);
  if (toDecide > size) throw new Error(`${toDecide} are to be decided, of ${size}`);
  const place = embeddedPlace(tenant, cast, work);
  const { cards, original } = await place.fill(size - toDecide, toDecide);
  const filled = String(original.DATA_DIR);
  const file = join(work, "db.json");
  const database = await fillFile(file, filled);
  const store = await openEmbeddedStore({ folder: filled, tenantId: tenant.tenantId });
  await settleDisk();

  const byStore: Decide = async (card) => {
    const { commit } = await denialOf(store, cast, card);
    return (await store.commit(commit)).ok;
  };
  const byFile: Decide = async ({ requestId, token }) => {
    const { requests } = database.data;
    const place = requests.findIndex(({ id }) => id === requestId);
    const known = requests[place];
    if (!known) return false;
    const { request, events } = deny(cast, token, known, Date.now());
    requests[place] = { ...request, events: [...known.events, ...events] };
    await database.write();
    return true;
  };

  const kinds = [];
  const [ours, theirs] = [[...cards], [...cards]];
  for (const { atOnce, perBlock } of KINDS) {
    const perFileBlock = atOnce === 1 ? Math.ceil(WRITTEN_PER_BLOCK / size) : atOnce;
    const parts: { readonly store: Timed; readonly file: Timed }[] = [];
    for (let block = 0; block <= blocks; block += 1) {
      const sides = {
        store: () => timeAll(ours.splice(0, perBlock), byStore, atOnce),
        file: () => timeAll(theirs.splice(0, Math.min(perBlock, perFileBlock)), byFile, atOnce),
      };
      const isStoreFirst = block % 2 === 0;
      const early = isStoreFirst ? await sides.store() : await sides.file();
      const late = isStoreFirst ? await sides.file() : await sides.store();
      const pair = isStoreFirst ? { store: early, file: late } : { store: late, file: early };
      if (block > 0) parts.push(pair);
    }
    kinds.push({
      atOnce,
      store: sumUp(parts.map((pair) => pair.store)),
      file: sumUp(parts.map((pair) => pair.file)),
      ratio: median(parts.map((pair) => rateOf(pair.store) / rateOf(pair.file))),
    });
  }
  await store.close();
  return { size, fileBytes: (await stat(file)).size, kinds };
}

/** One JSON file that holds what the store holds of every request: its value and its events. */
async function fillFile(file: string, filled: string): Promise<Low<WholeFile>> {
  const place = join(filled, "requests");
  const database = new Low<WholeFile>(new JSONFile(file), { requests: [] });
  for (const name of await readdir(place)) {
    if (!name.endsWith(".json")) continue;
    const { value, events } = JSON.parse(await readFile(join(place, name), "utf8"));
    database.data.requests.push({ ...value, events });
  }
  await database.write();
  await database.read();
  return database;
}
