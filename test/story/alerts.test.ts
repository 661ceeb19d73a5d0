import { afterEach, expect, it } from "vitest";
import { HOUR } from "../../src/approval/instant.js";
import { tellAdministrators } from "../../src/service/tell-administrators.js";
import { eventually } from "../connector/eventually.js";
import { ask, card, chat, said } from "./chat-reading.js";
import { asTenant, type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

let bot: RunningBot;
afterEach(() => bot.stop());

it("N1 F1 a failing hand-over is told once an hour on one card, which ends as resolved", async () => {
  let isBroken = true;
  bot = await RunningBot.start({
    fulfilment: (real) => ({
      handOver: async (request, now) => {
        if (isBroken) throw new Error("down");
        return real.handOver(request, now);
      },
    }),
  });
  const [leo, ada] = await bot.installed("leo", "ada");
  await leo.say('request "Travel Portal"');
  await eventually(() => chat(ada).includes("cannot be handed over"));
  const alerts = () =>
    ada.messages().filter(({ activity }) => activity.summary?.includes("R-1001"));
  expect(alerts()).toHaveLength(1);
  bot.clock.forward(HOUR);
  await eventually(() => alerts().length === 2);
  bot.clock.forward(HOUR);
  await eventually(async () => ((await bot.request("R-1001")).handOver?.attempts ?? 0) >= 3);
  expect(alerts()).toHaveLength(2);
  isBroken = false;
  bot.clock.forward(HOUR);
  await eventually(() => !chat(ada).includes("cannot be handed over"));
  expect(alerts().map(({ activity }) => activity.summary)).toEqual(
    Array(2).fill("✔ Resolved: it could not be handed over (R-1001)"),
  );
});

it("N2 deliveries tries again what had failed for a person who has come back, once", async () => {
  bot = await RunningBot.start();
  const [riley, sam, ada] = await bot.installed("riley", "sam", "ada");
  await sam.uninstall();
  await riley.say('request "Finance Data" because quarterly close');
  await eventually(async () => (await bot.request("R-1001")).stages[0]?.status === "open");
  await bot.quiet();
  expect(await ask(ada, "deliveries", /Deliveries/)).toContain("has not installed the app");
  const list = await card(ada, "retryDeliveries");
  bot.clock.forward(1_000);
  expect(said(await ada.click(list, "retryDeliveries"))).toMatch(
    /\d+ notices? (is|are) tried again/,
  );
  await bot.quiet();
  expect(said(await ada.redeliver({ newId: true }))).toContain("Nothing had failed");
  expect(said(await sam.click(list, "retryDeliveries"))).toContain("cannot be used here");
  const retried = (await bot.riskgate.context.store.events("request", "R-1001")).filter(
    ({ type }) => type === "noticesRetried",
  );
  expect(retried).toHaveLength(1);
});

it("N1 trouble of the bot as a whole is told to every administrator when it is over, at most hourly", async () => {
  const variation = new Variation().role("Identity Governance Administrator", "ada", "sam");
  bot = await RunningBot.start({ tenant: asTenant(variation.file) });
  const [ada, sam, riley] = await bot.installed("ada", "sam", "riley");
  const { context } = bot.riskgate;
  const now = context.store.now();
  const span = { from: now - HOUR, to: now };
  for (let i = 0; i < 3; i += 1) await tellAdministrators(context, "storeRefusing", span);
  await tellAdministrators(context, "senderBlocked", span);
  for (const user of [ada, sam]) {
    await eventually(() => chat(user).includes("Resolved: Teams could not be reached"));
    expect(told(user)).toBe(1);
  }
  expect(chat(riley)).toBe("");
  bot.clock.forward(HOUR);
  await tellAdministrators(context, "storeRefusing", span);
  await eventually(() => told(ada) === 2);
});

function told(user: ListeningUser): number {
  const about = (summary = "") => summary.includes("The store could not be written");
  return user.messages().filter(({ activity }) => about(activity.summary)).length;
}
