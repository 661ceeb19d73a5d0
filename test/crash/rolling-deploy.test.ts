import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { writeFigures } from "../reliability/figures.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { asTenant } from "../story/running-bot.js";
import { Acknowledged, approver, areOver, decideOpen, submit } from "./burst.js";
import { checkAcknowledged, checkSends, countTimers, pendingRows } from "./check-promises.js";
import { Haproxy } from "./haproxy.js";
import { RetryingProxy } from "./retrying-proxy.js";
import { companyWith, riskyPeople, seeded } from "./risky-company.js";
import { EndedEarlyError, RunningProcess } from "./running-process.js";

const NODES = 3;
const ASKING = 4;
/** Of each who asks; faster, and a busy machine has no card out before its deadline. Milliseconds. */
const ASK_EVERY = 1_000;
/** A node takes part for so long before the next one is replaced. Milliseconds. */
const BETWEEN = 2_000;
/** A node ends within 10 s of SIGTERM; the rest is for a machine that does other things too. */
const LONGEST_END = 12_000;
const PROMISE =
  "S, L, N2, T4, D1, D6: nodes that are replaced one by one lose and repeat nothing, and nobody notices";
const people = riskyPeople(400);
const content = companyWith(people, {
  durationBeforeEscalation: "PT6S",
  durationBeforeAutomaticDenial: "PT12S",
});
const tenant = asTenant(content);
const server = usePostgres();
/** Where HAProxy is, to try its configuration in the docs as well. */
const haproxyPath = process.env.HAPROXY_PATH ?? "";

let folder: string;
let connector: ConnectorStandIn;
let url: string;
let nodes: RunningProcess[];
/** To be stopped after a test, the last one first. */
let running: { stop(): Promise<void> }[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-rolling-"));
  connector = await ConnectorStandIn.start();
  await writeFile(join(folder, "tenant.json"), JSON.stringify(content));
  url = await server().createDatabase();
  nodes = [];
  running = [];
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  for (const one of running.reverse()) await one.stop();
  await connector.stop();
  await rm(folder, { recursive: true, force: true });
});

function start(port = 0): Promise<RunningProcess> {
  const env = { DATABASE_URL: url, TENANT_FILE: join(folder, "tenant.json"), LOG_LEVEL: "info" };
  return RunningProcess.start(env, port);
}

/** Ends a node as a supervisor does; answers how long that took. */
async function endInOrder(node: RunningProcess): Promise<number> {
  const began = performance.now();
  const ended = once(node.child, "exit");
  node.child.kill("SIGTERM");
  expect(await ended, "a node that was told to end").toEqual([0, null]);
  return performance.now() - began;
}

it(`S L N2 T4 D1 D6 ${NODES} nodes are replaced one by one under load, and nobody notices`, async () => {
  nodes = await Promise.all(Array.from({ length: NODES }, () => start()));
  const balancer = await RetryingProxy.start(nodes.map(({ port }) => port));
  running.push(balancer);
  const figures = await replaceAll(balancer);
  writeFigures({
    suite: "rolling-deploy",
    promise: PROMISE,
    tried: `${NODES} processes on one PostgreSQL behind a balancer that tries the next one, each ended with SIGTERM and started again under load, and one killed`,
    figures,
  });
}, 300_000);

it.skipIf(haproxyPath === "")(
  "S L N2 T4 D1 D6 nodes are replaced behind HAProxy, set up as the docs say, and nobody notices",
  async () => {
    nodes = await Promise.all(Array.from({ length: NODES }, () => start()));
    const haproxy = await Haproxy.start(
      haproxyPath,
      nodes.map(({ port }) => port),
    );
    running.push(haproxy);
    // In front of it somebody who writes down what it answers.
    const front = await RetryingProxy.start([haproxy.port]);
    running.push(front);
    const figures = await replaceAll(front);
    expect(figures["tries at another node"]).toBe(0);
    const { answered, retries } = await haproxy.counts();
    expect(answered).toBeGreaterThanOrEqual(figures["requests answered"]);
    // Without any nothing would show that a refused connection leads to the next node.
    expect(retries).toBeGreaterThan(0);
    writeFigures({
      suite: "rolling-deploy-haproxy",
      promise: PROMISE,
      tried: `${NODES} processes on one PostgreSQL behind HAProxy as set up in docs/several-nodes.md, each ended with SIGTERM and started again under load, and one killed`,
      figures: { ...figures, "tries at another node": retries },
    });
  },
  300_000,
);

