import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeBusyTenant } from "./busy-tenant.js";
import { castOf, setConnectorUrl } from "./cast.js";
import { decisionBodies, emptyBodies, isSettled, oversightBodies } from "./clicks.js";
import { fillStore, type OpenCard } from "./fill-store.js";
import { keepJson } from "./keep-json.js";
import { type LoadResult, postAll } from "./load.js";
import { median } from "./median.js";
import { BLOCK, measureInPairs, type Pairs } from "./pairs.js";
import { type Running, startBot, startHelper } from "./processes.js";
import { settleDisk } from "./settle-disk.js";
import { formatTable } from "./table.js";

const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "3" },
    decisions: { type: "string", default: "3000" },
    sizes: { type: "string", default: "100,10000,50000" },
  },
});
const rounds = Number(options.rounds);
const decisions = Number(options.decisions);
const sizes = options.sizes.split(",").map(Number);

/** Turns before those that count, of either bot: by then the compiler has done its work, as in a bot that runs for days. */
const WARM_UP = 6_000;

// Compiled to .build/bench: the package root is two folders up.
const root = fileURLToPath(new URL("../../", import.meta.url));
const work = await mkdtemp(join(tmpdir(), "riskgate-bench-"));
const tenantFile = join(work, "tenant.json");
const main = join(root, "dist/main.js");

const tenant = await writeBusyTenant(join(root, "env/demo/tenant.json"), tenantFile);
const cast = castOf(tenant);
const connector = await startHelper(new URL("./connector.js", import.meta.url));
setConnectorUrl(`http://127.0.0.1:${connector.port}`);
const empty = await startHelper(new URL("./empty-bot.js", import.meta.url));

try {
  await postAll(empty.port, emptyBodies(tenant.tenantId, cast, WARM_UP), () => true);
  const starts = new Map<number, number[]>();
  const stores = new Map<number, { folder: string; cards: OpenCard[] }>();
  for (const size of sizes) {
    const folder = join(work, `filled-${size}`);
    await fillStore(folder, tenant, cast, 0, size);
    starts.set(size, await measureStarts(folder));
    const cards = await fillStore(folder, tenant, cast, size, WARM_UP + decisions);
    stores.set(size, { folder, cards });
  }
  const runs = new Map<string, Pairs[]>();
  const backlogs = new Map<string, number[]>();
  const oversight: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of ["teams", "off", "overseen"] as const) {
      for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
        const key = `${mode}/${size}`;
        const { pairs, backlog } = await measureDecisions(size, mode);
        runs.set(key, [...(runs.get(key) ?? []), pairs]);
        backlogs.set(key, [...(backlogs.get(key) ?? []), backlog]);
      }
    }
  }
  await report(runs, starts, backlogs, oversight);

  /** A start on a copy, so that every run finds what was filled. */
  async function startOn(
    filled: string,
    sendLimits: "teams" | "off",
  ): Promise<Running & { readonly folder: string }> {
    const folder = join(work, "run");
    await rm(folder, { recursive: true, force: true });
    await cp(filled, folder, { recursive: true });
    await settleDisk();
    const environment = { DATA_DIR: folder, SEND_LIMITS: sendLimits, TENANT_FILE: tenantFile };
    return { ...(await startBot(main, environment)), folder };
  }

  async function measureStarts(filled: string): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bot = await startOn(filled, "teams");
      times.push(bot.readyAfter);
      await bot.stop();
    }
    return times;
  }

  /** One administrator asks for lists, figures and previews, one after the other, while the others decide. */
  async function oversee(port: number, deciding: Promise<unknown>): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    deciding.then(end, end);
    for (let n = 0; !isOver; n += 1) {
      for (const body of oversightBodies(tenant.tenantId, cast, n)) {
        const asked = performance.now();
        await postAll(port, [body], () => true, 1);
        oversight.push(performance.now() - asked);
        if (isOver) return;
      }
    }
  }

  async function measureDecisions(size: number, mode: "teams" | "off" | "overseen") {
    const filled = stores.get(size);
    if (!filled) throw new Error(`there is no store of ${size}`);
    const bot = await startOn(filled.folder, mode === "off" ? "off" : "teams");
    try {
      const bodies = decisionBodies(tenant.tenantId, cast, filled.cards);
      await postAll(bot.port, bodies.slice(0, WARM_UP), isSettled);
      await waitForFiles(bot.folder);
      const pairs = await measureInPairs(
        { port: bot.port, bodies: bodies.slice(WARM_UP), isRight: isSettled },
        {
          port: empty.port,
          bodies: emptyBodies(tenant.tenantId, cast, BLOCK),
          isRight: (body) => body !== "",
        },
        async (block) => (mode === "overseen" ? oversee(bot.port, block) : undefined),
        () => waitForFiles(bot.folder),
      );
      return { pairs, backlog: await readBacklog(bot.port) };
    } finally {
      await bot.stop();
    }
  }
} finally {
  await empty.stop();
  await connector.stop();
  await rm(work, { recursive: true, force: true });
}

/** What a burst has left in the journal is not what comes next: waits until it is in its files, 30 s at most. */
async function waitForFiles(folder: string): Promise<void> {
  const end = performance.now() + 30_000;
  const isLong = async () => (await readdir(join(folder, "journal"))).length > 1;
  while ((await isLong()) && performance.now() < end) await wait(100);
}

async function readBacklog(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/riskgate_notices\{state="pending"\} (\d+)/.exec(text)?.[1] ?? 0);
}

async function report(
  runs: Map<string, Pairs[]>,
  starts: Map<number, number[]>,
  backlogs: Map<string, number[]>,
  oversight: readonly number[],
): Promise<void> {
  const rows = [...runs].map(([key, pairs]) => ({
    ...rowOf(
      key,
      pairs.map((pair) => pair.measured),
    ),
    ratio: median(pairs.flatMap((pair) => pair.ratios)),
    backlog: median(backlogs.get(key) ?? [0]),
  }));
  const start = [...starts].map(([size, times]) => ({ size, readyAfter: median(times) }));
  const first = rowOf(
    "empty bot",
    [...runs.values()].flat().map((pair) => pair.baseline),
  );
  process.stdout.write(formatTable([first, ...rows], start));
  process.stdout.write(
    `an administrator's lists, figures and previews beside decisions: ${median(oversight).toFixed(0)} ms, slowest ` +
      `${Math.max(0, ...oversight).toFixed(0)} ms, ${oversight.length} of them\n`,
  );
  const kept = { decisions, rounds, runs: Object.fromEntries(runs), rows, start, oversight };
  await keepJson(options.json, kept);
}

function rowOf(run: string, results: readonly LoadResult[]) {
  return {
    run,
    perSecond: median(results.map((r) => r.perSecond)),
    ratio: 1,
    p50: median(results.map((r) => r.p50)),
    p99: median(results.map((r) => r.p99)),
    wrong: results.reduce((sum, r) => sum + r.wrong, 0),
    backlog: 0,
  };
}
