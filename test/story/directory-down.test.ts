import { afterEach, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { ask, chat } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

let bot: RunningBot;
afterEach(() => bot.stop());

it("N1 N2 a delegate hears of it once the directory can say who appointed him", async () => {
  const variation = new Variation();
  let isDown = false;
  bot = await RunningBot.start({
    tenant: variation.tenant(),
    people: (real) => ({
      ...real,
      byUserPrincipalName: (name) => {
        isDown = true;
        return real.byUserPrincipalName(name);
      },
      byId: (id) =>
        isDown && id === variation.id("morgan") ? Promise.reject(new Error("down")) : real.byId(id),
    }),
  });
  const [morgan, leo] = await bot.installed("morgan", "leo");
  await ask(morgan, "delegate to leo@contoso.example", /may decide for you/);
  const rows = async () =>
    (await bot.riskgate.context.store.load("person", morgan.objectId))?.value.notices;
  await eventually(async () => (await rows())?.[0]?.failure === "unreadable");
  expect(await rows()).toMatchObject([{ state: "pending", copies: [] }]);
  expect((await rows())?.[0]).not.toHaveProperty("sendingSince");
  isDown = false;
  await eventually(() => chat(leo).includes("You can now decide for Morgan"));
});
