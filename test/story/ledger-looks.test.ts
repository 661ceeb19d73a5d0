import { afterEach, expect, it, vi } from "vitest";
import { eventually } from "../connector/eventually.js";
import { RunningBot } from "./running-bot.js";

const PATIENCE = { timeoutMs: 20_000 };

let bot: RunningBot;
afterEach(() => bot.stop());

it("N2 a look at the ledger reads only what has changed since the one before", async () => {
  bot = await RunningBot.start();
  const [riley, sam] = await bot.installed("riley", "sam");
  const toSam = { conversationId: sam.conversationId };
  const before = bot.connector.requestsTo(toSam).length;
  const letGo = bot.connector.script(toSam, { kind: "hang" });
  await riley.say('request "Finance Data" because quarterly close');
  await eventually(() => bot.connector.requestsTo(toSam).length > before, PATIENCE);
  // The card of the second request waits behind the first one's, which hangs.
  await riley.say('request "Customer Records" because a new project');
  const { store } = bot.riskgate.context;
  const waiting = async () => (await store.sendable(store.now(), 9)).map(({ id }) => id);
  await eventually(async () => (await waiting()).includes("R-1002"), PATIENCE);

  const looks = vi.spyOn(store, "sendable");
  const reads = vi.spyOn(store, "load");
  const readsOfRequests = () => reads.mock.calls.filter(([kind]) => kind === "request").length;
  await eventually(() => looks.mock.calls.length >= 2, PATIENCE);
  const readsThen = readsOfRequests();
  const looksThen = looks.mock.calls.length;
  await eventually(() => looks.mock.calls.length >= looksThen + 10, PATIENCE);
  // What else happens may be read; without its memory every look would read the waiting request.
  expect(readsOfRequests() - readsThen).toBeLessThan(looks.mock.calls.length - looksThen);
  vi.restoreAllMocks();
  expect(await waiting()).toContain("R-1002");
  letGo();
});
