import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { EntraBot } from "./entra-bot.js";

/** Long enough for a machine that stops for a while. */
const PATIENT = { timeoutMs: 60_000 };

let entra: EntraBot;
beforeAll(async () => {
  entra = await EntraBot.start();
}, 120_000);
afterAll(() => entra.stop(), 120_000);

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);
type Asked = ReturnType<EntraBot["ask"]>;

/** It is never resumed to go on, and the administrators are told. */
async function isStopped(callOut: Asked, id: string): Promise<void> {
  await eventually(async () => (await entra.bot.request(id)).handOver?.failure, PATIENT);
  const { state, handOver, alerts } = await entra.bot.request(id);
  expect(state).toBe("deliveryFailed");
  expect(handOver?.failure).toMatch(/another/);
  expect(alerts.map(({ kind }) => kind)).toContain("handOverFailing");
  expect(entra.resumesOf(callOut)).toBe(0);
}

describe("a call-out that does not say what Entra's own record says", () => {
  it("I5 F1 an addition that calls itself a removal does not go on unreviewed", async () => {
    const callOut = entra.ask("riley", "Finance Data");
    const forged = { ...callOut, RequestType: "UserRemove" };
    await isStopped(callOut, idOf(await entra.bot.post(forged)));
  }, 120_000);

  it("E1 F1 the risk of somebody else does not let a risky person's request go on", async () => {
    const callOut = entra.ask("riley", "Customer Records");
    const omar = entra.person("omar");
    const other = { ObjectId: omar.id, DisplayName: "Omar" };
    const forged = {
      ...callOut,
      Requestor: other,
      Assignment: { ...callOut.Assignment, Target: other },
    };
    await isStopped(callOut, idOf(await entra.bot.post(forged)));
  }, 120_000);

  it.each([
    ["sam", null],
    ["ada", "unknownFutureValue"],
  ])(
    "I5 F1 what %s asks has an unreadable type in Entra (%s) and does not go on unreviewed",
    async (name, requestType) => {
      const callOut = entra.ask(name, "Finance Data", { requestType: "userRemove" });
      Object.assign(entra.there(callOut), { requestType });
      await isStopped(callOut, idOf(await entra.bot.post(callOut)));
    },
    120_000,
  );

  it("I5 a call-out of an invented request changes nothing in Entra", async () => {
    const callOut = entra.ask("omar", "Finance Data");
    entra.graph.world.assignmentRequests.delete(callOut.AccessPackageAssignmentRequestId);
    const id = idOf(await entra.bot.post(callOut));
    await eventually(async () => (await entra.bot.request(id)).handOver?.failure, PATIENT);
    expect(entra.resumesOf(callOut)).toBe(0);
  }, 120_000);
});
