import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";

let entra: EntraBot;
let admin: ListeningUser;
beforeAll(async () => {
  entra = await EntraBot.start();
  [admin] = await entra.bot.installed("ada");
});
afterAll(() => entra.stop());

it("S1 S2 a denial that could outlast Entra's wait is refused with what is allowed, and nothing changes", async () => {
  const answer = await ask(admin, "settings id-protection deadline 1d, denial 12d", /Entra/);
  expect(answer).toContain("The denial cannot be 12 days: Entra would stop waiting before");
  expect(answer).toContain("Entra waits at most 14 days for all reviews of a request together");
  expect(answer).toContain("here it can be 10 days 22 h");
  expect(answer).toContain("Nothing was changed. Example: settings id-protection deadline 1d, denial 3d");
  const { store } = entra.bot.riskgate.context;
  const stored = await store.load("controlConfiguration", "idProtection");
  expect(stored?.value.settings.durationBeforeAutomaticDenial).toBe("P3D");
  expect(stored?.value.changes).toEqual([]);
});
