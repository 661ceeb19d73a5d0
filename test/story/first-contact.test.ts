import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registerPerson } from "../../src/service/register-person.js";
import { eventually } from "../connector/eventually.js";
import { HELP } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let riley: ListeningUser;
beforeEach(async () => {
  bot = await RunningBot.start();
  riley = bot.user("riley");
});
afterEach(() => bot.stop());

const greetings = () => riley.messages().filter(({ activity }) => activity.summary === HELP).length;

async function conversation() {
  const { store } = bot.riskgate.context;
  return (await store.load("person", riley.objectId))?.value.conversation;
}

describe("the first contact", () => {
  it("N2 a chat window that is opened greets its person once, who counts as installed before", async () => {
    await registerPerson(bot.riskgate.context, riley.objectId, {
      conversationId: riley.conversationId,
      serviceUrl: bot.connector.serviceUrl,
      botId: "28:bot",
      mri: riley.mri,
    });
    await riley.install();
    await eventually(() => greetings() > 0);
    await riley.install();
    await bot.quiet();
    expect(greetings()).toBe(1);
    await riley.uninstall();
    await riley.install();
    await eventually(() => greetings() === 2);
  });

  it("an activity that names no language and no time zone takes away neither", async () => {
    await riley.say("help");
    expect(await conversation()).toMatchObject({ timeZone: "Europe/Berlin", locale: "en-US" });
    const silent = { localTimezone: undefined, locale: undefined, entities: [] } as never;
    await riley.send({ type: "installationUpdate", action: "add", ...(silent as object) });
    expect(await conversation()).toMatchObject({ timeZone: "Europe/Berlin", locale: "en-US" });
    await riley.say("help", { localTimezone: "Asia/Tokyo", locale: "ja-JP" });
    expect(await conversation()).toMatchObject({ timeZone: "Asia/Tokyo", locale: "ja-JP" });
  });
});