/** Kills a node and starts it again; not the one that sends, whose sends would be of unknown fate then. */
async function killOne(): Promise<void> {
  const elected = Math.max(...nodes.map(({ electedAt = 0 }) => electedAt));
  const at = nodes.findIndex(({ electedAt = 0 }) => electedAt < elected);
  const node = nodes[at];
  if (!node) throw new Error("every node sends");
  await node.kill("SIGKILL");
  nodes[at] = await start(node.port);
}

/** Replaces every node, and kills one, under load that comes through the balancer, and checks what became of it. */
async function replaceAll(balancer: RetryingProxy) {
  const acknowledged = new Acknowledged();
  const parts = { tenant, connector, url: balancer.url, acknowledged, random: seeded(11) };
  for (const name of ["sam", "ada", "morgan"]) await approver(parts, name).install();

  const asked = new AbortController();
  const decided = new AbortController();
  const waiting = people.map(({ id }) => id);
  const asking = Array.from({ length: ASKING }, async () => {
    for (;;) {
      const target = waiting.shift();
      if (asked.signal.aborted || target === undefined) return;
      await submit(parts, target);
      await wait(ASK_EVERY);
    }
  });
  // Both click what they see: half of it has been decided by the other one. What comes last is left to the deadlines.
  const deciding = ["sam", "ada"].map(async (name) => {
    const clicked = new Set<string>();
    while (!asked.signal.aborted) {
      await decideOpen(parts, approver(parts, name), clicked, decided.signal, true);
      await wait(100);
    }
  });
  const ends: number[] = [];
  await wait(BETWEEN);
  for (const [at, node] of nodes.entries()) {
    ends.push(await endInOrder(node));
    nodes[at] = await start(node.port);
    await wait(BETWEEN);
  }
  await killOne();
  await wait(BETWEEN);
  asked.abort();
  await Promise.all(asking);
  decided.abort();
  await Promise.all(deciding);
  expect(balancer.failures).toEqual([]);
  const last = nodes[0] as RunningProcess;
  // First the requests, then the rows: what ends meanwhile writes new ones.
  const isQuiet = async () =>
    (await areOver(last.url, acknowledged)) && (await pendingRows(last.url)) === 0;
  await eventually(isQuiet, { timeoutMs: 60_000 });
  ends.push(...(await Promise.all(nodes.map(endInOrder))));
  expect(Math.max(...ends)).toBeLessThan(LONGEST_END);

  const store = await openPostgresStore({ url, tenantId: tenant.tenantId });
  try {
    await checkAcknowledged(store, acknowledged);
    const sends = await checkSends(connector, store);
    const { submissions, decisions } = acknowledged;
    for (const id of submissions.values()) {
      const rows = (await store.load("request", id))?.value.notices ?? [];
      // No send is of unknown fate, so that nothing is posted again.
      expect(rows.filter(({ reposts }) => reposts > 0)).toEqual([]);
    }
    const timers = await countTimers(store, acknowledged);
    expect(submissions.size).toBeGreaterThan(NODES * ASKING);
    expect(decisions.size).toBeGreaterThan(NODES * ASKING);
    return {
      "nodes ended with SIGTERM": ends.length,
      "longest end in ms": Math.round(Math.max(...ends)),
      "requests answered": balancer.answered,
      "tries at another node": balancer.retries,
      "answers that were errors": balancer.failures.length,
      "submissions kept": submissions.size,
      "decisions kept": decisions.size,
      "cards sent": sends,
      "stages denied by their timer": timers.denials,
      lost: 0,
      "done twice": 0,
    };
  } finally {
    await store.close();
  }
}

it("S a node of an older version refuses a newer schema and says so; the nodes that run go on", async () => {
  const node = await start();
  nodes.push(node);
  const name = new URL(url).pathname.slice(1);
  const [newest] = await server().query(
    name,
    "insert into riskgate.schema_version (version) select max(version) + 1 from riskgate.schema_version returning version",
  );
  const version = Number(newest?.version);
  const refused = await start().then(
    () => undefined,
    (error: unknown) => (error instanceof EndedEarlyError ? error : undefined),
  );
  expect(refused?.code).toBe(1);
  expect(refused?.output).toContain(
    `The database has schema ${version}, and this version knows schemas up to ${version - 1}. ` +
      "Start the version that wrote it, or a newer one.",
  );
  const acknowledged = new Acknowledged();
  const parts = { tenant, connector, url: node.url, acknowledged, random: seeded(1) };
  await approver(parts, "sam").install();
  await submit(parts, people[0]?.id ?? "");
  expect(acknowledged.submissions.size).toBe(1);
  await eventually(async () => (await pendingRows(node.url)) === 0, { timeoutMs: 60_000 });
  expect((await fetch(`${node.url}/readyz`)).status).toBe(200);
}, 120_000);
