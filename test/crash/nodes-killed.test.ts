import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { writeFigures } from "../reliability/figures.js";
import { useOwnPostgres } from "../store/postgres/use-postgres.js";
import { asTenant } from "../story/running-bot.js";
import { Acknowledged, approver, areOver, decideOpen, submit } from "./burst.js";
import {
  checkAcknowledged,
  checkPosts,
  checkSends,
  countTimers,
  healCards,
  pendingRows,
} from "./check-promises.js";
import { companyWith, riskyPeople, seeded } from "./risky-company.js";
import { EndedEarlyError, RunningProcess } from "./running-process.js";

/** 180 for the whole proof. */
const SECONDS = Number(process.env.NODES_SECONDS ?? 20);
const NODES = 3;
const KILL_EVERY = 5_000;
/** Another node sends after this long; on a machine that does other things too, only that it does is waited for. */
const TAKE_OVER = SECONDS < 180 ? 60_000 : 5_000;
const CLIENTS = 32;
/** Of the clients, who click cards; the others ask. */
const DECIDERS = 8;
/** Of the requests every so manieth is left to its timers, which the short run has to see as well. */
const LEFT_ALONE = 4;
const DEADLINES =
  SECONDS < 180
    ? { durationBeforeEscalation: "PT4S", durationBeforeAutomaticDenial: "PT8S" }
    : { durationBeforeEscalation: "PT30S", durationBeforeAutomaticDenial: "PT1M" };
/** A start beside a database that is killed fails; more often than this it fails for another reason. */
const MOST_STARTS = 20;
const people = riskyPeople(SECONDS * CLIENTS);

let folder: string;
let connector: ConnectorStandIn;
const server = useOwnPostgres();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-nodes-"));
  connector = await ConnectorStandIn.start();
}, 120_000);
afterAll(async () => {
  await connector.stop();
  await rm(folder, { recursive: true, force: true });
});

it(`S L N2 T4 D1 ${NODES} nodes lose and repeat nothing while they and the database are killed for ${SECONDS} s`, async () => {
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  console.info(`CRASH_SEED=${seed}`);
  const random = seeded(seed);
  const content = companyWith(people, DEADLINES);
  const tenant = asTenant(content);
  const file = join(folder, "tenant.json");
  await writeFile(file, JSON.stringify(content));
  const url = await server().createDatabase();
  const env = { DATABASE_URL: url, TENANT_FILE: file, LOG_LEVEL: "info" };
  const acknowledged = new Acknowledged();
  const nodes: RunningProcess[] = [];
  const killed = { nodes: 0, databases: 0 };
  const takeOvers: number[] = [];
  const asked = new AbortController();
  const end = new AbortController();
  const starting = new Map<number, Promise<void>>();
  try {
    for (let i = 0; i < NODES; i += 1) nodes.push(await RunningProcess.start(env, 0));
    const parts = (node: RunningProcess) => ({
      ...{ tenant, connector, url: node.url, acknowledged, random },
    });
    const first = nodes[0] as RunningProcess;
    for (const name of ["sam", "ada", "morgan"]) await approver(parts(first), name).install();

    const waiting = people.map(({ id }) => id);
    // Each client goes to one node after the other, also to one that is gone.
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      const isDecider = client < DECIDERS;
      const clicked = new Set<string>();
      for (let round = client; !(isDecider ? end : asked).signal.aborted; round += 1) {
        const one = parts(nodes[round % NODES] as RunningProcess);
        if (isDecider) {
          const user = approver(one, client % 2 === 0 ? "sam" : "ada");
          await decideOpen(one, user, clicked, end.signal, isLeftAlone);
        }
        for (const target of isDecider ? [] : waiting.splice(0, 1))
          await submit(one, target).catch(() => undefined);
        await wait(isDecider ? 200 : 6_000 + 6_000 * random());
      }
    });
    const restarts = [SECONDS / 3, (2 * SECONDS) / 3].map((s) => performance.now() + s * 1_000);
    const over = performance.now() + SECONDS * 1_000;
    while (performance.now() < over) {
      await wait(KILL_EVERY * (0.5 + random() / 2));
      // A node starts again beside the work, as a supervisor would let it; only one that runs can be killed.
      const running = nodes.flatMap((_, i) => (starting.has(i) ? [] : [i]));
      const at = running[Math.floor(random() * running.length)];
      const node = at === undefined ? undefined : nodes[at];
      if (at === undefined || !node) continue;
      const before = await senderOf(url);
      await node.kill();
      killed.nodes += 1;
      if (performance.now() > (restarts[0] ?? Number.POSITIVE_INFINITY)) {
        restarts.shift();
        await server().kill();
        await server().start();
        killed.databases += 1;
      }
      const gone = performance.now();
      const again = startAgain(env, node.port, end.signal).then((started) => {
        nodes[at] = started;
        starting.delete(at);
      });
      starting.set(at, again);
      if (running.length > 1) {
        const after = await eventually(() => senderOf(url), { timeoutMs: TAKE_OVER });
        if (after !== before) takeOvers.push(performance.now() - gone);
      }
    }
    await Promise.all(starting.values());
    expect(killed.databases).toBeGreaterThan(0);
    asked.abort();
    const last = nodes[0] as RunningProcess;
    // First the requests, then the rows: what ends meanwhile writes new ones.
    const isQuiet = async () =>
      (await areOver(last.url, acknowledged)) && (await pendingRows(last.url)) === 0;
    await eventually(isQuiet, { timeoutMs: 300_000 });
    end.abort();
    await Promise.all(clients);
    for (const name of ["sam", "ada", "morgan"]) await healCards(approver(parts(last), name));
    for (const node of nodes) await node.kill("SIGTERM");
  } finally {
    asked.abort();
    end.abort();
    await Promise.allSettled(starting.values());
    await Promise.all(nodes.map((node) => node.kill()));
  }
  const store = await openPostgresStore({ url, tenantId: tenant.tenantId });
  try {
    await checkAcknowledged(store, acknowledged);
    const timers = await countTimers(store, acknowledged);
    expect(timers.denials, "stages denied by their timer").toBeGreaterThan(0);
    expect(timers.escalations).toBeGreaterThanOrEqual(timers.denials);
    const { submissions, decisions } = acknowledged;
    expect(checkPosts(connector)).toBeGreaterThan(0);
    const sends = await checkSends(connector, store);
    expect(submissions.size).toBeGreaterThan(SECONDS / 4);
    expect(decisions.size).toBeGreaterThan(0);
    writeFigures({
      suite: SECONDS < 180 ? "node-kills" : "node-kills-long",
      promise: "S, L, N2, T4, D1: several nodes on one database lose and repeat nothing",
      tried: `${NODES} processes on one PostgreSQL, ${CLIENTS} clients, a node killed with SIGKILL every 2.5 to 5 s while one runs, the database killed too`,
      figures: {
        seconds: SECONDS,
        "nodes killed": killed.nodes,
        "databases killed": killed.databases,
        "submissions kept": submissions.size,
        "decisions kept": decisions.size,
        "cards sent": sends,
        "stages escalated by their timer": timers.escalations,
        "stages denied by their timer": timers.denials,
        "take-overs of the sender": takeOvers.length,
        "longest take-over of the sender in ms": Math.round(Math.max(0, ...takeOvers)),
      },
    });
  } finally {
    await store.close();
  }
}, 900_000);

