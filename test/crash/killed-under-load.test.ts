import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { writeFigures } from "../reliability/figures.js";
import { asTenant } from "../story/running-bot.js";
import { Acknowledged, approver, areOver, burst, submit } from "./burst.js";
import { checkLedger, checkPosts, checkStore, healCards, pendingRows } from "./check-promises.js";
import { companyWith, riskyPeople, seeded } from "./risky-company.js";
import { RunningProcess } from "./running-process.js";

const KILLS = Number(process.env.CRASH_KILLS ?? 50);
const SUBMISSIONS = 3;
/** Milliseconds; a round takes a start, a while of load, and a kill. */
const PATIENCE = 600_000 + KILLS * 10_000;
/** One more asks when nothing is killed any more: a slow machine may have no time for a card before. */
const people = riskyPeople(KILLS * SUBMISSIONS + 1);

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

it(
  `S L N2 T4 D1 nothing acknowledged is lost or done twice by ${KILLS} kills at random moments`,
  async () => {
    const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
    console.info(`CRASH_SEED=${seed}`);
    const random = seeded(seed);
    const content = companyWith(people);
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
    const parts = { tenant, connector, url: last.url, acknowledged, random };
    await submit(parts, people.at(-1)?.id ?? "");
    const isQuiet = async () =>
      (await areOver(last.url, acknowledged)) && (await pendingRows(last.url)) === 0;
    await eventually(isQuiet, { timeoutMs: 180_000 });
    for (const name of ["sam", "ada", "morgan"]) await healCards(approver(parts, name));
    await checkLedger(last.url);
    await last.kill("SIGTERM");
    expect(acknowledged.submissions.size).toBeGreaterThan(KILLS / 4);
    await checkStore(env.DATA_DIR, tenant.tenantId, acknowledged);
    expect(checkPosts(connector)).toBeGreaterThan(0);
    const { submissions, decisions } = acknowledged;
    console.info(
      `${KILLS} kills, ${submissions.size} submissions, ${decisions.size} decisions kept`,
    );
    writeFigures({
      suite: KILLS > 50 ? "kills-long" : "kills",
      promise: "S, N2, D1: nothing acknowledged is lost or done twice when the process is killed",
      tried:
        "the built program over HTTP, SIGKILL at random moments under load, started again each time",
      figures: {
        kills: KILLS,
        "submissions kept": submissions.size,
        "decisions kept": decisions.size,
      },
    });
  },
  PATIENCE,
);
