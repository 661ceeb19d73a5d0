import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AuditedStore } from "../src/service/ports/audit-trail.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { openPostgresStore } from "../src/store/postgres/open-postgres-store.js";
import { writeBusyTenant } from "./busy-tenant.js";
import { castOf, setConnectorUrl } from "./cast.js";
import { cloneRequests } from "./clone-requests.js";
import { nameOf, startDatabaseServer, withoutWaiting } from "./database.js";
import { makeEscalating } from "./escalating-request.js";
import { fillOpened, type OpenCard } from "./fill-store.js";
import { keepJson } from "./keep-json.js";
import { describeLateness, type Lateness, readLateness } from "./lateness.js";
import { startBot, startHelper } from "./processes.js";
import { residentMemoryOf } from "./processor-time.js";
import { settleDisk } from "./settle-disk.js";

/**
 * Timers of the running bot, with its clockwork, its sender and its store: many that wait, a steady 50 due per second,
 * then 10,000 due within one second. `node .build/bench/timers.js [--store postgres] [--waiting 100000] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    store: { type: "string", default: "postgres" },
    waiting: { type: "string", default: "100000" },
    burst: { type: "string", default: "10000" },
  },
});
const waiting = Number(options.waiting);
const burst = Number(options.burst);
const isEmbedded = options.store === "embedded";

/** Due per second while it is steady, and for how many seconds; the first of them only warm the bot. */
const STEADY = 50;
const STEADY_SECONDS = 60;
const WARM_UP_SECONDS = 20;
/** Between the last that is stored and the first that falls due: the bot starts then. Milliseconds. */
const AHEAD = 30_000;
const PAUSE = 10_000;
const MOST_REAL = 500;
const PATIENCE = 180_000;

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "riskgate-bench-"));
const tenantFile = join(folder, "tenant.json");
const tenant = await writeBusyTenant(join(root, "env/demo/tenant.json"), tenantFile);
const { tenantId } = tenant;
const cast = castOf(tenant);
const connector = await startHelper(new URL("./connector.js", import.meta.url));
setConnectorUrl(`http://127.0.0.1:${connector.port}`);
const server = isEmbedded ? undefined : await startDatabaseServer();
try {
  const url = await server?.createDatabase();
  const open = (isFilling: boolean): Promise<AuditedStore> =>
    url === undefined
      ? openEmbeddedStore({ folder: join(folder, "data"), tenantId })
      : openPostgresStore({ url: isFilling ? withoutWaiting(url) : url, tenantId });
  const filling = await open(true);
  const fill = (from: number, dueAt: readonly number[]): Promise<OpenCard[]> =>
    fillOpened(filling, tenant, cast, from, dueAt.length, makeEscalating(dueAt, from));
  const dueWithin = (from: number, ms: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => from + Math.floor((i * ms) / count));
  // In a database most of those that wait are copies of the first.
  const real = server ? Math.min(waiting, MOST_REAL) : waiting;
  const began = Date.now();
  await fill(0, dueWithin(began + 6 * 3_600_000, 3_600_000, real));
  const rate = real / ((Date.now() - began) / 1_000);
  if (server && url && waiting > real) await cloneRequests(server, nameOf(url), waiting - real);
  const count = STEADY * STEADY_SECONDS;
  // What falls due is stored last, so that its instants are known.
  const steadyFrom = Date.now() + AHEAD + (1_200 * (count + burst)) / rate;
  const steady = dueWithin(Math.ceil(steadyFrom), STEADY_SECONDS * 1_000, count);
  const steadyCards = await fill(waiting, steady);
  const burstFrom = Math.ceil(steadyFrom) + STEADY_SECONDS * 1_000 + PAUSE;
  const burstCards = await fill(waiting + count, dueWithin(burstFrom, 1_000, burst));
  await filling.close();
  if (server && url) await server.query(nameOf(url), "vacuum analyze");
  await settleDisk();
  process.stdout.write(
    `filled, ${rate.toFixed(0)} a second; due in ${(steadyFrom - Date.now()) / 1_000} s\n`,
  );

  const store = url === undefined ? { DATA_DIR: join(folder, "data") } : { DATABASE_URL: url };
  const bot = await startBot(join(root, "dist/main.js"), { ...store, TENANT_FILE: tenantFile });
  const isInTime = Date.now() < steadyFrom;
  const memory = { afterStart: residentMemoryOf(bot.child.pid), most: 0 };
  for (let fired = 0; fired < count + burst && Date.now() < burstFrom + PATIENCE; ) {
    await wait(Date.now() < burstFrom ? 1_000 : 250);
    memory.most = Math.max(memory.most, residentMemoryOf(bot.child.pid));
    fired = await readFired(bot.port);
  }
  await bot.stop();

  const after = await open(false);
  const result = {
    store: options.store,
    waiting,
    isInTime,
    readyAfter: bot.readyAfter,
    memory,
    steady: await readLateness(
      after,
      steadyCards.slice(STEADY * WARM_UP_SECONDS),
      steady.slice(STEADY * WARM_UP_SECONDS),
    ),
    burst: await readLateness(after, burstCards, dueWithin(burstFrom, 1_000, burst)),
  };
  await after.close();
  process.stdout.write(describe(result.steady, result.burst, memory, isInTime));
  await keepJson(options.json, result);
} finally {
  await connector.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Steps of the clock that were taken so far. */
async function readFired(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/riskgate_due_lateness_seconds_count (\d+)/.exec(text)?.[1] ?? 0);
}

function describe(
  steady: Lateness,
  burst: Lateness,
  memory: { readonly afterStart: number; readonly most: number },
  isInTime: boolean,
): string {
  const lines = [
    `${isInTime ? "ready before the first was due" : "READY TOO LATE, figures are of no use"}`,
    describeLateness("50 due per second", steady),
    describeLateness("due within a second", burst),
    `memory ${memory.afterStart.toFixed(0)} MB after the start, ${memory.most.toFixed(0)} MB at most`,
  ];
  return `${lines.join("\n")}\n`;
}
