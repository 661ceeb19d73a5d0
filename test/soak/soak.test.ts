import { setMaxListeners } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import { Acknowledged } from "../crash/burst.js";
import { WatchedUser } from "../crash/watched-log.js";
import { writeFigures } from "../reliability/figures.js";
import { asTenant } from "../story/running-bot.js";
import { checkKept } from "./check-kept.js";
import { askAgainAndAgain, decideWhatComes, type Tally, unexcused, watch } from "./clients.js";
import { FaultyConnector } from "./faulty-connector.js";
import { SoakedProcess } from "./soaked-process.js";
import { soakedTenant } from "./soaked-tenant.js";

const MINUTE = 60_000;
const MINUTES = Number(process.env.SOAK_MINUTES ?? 3);
/** Requestors and approvers together are 32 clients. */
const REQUESTORS = 26;
const APPROVER_CLIENTS = ["sam", "sam", "ada", "ada", "morgan", "morgan"];
/** Heap after a forced collection may grow by this share after the warm-up. */
const MOST_GROWTH = 0.15;
/** Timers come and go with what is watched; of everything else there is no more at the end than before the first client. */
const SPARE_TIMERS = 2;
const HEALING = 4 * MINUTE;

let folder: string;
let connector: ConnectorStandIn;
let bot: SoakedProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-soak-"));
  connector = await ConnectorStandIn.start();
});
afterAll(async () => {
  bot?.kill();
  await connector.stop();
  await rm(folder, { recursive: true, force: true });
});

