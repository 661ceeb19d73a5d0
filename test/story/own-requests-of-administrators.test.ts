import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Riley is risky, asks for access, and is administrator and auditor as well. */
let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
beforeAll(async () => {
  const tenant = new Variation()
    .role("Identity Governance Administrator", "ada", "riley")
    .role("Reports Reader", "riley")
    .tenant();
  bot = await RunningBot.start({ tenant });
  [riley, sam, ada] = await bot.installed("riley", "sam", "ada");
  await ada.say('request "Travel Portal" because a trip');
  await bot.quiet();
});
afterAll(() => bot.stop());

const TOTALS = /\d+ intended = .* pending/;
const CHECKED = /Checked: \d+ aggregates, \d+ events, (?:\d+ anchors), \d+ texts/;

async function figuresFor(user: ListeningUser): Promise<string[]> {
  await bot.quiet();
  const totals = TOTALS.exec(await ask(user, "deliveries", /Deliveries/))?.[0] ?? "";
  const checked = CHECKED.exec(await ask(user, "audit verify", /^intact/))?.[0] ?? "";
  return [totals, checked.replace(/\d+ anchors/, "")];
}

describe("an administrator who has a request of his own", () => {
  it("V1 V4 reads in no figure of administration or audit what becomes of it", async () => {
    const before = await figuresFor(riley);
    expect(before.every(Boolean)).toBe(true);
    await riley.say('request "Finance Data" because quarterly close');
    const shown = await approvalCard(sam, "R-1002");
    expect(await figuresFor(riley)).toEqual(before);
    await sam.click(shown, "approve", { justification: "Spoke to Riley" });
    expect(await figuresFor(riley)).toEqual(before);
    expect(await figuresFor(ada)).not.toEqual(before);
  });

  it("V1 V4 learns from an export neither what happened to it nor on which days", async () => {
    const all = await ask(riley, "audit export", /Audit export/);
    expect(all).toContain("Requests that you made or that are for you are left out: 1.");
    await riley.say("cancel R-1002");
    await bot.quiet();
    bot.clock.forward(3 * 24 * 3_600_000);
    await ada.say('request "Travel Portal" because another trip');
    await bot.quiet();
    const later = await ask(riley, "audit export from today", /Audit export/);
    expect(later).toContain("Requests that you made or that are for you are left out: 1.");
    expect(
      await ask(riley, "audit export from 2019-01-01 to 2019-02-01", /no events/),
    ).not.toContain("left out");
  });

  it("V1 V4 does not see it wait while sending is paused", async () => {
    const waiting = async (user: ListeningUser) =>
      /\d+ notices? (?:is|are) pending/.exec(await ask(user, "sending", /pending/))?.[0];
    await ask(riley, "sending pause because the cards show a wrong name", /is paused/);
    await eventually(() => chat(ada).includes("has paused sending"));
    const nothing = "0 notices are pending";
    await eventually(async () => (await waiting(riley)) === nothing);
    await riley.say('request "Customer Records" because the audit');
    await eventually(async () => (await bot.request("R-1004")).stages[0]?.isResolved);
    expect(await waiting(riley)).toBe(nothing);
    expect(await waiting(ada)).not.toBe(nothing);
    await ask(riley, "sending resume", /goes on/);
    await bot.quiet();
  });
});
