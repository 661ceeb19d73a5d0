import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { cardOf, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let sam: ListeningUser;
let ada: ListeningUser;
let riley: ListeningUser;
/** The time that goes by; a test moves it with the wall clock, or does not. */
let passed = 0;

beforeEach(async () => {
  passed = 0;
  bot = await RunningBot.start({ steady: () => Date.now() + passed });
  [sam, ada, riley] = await bot.installed("sam", "ada", "riley");
  await riley.say('request "Finance Data" because quarterly close');
});
afterEach(() => bot.stop());

const jump = (ms: number): void => bot.clock.forward(ms);
const pass = (ms: number): void => {
  passed += ms;
  bot.clock.forward(ms);
};
const ready = async () =>
  (await (await fetch(`${bot.url}/readyz`)).json()) as { readonly deadlines?: string };

it("T3 S nobody is denied by a clock that jumps ahead, clicks count, and administrators hear of it", async () => {
  const card = await approvalCard(sam);
  jump(30 * DAY);
  await eventually(async () => JSON.stringify(await ready()).includes("The clock has jumped"));
  // An administrator must reach the bot to confirm, also through a load balancer that asks.
  expect(await ready()).toMatchObject({ status: "ready", deadlines: "held" });
  await eventually(() => chat(ada).includes("The clock has jumped"));
  expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  await sam.click(card, "approve", { justification: "Spoke to the person" });
  expect((await bot.request("R-1001")).stages[0]?.outcome?.reviewResult).toBe("Approved");
});

it("T4 T6 U1 an administrator confirms the clock: deadlines go on, and what was left out counts as an outage", async () => {
  await approvalCard(sam);
  jump(30 * DAY);
  expect(await ask(ada, "clock", / ahead, from /)).toContain("Deadlines wait");
  expect(await ask(ada, "clock confirm", /Confirmed/)).toContain("Deadlines go on");
  const granted = await eventually(async () => (await bot.request("R-1001")).stages[0]?.graceUntil);
  expect(granted).toBeGreaterThan(bot.clock.now());
  expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  await eventually(async () => (await ready()).deadlines === undefined);
  const events = await bot.riskgate.context.store.events("person", ada.objectId);
  expect(events.map(({ type }) => type)).toContain("clockConfirmed");
  expect(await ask(ada, "clock confirm", /nothing to confirm/)).toContain("Nothing was changed");
  pass(HOUR + MINUTE);
  await eventually(async () => (await bot.request("R-1001")).state === "denied");
});

it("T4 a clock set back holds nothing for ever: time goes on, and after the confirmation it waits for the clock", async () => {
  const card = await approvalCard(sam);
  jump(-2 * HOUR);
  const before = bot.riskgate.context.store.now();
  pass(MINUTE);
  expect(bot.riskgate.context.store.now()).toBeGreaterThanOrEqual(before + MINUTE);
  expect(await ask(ada, "clock", / back, from /)).toContain("clock confirm");
  await sam.click(card, "deny", { justification: "No" });
  expect((await bot.request("R-1001")).state).toBe("denied");
});

it("T4 a restart confirms nothing, and a person without the role is told nothing", async () => {
  const card = await approvalCard(sam);
  jump(30 * DAY);
  await eventually(async () => JSON.stringify(await ready()).includes("The clock has jumped"));
  await eventually(() => existsSync(join(bot.folder, "clock-jump.json")));
  await bot.halt();
  await bot.open();
  expect(JSON.stringify(await ready())).toContain("The clock has jumped");
  expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  expect(verbsOf(cardOf(card))).toContain("approve");
  expect(await ask(riley, "clock confirm", /do not know/)).not.toContain("jumped");
});