it(
  `S L N2 D1 U1 ${MINUTES} minutes of 32 clients with a failing connector lose nothing, do nothing twice and fill no memory`,
  async () => {
    const { content, ids } = soakedTenant(REQUESTORS);
    const tenant = asTenant(content);
    const file = join(folder, "tenant.json");
    await writeFile(file, JSON.stringify(content));
    const dataDir = join(folder, "data");
    const started = await SoakedProcess.start({
      DATA_DIR: dataDir,
      TENANT_FILE: file,
      LOG_LEVEL: "info",
    });
    bot = started;
    // The connection of whoever asks is there at the end as well.
    await rows(started.url, "pending");
    const idle = await started.held();
    const url = (): string => started.url;
    const acknowledged = new Acknowledged();
    const tally: Tally = new Map();
    const userOf = (objectId: string): TeamsUser =>
      new WatchedUser({
        botUrl: `${started.url}/api/messages`,
        connector,
        tenantId: tenant.tenantId,
        objectId,
        name: tenant.users.find(({ id }) => id === objectId)?.displayName ?? "",
      });
    const named = (name: string): string =>
      tenant.users.find((user) => user.userPrincipalName.startsWith(`${name}@`))?.id ?? "";
    const requestors = ids.map(userOf);
    const approvers = APPROVER_CLIENTS.map((name) => userOf(named(name)));
    for (const user of [...requestors, ...approvers.filter((_, i) => i % 2 === 0)]) {
      await user.install();
    }
    const faults = new FaultyConnector(connector, Math.random);
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const parts = { tenant, url, acknowledged, random: Math.random, end: stop.signal };
    const work = Promise.all([
      watch(parts, tally),
      ...requestors.map((user) => askAgainAndAgain(parts, user, tally)),
      ...approvers.map((user, i) => {
        const isHis = (messageId: string): boolean => Number(messageId) % 2 === i % 2;
        return decideWhatComes(parts, user, isHis, tally);
      }),
    ]);

    // A third to warm up; uncertain faults stop early enough to heal while people go on.
    const length = MINUTES * MINUTE;
    await during(work, length / 3);
    const warm = await started.held();
    console.info(`warm: ${JSON.stringify(warm)}`);
    await during(work, Math.max(0, length - length / 3 - MINUTE));
    faults.calm("uncertain");
    await during(work, Math.min(MINUTE, (length * 2) / 3));
    stop.abort();
    await work;
    faults.calm("certain");
    console.info(`the clients stop after ${JSON.stringify([...tally])}`);

    await eventually(async () => (await rows(url(), "pending")) === 0, { timeoutMs: HEALING });
    const more = async () => moreThan(idle.handles, (await started.held()).handles);
    // A connection that nobody uses any more is kept for 65 s.
    await eventually(async () => (await more()).length === 0, { timeoutMs: 2 * MINUTE }).catch(
      () => undefined,
    );
    const held = await started.held();
    expect(moreThan(idle.handles, held.handles), "handles that were not open before").toEqual([]);
    const counts = await countRows(url());
    expect(counts.intended).toBe(counts.delivered + counts.failed + counts.withdrawn);
    expect(started.isRunning).toBe(true);
    expect(await started.stop()).toBe(0);
    expect(
      [...started.complaints.keys()].filter((line) => /reject|leak|fatal/i.test(line)),
    ).toEqual([]);

    const growth = held.heapUsed / warm.heapUsed - 1;
    const clicks = tally.get("click 200") ?? 0;
    console.info(JSON.stringify({ growth, warm, held, counts, tally: [...tally] }));
    console.info(
      JSON.stringify({ faults: [...faults.injected], complaints: [...started.complaints] }),
    );
    expect(unexcused(tally)).toEqual([]);
    if (MINUTES >= 3) expect(faults.missing).toEqual([]);
    expect(growth).toBeLessThan(MOST_GROWTH);
    expect(acknowledged.submissions.size).toBeGreaterThan(5 * MINUTES);
    expect(acknowledged.decisions.size).toBeGreaterThan(MINUTES);
    await checkKept(dataDir, tenant.tenantId, acknowledged);
    writeFigures({
      suite: MINUTES > 3 ? "soak-long" : "soak",
      promise: "S, N2, U1: nothing is lost or done twice under load, and memory stays flat",
      tried: `the built program over HTTP, ${MINUTES} minutes, 32 clients, a connector that fails`,
      figures: {
        minutes: MINUTES,
        clients: REQUESTORS + APPROVER_CLIENTS.length,
        requests: acknowledged.submissions.size,
        clicks,
        "faults injected": faults.count,
        "rows of the ledger": counts.intended,
        "heap after warm-up (MB)": megabytes(warm.heapUsed),
        "heap at the end (MB)": megabytes(held.heapUsed),
        "heap growth (%)": Math.round(growth * 1_000) / 10,
        "event-loop delay p50 (ms)": held.delayP50,
        "event-loop delay p99 (ms)": held.delayP99,
        "event-loop delay max (ms)": held.delayMax,
        "kinds of faults": faults.injected.size,
        "answers by HTTP": [...tally.values()].reduce((sum, times) => sum + times, 0),
        "handles before the first client": idle.handles.length,
        "handles under load": warm.handles.length,
        "handles at the end": held.handles.length,
      },
    });
  },
  MINUTES * MINUTE + 12 * MINUTE,
);

/** Kinds of handles of which more are open than before, with how many more. */
function moreThan(before: readonly string[], after: readonly string[]): string[] {
  const count = (handles: readonly string[], kind: string): number =>
    handles.filter((handle) => handle === kind).length;
  return [...new Set(after)].flatMap((kind) => {
    const spare = kind === "Timeout" ? SPARE_TIMERS : 0;
    const more = count(after, kind) - count(before, kind);
    return more > spare ? [`${more} × ${kind}`] : [];
  });
}

/** Time goes by; a client that fails ends the soak. */
async function during(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const hasFailed = work.then(() => undefined);
  await Promise.race([wait(milliseconds), hasFailed]);
}

async function rows(url: string, state: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`riskgate_notices\\{state="${state}"\\} (\\d+)`).exec(text)?.[1]);
}

async function countRows(url: string) {
  const states = ["intended", "delivered", "failed", "withdrawn"] as const;
  const [intended, delivered, failed, withdrawn] = await Promise.all(
    states.map((state) => rows(url, state)),
  );
  return {
    intended: intended ?? 0,
    delivered: delivered ?? 0,
    failed: failed ?? 0,
    withdrawn: withdrawn ?? 0,
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
