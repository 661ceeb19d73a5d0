import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, said } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";

/** Teams gives a click up after about 10 s; the rest is for a machine that does other things too. */
const GIVEN_UP = 12_000;

let folder: string;
let bot: RunningBot;
/** While there is one, no commit is answered. */
let hanging: AbortController | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-late-"));
  bot = await RunningBot.start({
    openStore: async (tenantId, clock) =>
      hangable(await openEmbeddedStore({ folder, tenantId, clock })),
  });
});
afterEach(async () => {
  hanging?.abort();
  await bot.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A database that takes a commit and does not answer. */
function hangable(store: AuditedStore): AuditedStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const call = value.bind(target);
      if (name !== "commit") return call;
      return async (...given: unknown[]) => {
        const result = await call(...given);
        if (hanging) await once(hanging.signal, "abort");
        return result;
      };
    },
  });
}

it("D1 D6 a click on a store that hangs is answered before Teams gives it up, and what it did stands", async () => {
  const [riley, sam] = await bot.installed("riley", "sam");
  await riley.say('request "Finance Data" because quarterly close');
  const card = await approvalCard(sam);
  await bot.quiet();
  hanging = new AbortController();
  const began = performance.now();
  const late = await sam.click(card, "deny", { justification: "Not needed" });
  expect(performance.now() - began).toBeLessThan(GIVEN_UP);
  expect(late.status).toBe(200);
  expect(said(late)).toContain("may still be done. Please open the card again in a minute");
  hanging.abort();
  hanging = undefined;
  await eventually(async () => (await bot.request("R-1001")).state === "denied");
  // Whoever clicks again, as he was asked to look again, is told what stands.
  expect(said(await sam.click(card, "deny", { justification: "Not needed" }))).toContain(
    "Denied by",
  );
  const events = await bot.riskgate.context.store.events("request", "R-1001");
  expect(events.filter(({ type }) => type === "stageDecided")).toHaveLength(1);
}, 60_000);
