import { afterEach, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const ASK = 'request "Finance Data" because quarterly close';

let bot: RunningBot;
afterEach(() => bot.stop());

async function pending(variation = new Variation()) {
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const [riley, sam, ada, morgan, omar] = await bot.installed(
    "riley",
    "sam",
    "ada",
    "morgan",
    "omar",
  );
  await riley.say(ASK);
  await approvalCard(sam);
  await bot.quiet();
  return { riley, sam, ada, morgan, omar, samsCard: await approvalCard(sam) };
}

const stage = async (index = 0) => (await bot.request("R-1001")).stages[index];
const state = async () => (await bot.request("R-1001")).state;

function reminders(person: ListeningUser): number {
  return person.messages().filter(({ activity }) => activity.summary?.includes("⏰")).length;
}

async function down(ms: number): Promise<void> {
  await bot.halt();
  bot.clock.forward(ms);
  await bot.open();
}

describe("reminders and escalation", () => {
  it("T1 T2 N1 one reminder before each deadline, a card for the fallback, none new for the primaries", async () => {
    const { sam, ada, morgan, omar, riley, samsCard } = await pending();
    bot.clock.forward(89 * SECOND - 10 * SECOND);
    await bot.quiet();
    expect(reminders(sam)).toBe(0);
    bot.clock.forward(12 * SECOND);
    await eventually(() => reminders(sam) === 1 && reminders(ada) === 1);
    expect(chat(sam)).toContain("R-1001 waits for your decision");
    bot.clock.forward(60 * SECOND);
    await bot.quiet();
    expect([reminders(sam), reminders(morgan)]).toEqual([1, 0]);
    const before = sam.messages().length;
    bot.clock.forward(31 * SECOND);
    await approvalCard(morgan);
    await approvalCard(omar);
    await eventually(() => chat(sam).includes("Escalated"));
    await bot.quiet();
    expect(sam.messages().length).toBe(before);
    bot.clock.forward(91 * SECOND);
    await eventually(() => reminders(sam) === 2 && reminders(omar) === 1);
    await bot.quiet();
    bot.clock.forward(60 * SECOND);
    await bot.quiet();
    expect([sam, ada, morgan, omar].map(reminders)).toEqual([2, 2, 1, 1]);
    expect(said(await sam.click(samsCard, "approve", { justification: "still mine" }))).toContain(
      "Approved by Sam Okafor",
    );
    await eventually(() => chat(omar).includes("Approved by Sam Okafor"));
    // N3: what has reminded of it says that it is over.
    await eventually(() => [sam, ada, morgan, omar].every((person) => reminders(person) === 0));
    expect(chat(sam)).toContain("no longer waits for your decision");
    expect(chat(riley)).not.toMatch(/remind|waits for your|escalat/i);
  });

  it("T1 D2 a fallback approver decides after the escalation and not before", async () => {
    const { morgan, sam } = await pending();
    await ask(morgan, "approve R-1001 because early", /do not find/);
    bot.clock.forward(3 * MINUTE);
    const card = await approvalCard(morgan);
    expect(said(await morgan.click(card, "deny", { justification: "on duty" }))).toContain(
      "Denied by Morgan Diaz",
    );
    await eventually(() => chat(sam).includes("Denied by Morgan Diaz"));
  });

  it("T3 T5 each stage has its own clock, and the denial says that nobody decided", async () => {
    const { sam, riley, morgan, samsCard } = await pending();
    bot.clock.forward(2 * MINUTE);
    await sam.click(samsCard, "approve", { justification: "ok" });
    await eventually(() => openApproval(morgan));
    bot.clock.forward(14 * MINUTE);
    await bot.quiet();
    expect(await state()).toBe("pendingApproval");
    bot.clock.forward(MINUTE + SECOND);
    await eventually(() => chat(riley).includes("was not approved"));
    await eventually(() => chat(morgan).includes("Denied: nobody decided in time"));
    const events = await bot.riskgate.context.store.events("request", "R-1001");
    expect(JSON.stringify(events)).toMatch(/timed ?out/i);
  });

  it("T5 D1 a click at the moment of the denial and the denial have one winner", async () => {
    const { sam, riley, samsCard } = await pending();
    const denied = (await stage())?.clockStartedAt ?? 0;
    bot.clock.forward(denied + 6 * MINUTE - bot.clock.now() - 15);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sam.click(samsCard, "approve", { justification: "now" })),
    );
    await eventually(async () => (await stage())?.status === "settled");
    const result = (await stage())?.outcome?.reviewResult;
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      if (result === "Denied") expect(said(answer)).not.toContain("Approved by");
    }
    if (result === "Denied") await eventually(() => chat(riley).includes("was not approved"));
  });
});

