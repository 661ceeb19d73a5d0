import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { answers } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { RunningBot } from "./running-bot.js";

let folder: string;
let bot: RunningBot;
let isSender: boolean;
beforeEach(async () => {
  isSender = true;
  folder = await mkdtemp(join(tmpdir(), "riskgate-election-"));
  bot = await RunningBot.start({
    sendLimits: "teams",
    openStore: async (tenantId, clock) =>
      electable(await openEmbeddedStore({ folder, tenantId, clock })),
  });
});
afterEach(async () => {
  await bot.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A store of which another process may become the one that sends. */
function electable(store: AuditedStore): AuditedStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === "isSender") return () => isSender;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

it("N2 what waits for its turn is not posted by a process that sends no more", async () => {
  const [riley, sam] = await bot.installed("riley", "sam");
  const { connector } = bot;
  const cards = () =>
    connector.requestsTo({ name: "post", conversationId: sam.conversationId }).length;
  const greetings = cards();
  connector.script({ name: "post", conversationId: sam.conversationId }, answers.slow(700), 1);
  await riley.say('request "Finance Data" because quarterly close');
  await riley.say('request "Customer Records" because quarterly close');
  await eventually(() => cards() > greetings);
  isSender = false;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(cards()).toBe(greetings + 1);
  isSender = true;
  await eventually(() => cards() > greetings + 1);
});
