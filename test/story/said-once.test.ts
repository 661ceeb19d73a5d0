import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cardOf, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { card, chat, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

let bot: RunningBot;
let riley: ListeningUser;
beforeEach(async () => {
  bot = await RunningBot.start();
  [riley] = await bot.installed("riley");
});
afterEach(() => bot.stop());

describe("what is said once", () => {
  it("C1 N1 a typed withdrawal is confirmed by one message, which names the request", async () => {
    await riley.say('request "Finance Data" because quarterly close');
    await card(riley, "cancelRequest");
    const before = riley.messages().length;
    await riley.say("cancel R-1001");
    await eventually(() => riley.messages().length > before);
    await bot.quiet();
    const added = riley.messages().slice(before);
    expect(added).toHaveLength(1);
    expect(added[0]?.activity.summary).toContain("Finance Data was withdrawn");
    expect(JSON.stringify(added)).toContain("R-1001");
  });

  it("N3 a form that was sent names its request and leaves the live card to the request", async () => {
    await riley.say("request");
    const form = await card(riley, "submitRequest");
    const inputs = {
      accessPackage: new Variation().packageId("Finance Data"),
      justification: "by form",
    };
    const answer = await riley.click(form, "submitRequest", inputs);
    expect(said(answer)).toMatch(/R-1001 for Finance Data is sent/);
    const own = await card(riley, "cancelRequest");
    await riley.click(own, "cancelRequest");
    await eventually(() => chat(riley).includes("was withdrawn"));
    await bot.quiet();
    const live = riley.messages().filter((m) => verbsOf(cardOf(m)).includes("cancelRequest"));
    expect(live).toEqual([]);
    expect(said(await riley.click(form, "submitRequest", inputs))).toContain("R-1001");
  });
});