function isLeftAlone(requestId: string): boolean {
  return Number(requestId.replace("R-", "")) % LEFT_ALONE === 0;
}

/** A node whose database was killed while it started ends, and is started once more. */
async function startAgain(
  env: Readonly<Record<string, string>>,
  port: number,
  end: AbortSignal,
): Promise<RunningProcess> {
  for (let start = 1; ; start += 1) {
    try {
      return await RunningProcess.start(env, port);
    } catch (error) {
      if (!(error instanceof EndedEarlyError) || end.aborted || start === MOST_STARTS) throw error;
    }
  }
}

/** The session that holds the lock of the sender. */
async function senderOf(url: string): Promise<number | undefined> {
  const rows = await server().query(
    new URL(url).pathname.slice(1),
    "select pid from pg_locks where locktype = 'advisory' and objid = (hashtext('riskgate.sender')::bigint & 4294967295)::oid",
  );
  return rows.length === 1 ? Number(rows[0]?.pid) : undefined;
}

it("U1 the built program moves a data folder, and says what it did", async () => {
  const data = join(folder, "data");
  const url = await server().createDatabase();
  const file = join(folder, "small.json");
  await writeFile(file, JSON.stringify(companyWith([])));
  const bot = await RunningProcess.start({ DATA_DIR: data, TENANT_FILE: file }, 0);
  await bot.kill("SIGTERM");
  const move = () =>
    spawnSync(
      process.execPath,
      [RunningProcess.program("migrate-store"), "--from", data, "--to", url],
      {
        encoding: "utf8",
        timeout: 60_000,
      },
    );
  const moved = move();
  expect(moved.stdout).toContain("Moved 2 aggregates with 2 events");
  expect(moved.stdout).toContain("The audit is intact.");
  expect(moved.status).toBe(0);
  expect([move().status, move().stderr]).toEqual([
    1,
    "A data folder has moved into this database already, to the end. Start the bot on it, or move into an empty one. Nothing was changed.\n",
  ]);
  const again = await RunningProcess.start({ DATABASE_URL: url, TENANT_FILE: file }, 0);
  await again.kill("SIGTERM");
}, 120_000);