describe("after an outage", () => {
  it("T4 what fell due while the bot was down happens at start, once", async () => {
    const { sam, morgan, riley } = await pending();
    bot.clock.forward(60 * SECOND);
    await bot.quiet();
    await down(130 * SECOND);
    await approvalCard(morgan);
    await bot.quiet();
    expect(reminders(sam)).toBe(0);
    await down(SECOND);
    await bot.quiet();
    const cards = morgan.messages().filter(({ activity }) => activity.summary?.includes("wants"));
    expect(cards).toHaveLength(1);
    bot.clock.forward(3 * MINUTE);
    await eventually(() => chat(riley).includes("was not approved"));
  });

  it("T4 a reminder that fell due while the bot was down comes at start, once", async () => {
    const { sam } = await pending();
    await down(100 * SECOND);
    await eventually(() => reminders(sam) === 1);
    await down(SECOND);
    await bot.quiet();
    expect(reminders(sam)).toBe(1);
  });

  it("T6 a stage whose whole time was lost gets one grace, and clicks in it count", async () => {
    const { sam, morgan, riley, samsCard } = await pending();
    await down(10 * MINUTE);
    await approvalCard(morgan);
    await bot.quiet();
    expect(await state()).toBe("pendingApproval");
    expect(reminders(sam)).toBe(0);
    expect(chat(riley)).not.toContain("not approved");
    bot.clock.forward(5 * MINUTE);
    await bot.quiet();
    const settled = await sam.click(samsCard, "approve", { justification: "after the outage" });
    expect(said(settled)).toContain("Approved by Sam Okafor");
  });

  it("T6 T3 the grace is given once: then the request is denied, outage or not", async () => {
    const { riley, morgan } = await pending();
    await down(10 * MINUTE);
    await approvalCard(morgan);
    await bot.quiet();
    await down(20 * MINUTE);
    await eventually(() => chat(riley).includes("was not approved"));
    expect((await stage())?.outcome?.reason).toBe("timedOut");
  });

  it("T6 an outage that left time enough gives no grace", async () => {
    const { riley } = await pending();
    await down(60 * SECOND);
    bot.clock.forward(5 * MINUTE + SECOND);
    await eventually(() => chat(riley).includes("was not approved"));
  });

  it("T6 A3 a stage without deciders gets no grace", async () => {
    const nobody = { primaryApprovers: [], fallbackApprovers: [] };
    const variation = new Variation()
      .disable("sam")
      .role("Security Administrator", "sam")
      .settings("idProtection", { fallbackApprovers: nobody.fallbackApprovers });
    bot = await RunningBot.start({ tenant: variation.tenant() });
    const [riley, ada] = await bot.installed("riley", "ada");
    await riley.say(ASK);
    await eventually(() => chat(ada).includes("Nobody can decide R-1001"));
    await down(10 * MINUTE);
    await eventually(() => chat(riley).includes("was not approved"));
    expect(await state()).toBe("denied");
  });

  it("T4 T6 several requests come back in the order of their due times, notices that are overtaken are never sent", async () => {
    const { riley, sam, morgan } = await pending();
    bot.clock.forward(30 * SECOND);
    await riley.say('request "Travel Portal"');
    await approvalCard(sam, "R-1002");
    await bot.quiet();
    await down(200 * SECOND);
    await approvalCard(morgan, "R-1001");
    await approvalCard(morgan, "R-1002");
    await bot.quiet();
    const order = morgan
      .messages()
      .filter(({ activity }) => activity.summary?.includes("wants"))
      .map(({ activity }) => JSON.stringify(activity).match(/R-100\d/)?.[0]);
    expect(order).toEqual(["R-1001", "R-1002"]);
    expect(reminders(sam)).toBe(0);
  });
});
