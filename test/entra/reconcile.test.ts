import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reconcile } from "../../src/service/reconcile.js";
import { eventually } from "../connector/eventually.js";
import { guid } from "../graph/graph-world.js";
import { OUR_EXTENSION } from "../graph/world-requests.js";
import { approvalCard, openApproval, said } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { compareNow } from "./compare-now.js";
import { EntraBot } from "./entra-bot.js";

let entra: EntraBot;
let riley: ListeningUser;
let sam: ListeningUser;
beforeEach(async () => {
  entra = await EntraBot.start();
  [riley, sam] = await entra.bot.installed("riley", "sam");
});
afterEach(() => entra.stop());

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);
const NOTHING = { closed: 0, takenIn: 0, resumedAgain: 0, leftAlone: 0, failed: 0 };

const compare = () => compareNow(entra);

async function reviewed() {
  const callOut = entra.ask("riley", "Finance Data");
  const id = idOf(await entra.bot.post(callOut));
  return { callOut, id, card: await approvalCard(sam, id) };
}

describe("what ended in Entra", () => {
  it.each([
    ["canceled", "canceled", "canceledInEntra"],
    ["denied", "denied", "deniedInEntra"],
    ["deliveryFailed", "denied", "deniedInEntra"],
    ["pendingApproval", "handedOver", "decidedInEntra"],
    ["delivered", "handedOver", "decidedInEntra"],
  ] as const)("C1 N3 as %s closes its cards here", async (there, here, endReason) => {
    const { callOut, id, card } = await reviewed();
    expect(await compare()).toEqual(NOTHING);
    const request = entra.there(callOut);
    request.state = there;
    for (const each of request.customExtensionCalloutInstances) each.status = "callbackTimedOut";
    expect(await compare()).toEqual({ ...NOTHING, closed: 1 });
    expect(await entra.bot.request(id)).toMatchObject({ state: here, endReason });
    await eventually(() => openApproval(sam, id) === undefined);
    const late = said(await sam.click(card, "approve", { justification: "late" }));
    expect(late).toContain(there === "canceled" ? "○ Withdrawn" : "○ Ended in Microsoft Entra");
    expect(late).not.toMatch(/approved by|delegation/i);
    expect((await entra.bot.request(id)).state).toBe(here);
    expect(await compare()).toEqual(NOTHING);
    await entra.bot.quiet();
    expect(entra.graph.seenAt(/\/resume$/)).toEqual([]);
    const figures = await (await fetch(`${entra.bot.url}/metrics`)).text();
    const result = here === "handedOver" ? "wentOn" : here;
    expect(figures).toContain(`riskgate_reconciled_total{result="${result}"} 1\n`);
  });

  it("C1 and is gone there counts as canceled", async () => {
    const { callOut, id } = await reviewed();
    entra.graph.world.assignmentRequests.delete(callOut.AccessPackageAssignmentRequestId);
    expect(await compare()).toMatchObject({ closed: 1 });
    expect((await entra.bot.request(id)).state).toBe("canceled");
  });

  it("is not believed of a list alone: the request itself is asked", async () => {
    const { callOut, id } = await reviewed();
    // A list that lags does not have the request.
    entra.there(callOut).state = "scheduled";
    expect(await compare()).toEqual(NOTHING);
    expect((await entra.bot.request(id)).state).toBe("pendingApproval");
  });
});

