import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseOf } from "../../src/store/postgres/database-url.js";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { writeFigures } from "../reliability/figures.js";
import { useOwnPostgres } from "../store/postgres/use-postgres.js";
import { asTenant } from "../story/running-bot.js";
import {
  Acknowledged,
  approver,
  areOver,
  type BurstParts,
  decideOpen,
  requestOf,
  submit,
} from "./burst.js";
import {
  checkAcknowledged,
  checkPosts,
  checkSends,
  countTimers,
  firedTimers,
  healCards,
  pendingRows,
} from "./check-promises.js";
import { NodeFleet } from "./node-fleet.js";
import { Killing, longest } from "./node-killing.js";
import { companyWith, riskyPeople, seeded } from "./risky-company.js";
import { RunningProcess } from "./running-process.js";

/** 180 for the whole proof. The short run may share its machine with much else: it does less, and has more time. */
const SECONDS = Number(process.env.NODES_SECONDS ?? 20);
const IS_WHOLE = SECONDS >= 180;
const NODES = 3;
/**
 * So long after a kill, at the most, the next send begins and what was due has happened: what the dead node had claimed is
 * free after 3 s, and the others look every second. Beside a database that was killed, from its return. Milliseconds.
 */
const PATIENCE = IS_WHOLE ? 1 : 3;
const AFTER_NODE = 5_000 * PATIENCE;
const AFTER_DATABASE = 10_000 * PATIENCE;
const CLIENTS = 32;
/** Of the clients, who click cards; the others ask, all at the same moment. */
const DECIDERS = 8;
const WAVE_EVERY = 4_000;
/** Of the requests every so manieth is left to its deadlines. */
const LEFT = 3;
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
  const content = companyWith(people, {
    durationBeforeEscalation: "PT8S",
    durationBeforeAutomaticDenial: "PT20S",
  });
  const tenant = asTenant(content);
  const file = join(folder, "tenant.json");
  await writeFile(file, JSON.stringify(content));
  const url = await server().createDatabase();
  const env = { DATABASE_URL: url, TENANT_FILE: file, LOG_LEVEL: "info" };
  const acknowledged = new Acknowledged();
  const asked = new AbortController();
  const end = new AbortController();
  const fleet = await NodeFleet.start(env, NODES);
  const killing = new Killing({
    ...{ seconds: SECONDS, fleet, server: server(), connector, database: nameOf(url) },
    ...{ afterNode: AFTER_NODE, afterDatabase: AFTER_DATABASE },
  });
  try {
    const parts = (node: number) => {
      const { url } = fleet.nodes[node % NODES] as RunningProcess;
      return { tenant, connector, url, acknowledged, random };
    };
    for (const name of ["sam", "ada", "morgan"]) await approver(parts(0), name).install();
    const clients = runClients(parts, { asked: asked.signal, end: end.signal });
    await killing.run(random);
    await fleet.whole();
    asked.abort();
    const { url: lastUrl } = fleet.nodes[0] as RunningProcess;
    // First the requests, then the rows: what ends meanwhile writes new ones.
    const isQuiet = async () =>
      (await areOver(lastUrl, acknowledged)) && (await pendingRows(lastUrl)) === 0;
    await eventually(isQuiet, { timeoutMs: 300_000 });
    end.abort();
    await clients;
    for (const name of ["sam", "ada", "morgan"]) await healCards(approver(parts(0), name));
    for (const node of fleet.nodes) await node.kill("SIGTERM");
  } finally {
    asked.abort();
    end.abort();
    await fleet.end();
  }
  const store = await openPostgresStore({ url, tenantId: tenant.tenantId });
  try {
    await checkAcknowledged(store, acknowledged);
    const timers = await countTimers(store, acknowledged);
    const lateness = killing.checkLateness(await firedTimers(store, acknowledged));
    const groups = await countGroups(url);
    const { submissions, decisions } = acknowledged;
    expect(checkPosts(connector)).toBeGreaterThan(0);
    const sends = await checkSends(connector, store);
    const atLeast = IS_WHOLE ? SECONDS : SECONDS / 10;
    expect(submissions.size).toBeGreaterThan(atLeast);
    expect(decisions.size).toBeGreaterThan(atLeast);
    expect(groups.count).toBeGreaterThan(atLeast);
    expect(timers.denials).toBeGreaterThan(0);
    writeFigures({
      suite: IS_WHOLE ? "node-kills-long" : "node-kills",
      promise: "S, L, N2, T4, D1: several nodes on one database lose and repeat nothing",
      tried: `${NODES} processes on one PostgreSQL, ${CLIENTS} clients that ask and click at the same moments, a node killed with SIGKILL every 2.5 to 5 s while another one runs, every other time the one that sends; the database killed twice`,
      figures: {
        seconds: SECONDS,
        "nodes killed": killing.nodes,
        "databases killed": killing.databases,
        "submissions kept": submissions.size,
        "decisions kept": decisions.size,
        "commits that were several in one": groups.count,
        "most aggregates in one commit": groups.most,
        "cards sent": sends,
        "stages escalated by their timer": timers.escalations,
        "stages denied by their timer": timers.denials,
        ...lateness,
        "take-overs of the sender": killing.takeOvers.length,
        "longest take-over of the sender in ms": longest(killing.takeOvers),
        "longest time from a kill to the next send in ms": longest(killing.sends),
        "longest time from the return of the database to the next send in ms": longest(
          killing.sendsAfterDatabase,
        ),
      },
    });
  } finally {
    await store.close();
  }
}, 900_000);

