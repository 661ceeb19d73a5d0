import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";

let entra: EntraBot;
let sam: ListeningUser;
beforeEach(async () => {
  entra = await EntraBot.start();
  [sam] = await entra.bot.installed("sam");
});
afterEach(() => entra.stop());

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);
const DOWN = { status: 500, times: 1_000 };
const PEOPLE = /\/users/;
const ROLES = /\/roleManagement|\/users/;
const RESUME = /\/resume$/;

/** Graph is up again; what waits for a while to try again does so now. */
async function recover(isWell: () => boolean | Promise<boolean>): Promise<void> {
  entra.graph.calmDown();
  for (let minutes = 0; minutes < 5; minutes += 1) {
    const well = await eventually(isWell, { timeoutMs: 1_500 }).catch(() => false);
    if (well) return;
    entra.bot.clock.forward(1 * MINUTE);
  }
  await eventually(isWell);
}

async function approve(id: string): Promise<void> {
  await sam.click(await approvalCard(sam, id), "approve", { justification: "known travel" });
}

const isDone = (id: string) => async () => (await entra.bot.request(id)).handOver?.isDone === true;

/** What each story comes to, however it got there: approved there, by one resume. */
async function wentWell(callOut: ReturnType<EntraBot["ask"]>, id: string): Promise<void> {
  expect((await entra.bot.request(id)).state).toBe("handedOver");
  expect(entra.there(callOut).state).toBe("pendingApproval");
  expect(entra.resumesOf(callOut)).toBe(1);
}

describe("Graph is down for a while", () => {
  it("I5 when the call-out comes: it is taken at once and looked up later", async () => {
    entra.graph.trouble(PEOPLE, DOWN);
    const callOut = entra.ask("riley", "Finance Data");
    const answer = await entra.bot.post(callOut);
    expect([answer.status, answer.body.state]).toEqual([202, "pendingApproval"]);
    const id = idOf(answer);
    await eventually(async () => ((await entra.bot.request(id)).lookUp?.attempts ?? 0) > 0);
    await recover(async () => (await entra.bot.request(id)).stages.length > 0);
    await approve(id);
    await eventually(isDone(id));
    await wentWell(callOut, id);
  });

  it("T5 when the approvers are looked up", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    entra.graph.trouble(/\/roleAssignments|\/roleDefinitions/, DOWN);
    const id = idOf(await entra.bot.post(callOut));
    await eventually(
      async () => ((await entra.bot.request(id)).stages[0]?.resolveAttempts ?? 0) > 0,
    );
    entra.graph.calmDown();
    // No minute may go by: then whoever could be read would decide.
    const isResolved = async () => (await entra.bot.request(id)).stages[0]?.isResolved === true;
    await eventually(isResolved, { timeoutMs: 20_000 });
    await approve(id);
    await eventually(isDone(id));
    await wentWell(callOut, id);
  });

  it("D9 at the click: unreadable means no, and the next click counts", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await approvalCard(sam, id);
    // What was read of the directory a moment ago is believed for a while.
    entra.bot.clock.forward(10 * MINUTE);
    entra.graph.trouble(ROLES, DOWN);
    await sam.click(await approvalCard(sam, id), "approve", { justification: "known travel" });
    entra.graph.calmDown();
    await approve(id).catch(() => undefined);
    await eventually(isDone(id));
    await wentWell(callOut, id);
  });

  it("F1 at the resume: it is tried again, shown, and told to the administrators", async () => {
    entra.graph.trouble(RESUME, DOWN);
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await approve(id);
    await eventually(async () => (await entra.bot.request(id)).handOver?.failure !== undefined);
    const failing = await entra.bot.request(id);
    expect(failing.state).toBe("deliveryFailed");
    expect(failing.alerts.map(({ kind }) => kind)).toContain("handOverFailing");
    await recover(isDone(id));
    await wentWell(callOut, id);
    expect((await entra.bot.request(id)).alerts.every(({ resolvedAt }) => resolvedAt)).toBe(true);
  });

  it("F1 after it resumed: the lost answer does not make a second resume", async () => {
    entra.graph.trouble(RESUME, { drop: true, times: 1 });
    const callOut = entra.ask("omar", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await eventually(isDone(id), { timeoutMs: 15_000 });
    await wentWell(callOut, id);
  });
});

describe("the bot is stopped and started again", () => {
  it("I5 after the call-out was taken", async () => {
    entra.graph.trouble(PEOPLE, DOWN);
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await entra.bot.halt();
    entra.graph.calmDown();
    await entra.bot.open();
    await approve(id);
    await eventually(isDone(id));
    await wentWell(callOut, id);
  });

  it("T4 while a stage is open", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await approvalCard(sam, id);
    await entra.bot.halt();
    await entra.bot.open();
    await approve(id);
    await eventually(isDone(id));
    await wentWell(callOut, id);
  });

  it("F1 between the decision and the resume", async () => {
    entra.graph.trouble(RESUME, DOWN);
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await approve(id);
    await eventually(async () => (await entra.bot.request(id)).handOver?.failure !== undefined);
    await entra.bot.halt();
    entra.graph.calmDown();
    await entra.bot.open();
    await recover(isDone(id));
    await wentWell(callOut, id);
  });

  it("C1 what was canceled in Entra meanwhile closes at the start", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const id = idOf(await entra.bot.post(callOut));
    await approvalCard(sam, id);
    await entra.bot.halt();
    const request = entra.there(callOut);
    request.state = "canceled";
    for (const each of request.customExtensionCalloutInstances) each.status = "callbackReceived";
    entra.bot.clock.forward(6 * MINUTE);
    await entra.bot.open();
    await eventually(async () => (await entra.bot.request(id)).state === "canceled");
    expect(entra.resumesOf(callOut)).toBe(0);
  });
});
