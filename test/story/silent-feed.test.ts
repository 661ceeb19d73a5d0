import { afterEach, beforeEach, expect, it } from "vitest";
import { DAY, MINUTE } from "../../src/approval/instant.js";
import { watchFeed } from "../../src/service/watch-feed.js";
import { eventually } from "../connector/eventually.js";
import { ask, chat } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

/** Long enough for a machine that stops for a while. */
const PATIENT = { timeoutMs: 60_000 };
const TOLD = "No insider risk level was reported since";

let bot: RunningBot;
let ada: ListeningUser;
let leo: ListeningUser;
let end: () => void;
let looks = 0;
beforeEach(async () => {
  bot = await RunningBot.start();
  [ada, leo] = (await bot.installed("ada", "leo")) as [ListeningUser, ListeningUser];
  const { context } = bot.riskgate;
  const store = new Proxy(context.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "now") looks += 1;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  end = watchFeed({ ...context, store }, 5);
}, 120_000);
afterEach(async () => {
  end();
  await bot.stop();
}, 120_000);

const tellings = () => chat(ada).split(TOLD).length - 1;

/** Some looks have been taken since. */
async function looked(): Promise<void> {
  const before = looks;
  await eventually(() => looks > before + 5, PATIENT);
  await bot.quiet();
}

async function report(lasting: number): Promise<void> {
  const expirationDateTime = new Date(bot.clock.now() + lasting).toISOString();
  const answer = await fetch(`${bot.url}/api/insider-risk/${leo.objectId}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ level: "elevated", source: "Purview export", expirationDateTime }),
  });
  expect(answer.status).toBe(200);
}

it("E3 N1 a feed that stopped is told to the administrators once, and again only after it had come back", async () => {
  await report(2 * DAY);
  await looked();
  expect(tellings()).toBe(0);
  bot.clock.forward(2 * DAY + MINUTE);
  await eventually(() => tellings() === 1, PATIENT);
  expect(chat(ada)).not.toContain("Leo");
  bot.clock.forward(3 * DAY);
  await looked();
  expect(tellings()).toBe(1);
  await report(DAY);
  bot.clock.forward(DAY + MINUTE);
  await eventually(() => tellings() === 2, PATIENT);
}, 180_000);

it("N1 a feed that goes on, or that nobody needs, is not missed", async () => {
  await report(2 * DAY);
  bot.clock.forward(2 * DAY - MINUTE);
  await report(2 * DAY);
  bot.clock.forward(1 * DAY);
  await looked();
  expect(tellings()).toBe(0);
  await ask(ada, "settings insider-risk off", /Confirm|confirm/);
  const change = ada.messageWith("confirm");
  if (!change) throw new Error("there is no change to confirm");
  await ada.click(change, "confirm");
  bot.clock.forward(9 * DAY);
  await looked();
  expect(tellings()).toBe(0);
}, 180_000);
