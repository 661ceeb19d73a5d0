import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { ask, card, said } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";

/** Long enough for a machine that stops for a while. */
const PATIENT = { timeoutMs: 60_000 };

let entra: EntraBot;
let omar: ListeningUser;
let ada: ListeningUser;
let callOut: ReturnType<EntraBot["ask"]>;
let id: string;
beforeAll(async () => {
  entra = await EntraBot.start();
  [omar, ada] = (await entra.bot.installed("omar", "ada")) as [ListeningUser, ListeningUser];
  callOut = entra.ask("omar", "Finance Data");
  id = String((await entra.bot.post(callOut)).body.id);
  const isDone = async () => (await entra.bot.request(id)).handOver?.isDone === true;
  await eventually(isDone, PATIENT);
}, 120_000);
afterAll(() => entra.stop(), 120_000);

/** The card of the request as the administrator opens it from his list. */
async function details(): Promise<string> {
  await ask(ada, "requests", /Requests/);
  return said(await ada.click(await card(ada, "open"), "open", { r: id }));
}

describe("what Entra makes of a request after the resume", () => {
  it.each([
    ["pendingApproval", "continues in My Access", "waits for its own approvals"],
    ["scheduled", "was approved", "access begins later"],
    ["delivering", "Access is being set up", "access is being set up"],
    ["delivered", "You now have access to Finance Data", "Delivered"],
    ["partiallyDelivered", "not all of the access", "Delivered in part"],
    ["deliveryFailed", "not all of the access", "the delivery failed"],
    ["denied", "was not approved", "Denied"],
    ["canceled", "was withdrawn", "Withdrawn"],
    ["somethingNew", "continues in My Access", "cannot be read now"],
  ])(
    "P4 %s is shown to its person and to an administrator, and changes nothing here",
    async (state, own, administrators) => {
      entra.there(callOut).state = state as never;
      const { handOver: before } = await entra.bot.request(id);
      expect(await ask(omar, `status ${id}`, new RegExp(own))).not.toMatch(/risk|insider/i);
      const shown = await details();
      expect(shown).toContain("In Microsoft Entra now");
      expect(shown).toContain(administrators);
      const { state: here, handOver } = await entra.bot.request(id);
      expect([here, handOver]).toEqual(["handedOver", before]);
    },
    120_000,
  );

  it("P4 N2 an Entra that does not answer delays nothing but its own line", async () => {
    entra.graph.trouble(/assignmentRequests/, { status: 403, times: 2 });
    expect(await ask(omar, `status ${id}`, /continues in My Access/)).toContain("Open My Access");
    expect(await details()).toContain("Its state cannot be read now");
  }, 120_000);

  it("P4 I5 a request that gives no access says nothing of it", async () => {
    const removal = entra.ask("omar", "Finance Data", { requestType: "userRemove" });
    const removed = String((await entra.bot.post(removal)).body.id);
    await eventually(async () => (await entra.bot.request(removed)).handOver?.isDone, PATIENT);
    entra.there(removal).state = "delivered";
    const own = await ask(omar, `status ${removed}`, new RegExp(removed));
    expect(own).not.toContain("You now have access");
  }, 120_000);
});
