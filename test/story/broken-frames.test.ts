import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let leo: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [leo] = await bot.installed("leo");
});
afterAll(() => bot.stop());

const TRAP = { toString: 1 };

describe.each(["conversationUpdate", "messageUpdate", "messageDelete", "message", "invoke"])(
  "D2 S a %s",
  (type) => {
    it.each([
      ["whose channel has no text", { channelId: [TRAP] }],
      ["whose kind of change has no text", { channelData: { eventType: [TRAP] } }],
      ["without data of its channel", { channelData: null }],
    ])("%s is taken without a fault", async (_, frame) => {
      const before = bot.logLines.length;
      const answer = await leo.send({ type, ...frame } as never);
      expect(answer.status === 501 ? 0 : answer.status).toBeLessThan(500);
      await bot.quiet();
      const lines = bot.logLines.slice(before);
      expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    });
  },
);
