import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AccessRequest } from "../../src/approval/request.js";
import { verifyChain } from "../../src/audit/audit-chain.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { cardIn, cardOf, findAction, verbsOf } from "../connector/card-reading.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import { writeFigures } from "../reliability/figures.js";
import { asTenant, demoTenantFile } from "../story/running-bot.js";
import { Acknowledged, approver, burst } from "./burst.js";
import { RunningProcess } from "./running-process.js";

const KILLS = Number(process.env.CRASH_KILLS ?? 50);
const SUBMISSIONS = 3;
/** Milliseconds; a round takes a start, a while of load, and a kill. */
const PATIENCE = 600_000 + KILLS * 10_000;
const people = Array.from({ length: KILLS * SUBMISSIONS }, (_, i) => ({
  id: randomUUID(),
  displayName: `Person ${i}`,
  userPrincipalName: `person-${i}@contoso.example`,
}));

let folder: string;
let connector: ConnectorStandIn;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-crash-"));
  connector = await ConnectorStandIn.start();
});
afterAll(async () => {
  await connector.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The demo company with many risky people and deadlines that pass while the test runs. */
function tenantFile(): Record<string, unknown> {
  const file = demoTenantFile() as Record<string, unknown[]> & {
    controlConfigurations: Record<string, object>;
  };
  file.users?.push(...people);
  file.riskyUsers?.push(
    ...people.map(({ id }) => ({ id, riskLevel: "high", riskState: "atRisk" })),
  );
  const idProtection = {
    ...file.controlConfigurations.idProtection,
    durationBeforeEscalation: "PT3S",
    durationBeforeAutomaticDenial: "PT6S",
  };
  return { ...file, controlConfigurations: { ...file.controlConfigurations, idProtection } };
}

/** A small generator with a seed, so that a failing run can be told by its number. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it(
  `S L N2 T4 D1 nothing acknowledged is lost or done twice by ${KILLS} kills at random moments`,
  async () => {
    const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
    console.info(`CRASH_SEED=${seed}`);
    const random = seeded(seed);
    const content = tenantFile();
    const tenant = asTenant(content);
    const file = join(folder, "tenant.json");
    await writeFile(file, JSON.stringify(content));
    const env = { DATA_DIR: join(folder, "data"), TENANT_FILE: file, LOG_LEVEL: "info" };
    const acknowledged = new Acknowledged();
    let port = 0;

    for (let round = 0; round < KILLS; round += 1) {
      const bot = await RunningProcess.start(env, port);
      port = bot.port;
      const parts = { tenant, connector, url: bot.url, acknowledged, random };
      if (round === 0)
        for (const name of ["sam", "ada", "morgan"]) await approver(parts, name).install();
      const end = new AbortController();
      const targets = people
        .slice(round * SUBMISSIONS, (round + 1) * SUBMISSIONS)
        .map(({ id }) => id);
      const work = burst(parts, targets, end.signal);
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 600));
      end.abort();
      await bot.kill();
      await work;
    }

    const last = await RunningProcess.start(env, port);
    await eventually(async () => (await pendingRows(last.url)) === 0, { timeoutMs: 180_000 });
    const parts = { tenant, connector, url: last.url, acknowledged, random };
    for (const name of ["sam", "ada", "morgan"]) await healCards(approver(parts, name));
    const metrics = await (await fetch(`${last.url}/metrics`)).text();
    await last.kill("SIGTERM");

    const count = (state: string): number =>
      Number(new RegExp(`riskgate_notices\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
    expect(count("intended")).toBe(
      count("delivered") + count("failed") + count("withdrawn") + count("pending"),
    );
    expect(acknowledged.submissions.size).toBeGreaterThan(KILLS / 4);
    await checkStore(env.DATA_DIR, tenant.tenantId, acknowledged);
    checkPosts();
    const { submissions, decisions } = acknowledged;
    console.info(
      `${KILLS} kills, ${submissions.size} submissions, ${decisions.size} decisions kept`,
    );
    writeFigures({
      suite: KILLS > 100 ? "kills-long" : "kills",
      promise: "S, N2, D1: nothing acknowledged is lost or done twice when the process is killed",
      tried:
        "the built program over HTTP, SIGKILL at random moments under load, started again each time",
      figures: {
        kills: KILLS,
        "submissions kept": submissions.size,
        "decisions kept": decisions.size,
        lost: 0,
        "done twice": 0,
      },
    });
  },
  PATIENCE,
);

/** Rule N2: a card whose fate nobody knows is posted once more, and never a third time. */
function checkPosts(): void {
  const posts = new Map<string, number>();
  for (const { name, conversationId, body } of connector.requests) {
    const action = findAction(cardOf({ id: "", activity: body }), "approve")?.action;
    const requestId = (action?.data as { r?: string } | undefined)?.r;
    if (name !== "post" || requestId === undefined) continue;
    const key = `${requestId} in ${conversationId}`;
    posts.set(key, (posts.get(key) ?? 0) + 1);
  }
  expect(posts.size).toBeGreaterThan(0);
  expect([...posts].filter(([, times]) => times > 2)).toEqual([]);
}

/** Rows of the ledger that wait: none is left when every stage has ended and every unknown send was given up (Rule L). */
async function pendingRows(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/riskgate_notices\{state="pending"\} (\d+)/.exec(metrics)?.[1]);
}

/** A card whose send was cut off by a kill may still show buttons: viewing or clicking it heals it (Rule N3). */
async function healCards(user: TeamsUser): Promise<void> {
  for (const message of user.messages().filter((m) => verbsOf(cardOf(m)).includes("approve"))) {
    const answer = await user.click(message, "approve", { justification: "late" });
    expect(verbsOf(cardIn(answer))).not.toContain("approve");
  }
}

async function checkStore(
  dataDir: string,
  tenantId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const store = await openEmbeddedStore({ folder: dataDir, tenantId });
  try {
    for (const id of acknowledged.submissions.values()) {
      const request = (await store.load("request", id))?.value;
      expect(request, `${id} was acknowledged`).toBeDefined();
      if (!request) continue;
      const events = await store.events("request", id);
      expect(verifyChain(events).ok, `the chain of ${id}`).toBe(true);
      checkOnce(
        request,
        events.map((event) => event.type),
      );
    }
    for (const [id, outcome] of acknowledged.decisions) {
      const request = (await store.load("request", id))?.value;
      expect(request?.stages[0]?.outcome?.reviewResult, `${id} was acknowledged`).toBe(outcome);
    }
    const verdict = await walkTrail(store.auditTrail, () => store.now());
    expect(verdict.problems, "the trail and its anchors").toEqual([]);
  } finally {
    await store.close();
  }
}

/** Whatever was killed when: each stage ended once, escalated at most once, and the request ended once. */
function checkOnce(request: AccessRequest, types: readonly string[]): void {
  const times = (type: string): number => types.filter((t) => t === type).length;
  expect(times("requestSubmitted")).toBe(1);
  expect(times("stageEscalated")).toBeLessThanOrEqual(request.stages.length);
  expect(times("stageDecided") + times("stageTimedOut")).toBe(
    request.stages.filter((s) => s.outcome).length,
  );
  expect(times("requestDenied") + times("requestApproved")).toBe(1);
  expect(times("graceGranted")).toBeLessThanOrEqual(request.stages.length);
  for (const notice of request.notices) {
    // Rule N2: a card of unknown fate is posted once more, and each kill may leave one unknown.
    expect(notice.reposts).toBeLessThanOrEqual(1);
    expect(notice.state).not.toBe("pending");
  }
}
