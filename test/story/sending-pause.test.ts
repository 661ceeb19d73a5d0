import { afterEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval } from "./chat-reading.js";
import { expectLedgerAddsUp } from "./ledger-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const PATIENCE = { timeoutMs: 20_000 };
const ASK = 'request "Finance Data" because quarterly close';
const PAUSE = "sending pause because the cards show a wrong name";

let bot: RunningBot;
afterEach(() => bot.stop());

/** Ada and Nadia administer; Sam reviews Riley's requests, and nobody else. */
async function start() {
  const variation = new Variation()
    .role("Identity Governance Administrator", "ada", "nadia")
    .role("Security Administrator", "sam")
    .settings("idProtection", { fallbackApprovers: [] });
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const [riley, sam, ada, nadia] = await bot.installed("riley", "sam", "ada", "nadia");
  await eventually(() => nadia.messages().length === 1, PATIENCE);
  return { riley, sam, ada, nadia };
}

async function read(path: string): Promise<string> {
  return (await fetch(`${bot.url}${path}`)).text();
}

describe("an administrator pauses sending", () => {
  it("N1 N2 every notice waits, the other administrators are told, and all is sent when it goes on", async () => {
    const { riley, sam, ada, nadia } = await start();
    expect(await ask(ada, PAUSE)).toContain("Sending is paused.");
    await eventually(() => chat(nadia).includes("has paused sending"), PATIENCE);
    expect(chat(nadia)).toContain("the cards show a wrong name");
    expect(chat(ada)).not.toContain("has paused sending");
    await riley.say(ASK);
    await eventually(async () => (await bot.request("R-1001")).stages[0]?.isResolved, PATIENCE);
    expect(await ask(ada, "sending")).toContain("Sending is paused since");
    expect(await ask(ada, "deliveries", /intended/)).toContain("Sending is paused");
    const before = bot.connector.requestsTo({ conversationId: sam.conversationId }).length;
    expect(openApproval(sam)).toBeUndefined();
    await expectLedgerAddsUp(bot);
    expect(await ask(ada, "sending resume")).toContain("Sending goes on.");
    await approvalCard(sam);
    expect(before).toBe(1);
    await eventually(() => chat(nadia).includes("Resolved: sending was paused"), PATIENCE);
    await bot.quiet();
    await expectLedgerAddsUp(bot);
  });

  it("N2 nothing is posted any more once it was told, not even a card that was about to be", async () => {
    const { riley, sam, ada } = await start();
    const { store } = bot.riskgate.context;
    const commit = store.commit.bind(store);
    let told: string | undefined;
    let isTold = false;
    store.commit = async (given) => {
      const result = await commit(given);
      const value = given.kind === "request" ? (given.value as AccessRequest) : undefined;
      const isBegun = value?.notices.some((n) => n.kind === "approvalCard" && n.copies.length > 0);
      if (!isBegun || isTold) return result;
      // Its row is written down as begun; the card has not left yet.
      isTold = true;
      told = await ask(ada, PAUSE);
      return result;
    };
    await riley.say(ASK);
    await eventually(() => told, PATIENCE);
    expect(told).toContain("Sending is paused.");
    await eventually(async () =>
      (await bot.request("R-1001")).notices.some(({ failure }) =>
        failure?.includes("sending is paused"),
      ),
    );
    expect(openApproval(sam)).toBeUndefined();
    store.commit = commit;
    await ask(ada, "sending resume");
    bot.clock.forward(MINUTE);
    await approvalCard(sam);
    await bot.quiet();
    await expectLedgerAddsUp(bot);
  });

  it("N2 it stays so over a restart, and the figures say it; clicks and lists are answered all the while", async () => {
    const { riley, sam, ada } = await start();
    expect(JSON.parse(await read("/readyz"))).toEqual({ status: "ready" });
    expect(await read("/metrics")).toMatch(/^riskgate_sending_paused 0$/m);
    await ask(ada, PAUSE);
    await bot.halt();
    await bot.open();
    expect(JSON.parse(await read("/readyz"))).toEqual({ status: "ready", sending: "paused" });
    expect(await read("/metrics")).toMatch(/^riskgate_sending_paused 1$/m);
    await riley.say(ASK);
    await eventually(async () => (await bot.request("R-1001")).stages[0]?.isResolved, PATIENCE);
    expect(await ask(sam, "approvals", /R-1001/)).toContain("R-1001");
    expect(bot.connector.requestsTo({ name: "update" })).toHaveLength(0);
    await sam.say("approve R-1001 because I spoke to Riley");
    await ask(ada, "sending resume");
    await bot.quiet();
    await expectLedgerAddsUp(bot);
  });

  it("S1 twice, or without a reason, or to resume what goes on: nothing is changed", async () => {
    const { ada, sam } = await start();
    expect(await ask(ada, "sending resume")).toContain(
      "Sending is not paused. Nothing was changed.",
    );
    expect(await ask(ada, "sending pause")).toContain("A pause needs a reason.");
    await ask(ada, PAUSE);
    expect(await ask(ada, PAUSE)).toContain("Sending is paused already. Nothing was changed.");
    expect(await ask(sam, "sending resume")).toMatch(/I do not know the command/);
  });

  it("T6 a stage whose card never came gets one grace; one whose card was there gets none", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    await approvalCard(sam);
    await bot.quiet();
    await ask(ada, PAUSE);
    await riley.say('request "Customer Records" because quarterly close');
    await eventually(async () => (await bot.request("R-1002")).stages[0]?.isResolved, PATIENCE);
    bot.clock.forward(6 * MINUTE + 5_000);
    await eventually(async () => (await bot.request("R-1001")).state === "denied", PATIENCE);
    const kept = await eventually(async () => {
      const { state, stages } = await bot.request("R-1002");
      return stages[0]?.graceUntil !== undefined && { state, stage: stages[0] };
    }, PATIENCE);
    expect(kept.state).toBe("pendingApproval");
    await ask(ada, "sending resume");
    await approvalCard(sam, "R-1002");
    // The card of the second request names the first one as history.
    const isLive = (text: string) => text.includes('"verb":"approve"') && !text.includes("R-1002");
    await eventually(() => !sam.messages().some((m) => isLive(JSON.stringify(m))), PATIENCE);
    bot.clock.forward(61 * MINUTE);
    await eventually(async () => (await bot.request("R-1002")).state === "denied", PATIENCE);
    await expectLedgerAddsUp(bot);
  });

  it("N1 a pause that lasts is told again after an hour, as the same row", async () => {
    const { ada, nadia } = await start();
    await ask(ada, PAUSE);
    const told = () =>
      nadia
        .messages()
        .filter(({ activity }) => JSON.stringify(activity).includes("paused sending"));
    await eventually(() => told().length === 1, PATIENCE);
    await eventually(async () => (await bot.riskgate.context.store.nextSendAt()) === undefined);
    bot.clock.forward(61 * MINUTE);
    await eventually(() => told().length === 2, PATIENCE);
    const sending = (await bot.riskgate.context.store.load("sending", "teams"))?.value;
    expect(sending?.notices).toHaveLength(1);
    expect(sending?.notices[0]?.copies).toHaveLength(2);
  });
});
