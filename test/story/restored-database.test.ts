import { expect, it } from "vitest";
import { cardIn, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask } from "./chat-reading.js";
import { DatabaseNodes } from "./database-nodes.js";
import type { RunningBot } from "./running-bot.js";

/** What docs/several-nodes.md tells an operator to run before a node starts on a restored database. */
const IS_A_COPY =
  "update riskgate.store set copy_taken_at = (select alive_at from riskgate.liveness)";

const nodes = new DatabaseNodes();

/** A copy of a database that no node runs on. */
async function copy(): Promise<string> {
  const target = await nodes.server().createDatabase();
  const [from, to] = [nodes.url, target].map((one) => new URL(one).pathname.slice(1));
  await nodes.server().query("postgres", `drop database ${to}`);
  await nodes.server().query("postgres", `create database ${to} template ${from}`);
  return target;
}

const ready = async (bot: RunningBot) =>
  JSON.stringify(await (await fetch(`${bot.url}/readyz`)).json());

it("S D1 N2 a restored database decides and sends nothing on any node until an administrator goes on on one", async () => {
  const one = await nodes.start();
  const [sam, ada, riley] = await one.installed("sam", "ada", "riley");
  await riley.say('request "Finance Data" because quarterly close');
  const card = await approvalCard(sam);
  await one.quiet();
  await one.halt();
  const backup = await copy();
  await one.open();
  await sam.click(card, "deny", { justification: "No" });
  expect((await one.request("R-1001")).state).toBe("denied");
  await one.quiet();
  await one.halt();
  nodes.url = backup;
  await nodes.server().query(new URL(nodes.url).pathname.slice(1), IS_A_COPY);
  await one.open();
  const two = await nodes.start();

  for (const bot of [one, two]) expect(await ready(bot)).toContain('"store":"held"');
  const before = nodes.connector.requests.length;
  one.clock.forward(30 * 86_400_000);
  await sam.click(card, "approve", { justification: "Yes" });
  expect((await one.request("R-1001")).state).toBe("pendingApproval");
  expect(await ask(ada, "restore", /restored from a backup/)).toContain("R-1001");
  expect(await ask(ada, "restore confirm keep none", /Confirmed/)).toContain("Canceled: 1");
  for (const bot of [one, two])
    await eventually(async () => !(await ready(bot)).includes('"held"'));
  expect((await two.request("R-1001")).state).toBe("canceled");
  const late = await sam.click(card, "approve", { justification: "Yes" });
  expect(verbsOf(cardIn(late))).not.toContain("approve");
  expect(nodes.connector.requests.length).toBeGreaterThan(before);
  await riley.say('request "Customer Records" because quarterly close');
  await eventually(async () => {
    const { store } = two.riskgate.context;
    for await (const { id } of await store.requestSummaries()) if (id > "R-11000") return true;
    return false;
  });
}, 60_000);