interface Ends {
  /** Nobody asks any more. */
  readonly asked: AbortSignal;
  readonly end: AbortSignal;
}

/** Each client goes to one node after the other, also to one that is gone. */
async function runClients(parts: (node: number) => BurstParts, { asked, end }: Ends) {
  const waiting = people.map(({ id }) => id);
  const clicked = { sam: new Set<string>(), ada: new Set<string>() };
  const decide = async (client: number): Promise<void> => {
    const name = client % 2 === 0 ? "sam" : "ada";
    for (let round = client; !end.aborted; round += 1) {
      const one = parts(round);
      const user = approver(one, name);
      for (const message of user.messages()) {
        const number = Number(requestOf(message)?.slice("R-".length));
        if (number % LEFT === 0) clicked[name].add(message.id);
      }
      await decideOpen(one, user, clicked[name], end, true);
      await wait(500);
    }
  };
  const ask = async (client: number): Promise<void> => {
    for (let round = client; !asked.aborted; round += 1) {
      await wait(WAVE_EVERY - (performance.now() % WAVE_EVERY));
      for (const target of waiting.splice(0, 1))
        await submit(parts(round), target).catch(() => undefined);
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      client < DECIDERS ? decide(client) : ask(client),
    ),
  );
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Transactions that have written evidence of several aggregates: a commit of one writes evidence of one. */
async function countGroups(
  url: string,
): Promise<{ readonly count: number; readonly most: number }> {
  const [row] = await server().query(
    nameOf(url),
    `select count(*)::integer as count, coalesce(max(aggregates), 0)::integer as most
      from (select count(distinct (kind, id)) as aggregates from riskgate.audit_event group by xmin::text) of_transaction
      where aggregates > 1`,
  );
  return { count: Number(row?.count), most: Number(row?.most) };
}

it("U1 the built program moves a data folder, and says what it did", async () => {
  const data = join(folder, "data");
  const url = await server().createDatabase();
  const file = join(folder, "small.json");
  await writeFile(file, JSON.stringify(companyWith([])));
  const bot = await RunningProcess.start({ DATA_DIR: data, TENANT_FILE: file }, 0);
  await bot.kill("SIGTERM");
  const move = (args: readonly string[], DATABASE_URL: string, key = "") =>
    spawnSync(process.execPath, [RunningProcess.program("migrate-store"), ...args], {
      ...{ encoding: "utf8", timeout: 60_000 },
      env: { ...process.env, DATABASE_URL, AUDIT_SIGNING_KEY_FILE: key },
    });
  const nothing = [
    [["--from", data], "", "", "Missing: --to, or DATABASE_URL. Nothing was changed.\nUsage:"],
    [["--to", url], "", "", "Missing: --from. Nothing was changed.\nUsage:"],
    [["--from", data, "--to", "db"], "", "", "The address of the database cannot be used. It has"],
    [["--from", data], url, file, `AUDIT_SIGNING_KEY_FILE ${file} cannot be read as a private`],
  ] as const;
  for (const [args, address, key, words] of nothing) {
    const { status, stderr } = move(args, address, key);
    expect([status, stderr]).toEqual([expect.toSatisfy(Boolean), expect.stringContaining(words)]);
  }
  const moved = move(["--from", data], url);
  expect(moved.stdout).toContain("Moved 2 aggregates with 2 events");
  expect(moved.stdout).toContain("The audit is intact.");
  expect(moved.status).toBe(0);
  const again = move(["--from", data, "--to", url], "");
  expect([again.status, again.stderr]).toEqual([
    1,
    "A data folder has moved into this database already, to the end. Start the bot on it. Nothing was changed.\n",
  ]);
  const other = move(["--from", data, "--to", await server().createDatabase()], "");
  expect([other.status, other.stderr]).toEqual([
    1,
    expect.stringContaining(
      `${data} has moved into another database already, ${databaseOf(url)}, at 20`,
    ),
  ]);
  await expect(
    RunningProcess.start({ DATA_DIR: data, TENANT_FILE: file }, 0),
  ).rejects.toMatchObject({ name: "EndedEarlyError" });
  const node = await RunningProcess.start({ DATABASE_URL: url, TENANT_FILE: file }, 0);
  await node.kill("SIGTERM");
}, 120_000);
