import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HOUR } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { compareNow } from "./compare-now.js";
import { EntraBot } from "./entra-bot.js";

/** Long enough for a machine that stops for a while. */
const PATIENT = { timeoutMs: 60_000 };

let entra: EntraBot;
let sam: ListeningUser;
beforeEach(async () => {
  entra = await EntraBot.start();
  [sam] = await entra.bot.installed("sam");
}, 120_000);
afterEach(() => entra.stop(), 120_000);

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);

const compare = () => compareNow(entra);

async function reviewed() {
  const callOut = entra.ask("riley", "Finance Data");
  const id = idOf(await entra.bot.post(callOut));
  await eventually(async () => (await entra.bot.request(id)).stages[0]?.status === "open", PATIENT);
  return { callOut, id };
}

type Asked = ReturnType<EntraBot["ask"]>;

function change(callOut: Asked, state: string, status: string | undefined): void {
  const request = entra.there(callOut);
  request.state = state as never;
  for (const each of request.customExtensionCalloutInstances) each.status = status as never;
}

const isDone = (id: string) => async () => (await entra.bot.request(id)).handOver?.isDone === true;

describe("what Entra says of a request", () => {
  it("F1 I5 a request that nobody decided here is never let go on, whatever Entra said in between", async () => {
    const { callOut, id } = await reviewed();
    change(callOut, "pendingApproval", "callbackTimedOut");
    expect(await compare()).toMatchObject({ closed: 1 });
    change(callOut, "submitted", "waitingForCallback");
    await compare();
    await entra.bot.quiet();
    expect(entra.graph.world.resumes.filter(({ state }) => state === undefined)).toEqual([]);
    expect(entra.there(callOut).state).not.toBe("pendingApproval");
    expect((await entra.bot.request(id)).endReason).toBe("decidedInEntra");
  }, 120_000);

  it.each(["unknownFutureValue", "somethingNew", undefined])(
    "F1 C1 a call-out whose state is %s may still wait: it stays open, and its outcome is told",
    async (status) => {
      const { callOut, id } = await reviewed();
      change(callOut, "submitted", status);
      expect(await compare()).toMatchObject({ closed: 0 });
      expect((await entra.bot.request(id)).state).toBe("pendingApproval");
    },
    120_000,
  );

  it.each(["canceled", "denied"])(
    "C1 N3 a request that is %s there waits for nothing, whatever its call-out says",
    async (state) => {
      const { callOut, id } = await reviewed();
      change(callOut, state, "waitingForCallback");
      expect(await compare()).toMatchObject({ closed: 1 });
      expect((await entra.bot.request(id)).state).toBe(state);
    },
    120_000,
  );

  it("F1 a fresh request that Entra's readers do not know yet is resumed once they do", async () => {
    const callOut = entra.ask("omar", "Finance Data");
    entra.graph.trouble(/assignmentRequests\/[^/]+(\/resume)?$/, { status: 404, times: 2 });
    const id = idOf(await entra.bot.post(callOut));
    await eventually(isDone(id), PATIENT);
    expect(entra.resumesOf(callOut)).toBe(1);
  }, 120_000);

  it.each([null, "unknownFutureValue", "notSpecified"])(
    "I5 a waiting request of a type that cannot be read (%s) is reviewed",
    async (requestType) => {
      const callOut = entra.ask("riley", "Finance Data");
      Object.assign(entra.there(callOut), { requestType });
      expect(await compare()).toMatchObject({ takenIn: 1 });
      await entra.bot.quiet();
      expect(entra.there(callOut).state).toBe("submitted");
      expect(entra.resumesOf(callOut)).toBe(0);
    },
    120_000,
  );

  it("F1 I5 one request that cannot be settled keeps no other from it", async () => {
    const stuck = entra.ask("omar", "Finance Data");
    const id = idOf(await entra.bot.post(stuck));
    await eventually(isDone(id), PATIENT);
    change(stuck, "submitted", "waitingForCallback");
    const path = new RegExp(`${stuck.AccessPackageAssignmentRequestId}/resume$`);
    entra.graph.trouble(path, { status: 400, times: 1_000 });
    const lost = entra.ask("riley", "Customer Records", { requestType: "userRemove" });
    expect(await compare()).toMatchObject({ takenIn: 1, failed: 1 });
    await eventually(() => entra.resumesOf(lost) === 1, PATIENT);
  }, 120_000);

  it("C1 I3 who asks again after he withdrew in Entra is not turned away for the old request", async () => {
    const { callOut, id } = await reviewed();
    change(callOut, "canceled", "callbackReceived");
    const again = entra.ask("riley", "Finance Data");
    const second = await entra.bot.post(again);
    expect([second.status, second.body.state]).toEqual([202, "pendingApproval"]);
    expect((await entra.bot.request(id)).endReason).toBe("canceledInEntra");
    await approvalCard(sam, idOf(second));
    expect(entra.resumesOf(again)).toBe(0);
  }, 120_000);

  it("C1 I3 while it cannot be read whether the old one is over, the new call-out comes again", async () => {
    const { callOut, id } = await reviewed();
    const again = entra.ask("riley", "Finance Data");
    for (const trouble of [{ status: 403 }, { hang: true }]) {
      entra.graph.trouble(/assignmentRequests/, { ...trouble, times: 1 });
      expect((await entra.bot.post(again)).body).toMatchObject({ error: { code: "unavailable" } });
    }
    expect((await entra.bot.post(again)).body).toMatchObject({ state: "canceled" });
    expect((await entra.bot.request(id)).state).toBe("pendingApproval");
    expect(entra.resumesOf(callOut)).toBe(0);
  }, 120_000);

  it("N1 P4 the administrators are told, once, that Entra let go what nobody had decided here", async () => {
    const [ada] = await entra.bot.installed("ada");
    const { callOut, id } = await reviewed();
    change(callOut, "delivered", "callbackTimedOut");
    await compare();
    const told = () =>
      chat(ada as ListeningUser).split(`did not follow the outcome of ${id}`).length;
    await eventually(() => told() > 1, PATIENT);
    const before = told();
    entra.bot.clock.forward(3 * HOUR);
    await entra.bot.quiet();
    expect(told()).toBe(before);
    const { alerts } = await entra.bot.request(id);
    expect(alerts).toMatchObject([{ kind: "decidedOtherwise", isAddressed: true }]);
  }, 120_000);

  it("N1 F1 the administrators are told that Entra gave what was denied here", async () => {
    const { callOut, id } = await reviewed();
    entra.graph.trouble(/resume$/, { status: 400, times: 1_000 });
    const card = await approvalCard(sam, id);
    change(callOut, "delivered", "callbackTimedOut");
    await sam.click(card, "deny", { justification: "not now" });
    await eventually(isDone(id), PATIENT);
    const { state, alerts } = await entra.bot.request(id);
    expect([state, alerts.map(({ kind }) => kind)]).toEqual(["denied", ["decidedOtherwise"]]);
  }, 120_000);
});
