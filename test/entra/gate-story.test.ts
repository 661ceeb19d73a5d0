import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, MINUTE } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat, openApproval, said } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";
import { keptWaiting } from "./kept-waiting.js";

let entra: EntraBot;
let riley: ListeningUser;
let sam: ListeningUser;
beforeAll(async () => {
  entra = await EntraBot.start();
  [riley, sam] = await entra.bot.installed("riley", "sam");
});
afterAll(() => entra.stop());

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);

/** A request of Riley, whose risk is high, that waits for Sam. */
async function reviewed() {
  const callOut = entra.ask("riley", "Finance Data");
  const answer = await entra.bot.post(callOut);
  expect(answer.status).toBe(202);
  const id = idOf(answer);
  return { callOut, id, card: await approvalCard(sam, id) };
}

async function endsAs(id: string, state: string): Promise<void> {
  await eventually(async () => (await entra.bot.request(id)).handOver?.isDone === true);
  expect((await entra.bot.request(id)).state).toBe(state);
}

describe("a request in Entra", () => {
  it("P4 F1 that is approved here goes on there, resumed once", async () => {
    const { callOut, id, card } = await reviewed();
    const settled = said(await sam.click(card, "approve", { justification: "known travel" }));
    expect(settled).toContain("Next: it goes on in Microsoft Entra");
    await endsAs(id, "handedOver");
    expect(entra.there(callOut)).toMatchObject({
      state: "pendingApproval",
      customExtensionCalloutInstances: [{ detail: `Request ${id}: may go on.` }],
    });
    await entra.bot.quiet();
    expect(entra.resumesOf(callOut)).toBe(1);
    await eventually(() => chat(riley).includes("My Access"));
  });

  it("D8 F1 that is denied here ends there", async () => {
    const { callOut, id, card } = await reviewed();
    await sam.click(card, "deny", { justification: "not now" });
    await endsAs(id, "denied");
    expect(entra.there(callOut).state).toBe("denied");
    expect(entra.resumesOf(callOut)).toBe(1);
    expect(JSON.stringify(entra.there(callOut))).not.toMatch(/risk|not now/i);
  });

  it("T3 that nobody decides is denied before Entra stops waiting", async () => {
    const { callOut, id } = await reviewed();
    entra.bot.clock.forward(DAY - 30 * MINUTE);
    await endsAs(id, "denied");
    expect(entra.there(callOut).state).toBe("denied");
    expect((await entra.bot.request(id)).endReason).toBe("timedOut");
  });

  it("C1 that its person withdraws here is canceled there", async () => {
    const { callOut, id } = await reviewed();
    await riley.say(`cancel ${id}`);
    await endsAs(id, "canceled");
    expect(entra.there(callOut).state).toBe("canceled");
  });

  it("E2 of somebody without risk goes on at once, and nobody is asked", async () => {
    const callOut = entra.ask("omar", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await endsAs(id, "handedOver");
    expect(openApproval(sam, id)).toBeUndefined();
    expect(entra.there(callOut).state).toBe("pendingApproval");
  });

  it("F1 of somebody without risk is resumed within a second of its evaluation", async () => {
    const before = keptWaiting();
    const callOut = entra.ask("omar", "Travel Portal");
    const id = idOf(await entra.bot.post(callOut));
    await endsAs(id, "handedOver");
    const events = await entra.bot.riskgate.context.store.events("request", id);
    const at = (type: string) => Date.parse(events.find((e) => e.type === type)?.at ?? "");
    // What the machine itself made wait, with others at work on it, is no wait of the bot.
    const machine = keptWaiting() - before;
    expect(at("requestHandedOver") - at("requestPlanned")).toBeLessThan(1_000 + machine);
  });

  it.each(["userRemove", "adminRemove", "systemRemove", "systemUpdate", "approverRemove"])(
    "I5 of type %s goes on at once",
    async (requestType) => {
      const callOut = entra.ask("riley", "Finance Data", { requestType });
      const id = idOf(await entra.bot.post(callOut));
      await endsAs(id, "handedOver");
      expect(entra.there(callOut).state).toBe("pendingApproval");
      expect(openApproval(sam, id)).toBeUndefined();
    },
  );

  it("I2 whose call-out comes again and again is one request, resumed once", async () => {
    const callOut = entra.ask("omar", "Customer Records");
    const answers = await Promise.all(Array.from({ length: 10 }, () => entra.bot.post(callOut)));
    const ids = new Set(answers.map(idOf));
    expect(ids.size).toBe(1);
    await endsAs([...ids][0] ?? "", "handedOver");
    await entra.bot.post(callOut);
    await entra.bot.quiet();
    expect(entra.resumesOf(callOut)).toBe(1);
  });

  it("I3 for what is asked for already is canceled there, with the reason", async () => {
    const { id, card } = await reviewed();
    const second = entra.ask("riley", "Finance Data");
    const answer = await entra.bot.post(second);
    await endsAs(idOf(answer), "canceled");
    expect(entra.there(second)).toMatchObject({
      state: "canceled",
      customExtensionCalloutInstances: [
        { detail: `Request ${idOf(answer)}: another request is open: ${id}.` },
      ],
    });
    await sam.click(card, "deny", { justification: "enough" });
    await endsAs(id, "denied");
  });
});