describe("what waits in Entra", () => {
  it("I5 and is unknown here is taken in as its call-out would be, once", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const young = await reconcileNow();
    expect(young).toEqual(NOTHING);
    expect(await compare()).toEqual({ ...NOTHING, takenIn: 1 });
    expect(await compare()).toEqual(NOTHING);
    const late = await entra.bot.post(callOut);
    expect(late.status).toBe(200);
    const card = await approvalCard(sam, idOf(late));
    await sam.click(card, "approve", { justification: "known travel" });
    await eventually(() => entra.resumesOf(callOut) === 1);
  });

  it("I5 and names nobody whose access it is, is ended", async () => {
    const callOut = entra.ask("riley", "Finance Data", { requestType: "onBehalfAdd" });
    const request = entra.there(callOut);
    request.assignment = null;
    expect(await compare()).toMatchObject({ takenIn: 1 });
    await eventually(() => entra.there(callOut).state === "denied");
  });

  it("for somebody else's custom extension is left alone", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const [instance] = entra.there(callOut).customExtensionCalloutInstances;
    if (instance) instance.customExtensionId = guid("e", 2);
    expect(await compare()).toEqual({ ...NOTHING, leftAlone: 1 });
    expect(entra.graph.seenAt(/\/resume$/)).toEqual([]);
    expect(guid("e", 2)).not.toBe(OUR_EXTENSION);
  });

  it("F1 although it was resumed is told again", async () => {
    const { callOut, id, card } = await reviewed();
    await sam.click(card, "deny", { justification: "not now" });
    await eventually(async () => (await entra.bot.request(id)).handOver?.isDone);
    const request = entra.there(callOut);
    request.state = "submitted";
    for (const each of request.customExtensionCalloutInstances) each.status = "waitingForCallback";
    expect(await compare()).toMatchObject({ resumedAgain: 1 });
    expect(request.state).toBe("denied");
    expect(await compare()).toEqual(NOTHING);
  });

  it("is found on every page", async () => {
    entra.graph.pageSize = 3;
    for (let count = 0; count < 10; count += 1)
      entra.ask("riley", "Finance Data", { requestType: "userRemove" });
    expect(await compare()).toMatchObject({ takenIn: 10 });
  });
});

it("a Graph that cannot be read ends nothing", async () => {
  const { id } = await reviewed();
  entra.graph.trouble(/assignmentRequests/, { status: 403, times: 100 });
  await expect(compare()).rejects.toThrow(/403/);
  expect((await entra.bot.request(id)).state).toBe("pendingApproval");
});

it("C1 N3 a 404 that is not Graph's ends nothing, and the rest is compared", async () => {
  const { callOut, id } = await reviewed();
  entra.there(callOut).state = "scheduled";
  const lost = entra.ask("omar", "Customer Records");
  entra.graph.trouble(/assignmentRequests\/[^/]+$/, { status: 404, text: "<html></html>" });
  expect(await compare()).toMatchObject({ closed: 0, takenIn: 1, failed: 1 });
  expect((await entra.bot.request(id)).state).toBe("pendingApproval");
  await eventually(() => entra.resumesOf(lost) === 1);
});

it("C1 a list that ends in the middle ends nothing", async () => {
  const { id } = await reviewed();
  entra.graph.pageSize = 1;
  entra.ask("omar", "Customer Records");
  entra.ask("omar", "Finance Data");
  const list = /\/assignmentRequests$/;
  for (const trouble of [
    { status: 200, text: '{"value":[{"id":"7' },
    { status: 200, text: '{"value":[{"id":7}]}' },
    { status: 404, text: "<html></html>" },
  ]) {
    entra.graph.trouble(list, {});
    entra.graph.trouble(list, trouble);
    await expect(compare()).rejects.toMatchObject({ name: "GraphError" });
    expect((await entra.bot.request(id)).state).toBe("pendingApproval");
  }
});

it("N1 the person hears that it was withdrawn in Entra", async () => {
  const { callOut, id } = await reviewed();
  const request = entra.there(callOut);
  request.state = "canceled";
  for (const each of request.customExtensionCalloutInstances) each.status = "callbackReceived";
  await compare();
  await eventually(async () => {
    const { notices } = await entra.bot.request(id);
    return notices.some(
      (n) => n.kind === "outcome" && n.recipient === riley.objectId && n.state === "delivered",
    );
  });
});

function reconcileNow() {
  const { context } = entra.bot.riskgate;
  if (!context.gate) throw new Error("there is no gate");
  return reconcile(context, context.gate);
}
