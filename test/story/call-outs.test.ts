import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { callOut as callOutExample, respell, toCamelCase } from "../http/submission-examples.js";
import { approvalCard, chat, openApproval } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const demo = new Variation();

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, sam] = await bot.installed("riley", "sam");
});
afterAll(() => bot.stop());

function callOut(person: string, packageName: string, change: object = {}) {
  const key = randomUUID();
  return {
    ...callOutExample,
    AccessPackageAssignmentRequestId: key,
    CallbackUriPath: `/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/${key}/resume`,
    AccessPackage: { Id: demo.packageId(packageName) },
    Assignment: {
      Target: { ObjectId: demo.id(person) },
      AssignmentPolicy: { Id: demo.policy(packageName).id },
    },
    Requestor: { ObjectId: demo.id(person) },
    ...change,
  };
}

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);

function resumes(): string[] {
  return bot.logLines.filter((line) => line.includes("would resume in Entra"));
}

describe("Entra's call-outs", () => {
  it("P4 fine print 8 and 9: risk stages only, then it is resumed and handed over, in both spellings", async () => {
    for (const spell of [(key: string) => key, toCamelCase]) {
      const body = respell(callOut("riley", "Finance Data"), spell);
      const first = await bot.post(body);
      expect([first.status, first.body.state]).toEqual([202, "pendingApproval"]);
      const before = resumes().length;
      const samsCard = await approvalCard(sam, idOf(first));
      await sam.click(samsCard, "approve", { justification: "secret words" });
      await eventually(async () => (await bot.request(idOf(first))).state === "handedOver");
      expect(resumes().slice(before).join("")).toMatch(/[Aa]pproved/);
      expect(resumes().slice(before)).toHaveLength(1);
      await eventually(() => chat(riley).includes("My Access"));
      expect(await bot.post(body)).toMatchObject({
        status: 200,
        body: { id: idOf(first), state: "handedOver" },
      });
    }
    expect(bot.logLines.join("")).not.toContain("secret words");
  });

  it("I5 a removal is resumed at once and nobody is asked", async () => {
    const before = resumes().length;
    const answer = await bot.post(callOut("riley", "Finance Data", { RequestType: "UserRemove" }));
    expect(answer.status).toBe(202);
    await eventually(() => resumes().length === before + 1);
    await eventually(async () => (await bot.request(idOf(answer))).state === "handedOver");
    expect(openApproval(sam, idOf(answer))).toBeUndefined();
  });

  it("I5 a removal goes on although the directory does not know whom it is about", async () => {
    const before = resumes().length;
    const gone = { ObjectId: randomUUID(), DisplayName: "Gone" };
    const answer = await bot.post(
      callOut("riley", "Finance Data", { RequestType: "AdminRemove", Requestor: gone }),
    );
    await eventually(() => resumes().length === before + 1);
    expect(resumes().at(-1)).toContain("may go on");
    await eventually(async () => (await bot.request(idOf(answer))).state === "handedOver");
  });

  it("I2 the same call-out again, at once and later, is one request and one resume", async () => {
    const before = resumes().length;
    const body = callOut("omar", "Customer Records");
    const answers = await Promise.all(Array.from({ length: 20 }, () => bot.post(body)));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    await eventually(
      async () => (await bot.request(idOf(await bot.post(body)))).state === "handedOver",
    );
    await bot.quiet();
    expect(resumes()).toHaveLength(before + 1);
  });

  it("I5 another wait of the same request has to be ended as well", async () => {
    const before = resumes().length;
    const body = callOut("omar", "Customer Records");
    const first = await bot.post(body);
    await eventually(async () => (await bot.request(idOf(first))).state === "handedOver");
    const next = {
      ...body,
      Stage: "AssignmentRequestApproved",
      CustomExtensionStageInstanceId: randomUUID(),
    };
    const second = await bot.post(next);
    expect(idOf(second)).not.toBe(idOf(first));
    await eventually(async () => (await bot.request(idOf(second))).state === "handedOver");
    expect(resumes()).toHaveLength(before + 2);
  });

  it("I5 what cannot be planned is ended by a resume with the reason", async () => {
    const before = resumes().length;
    const unknown = await bot.post(
      callOut("riley", "Finance Data", { AccessPackage: { Id: randomUUID() } }),
    );
    expect(unknown.status).toBe(202);
    await eventually(() => resumes().length === before + 1);
    expect(resumes().at(-1)).toMatch(/[Dd]enied/);
  });

  it("I3 a second call-out for the same target and package is resumed as canceled", async () => {
    const first = await bot.post(callOut("riley", "Finance Data"));
    const before = resumes().length;
    const second = await bot.post(callOut("riley", "Finance Data"));
    expect(second.status).toBe(202);
    expect(idOf(second)).not.toBe(idOf(first));
    await eventually(() => resumes().length === before + 1);
    expect((await bot.request(idOf(first))).state).toBe("pendingApproval");
    expect(second.body.state).toBe("canceled");
    await eventually(async () => cardOf(await approvalCard(sam, idOf(first))) !== undefined);
  });

  it("I4 a call-out is never refused for a blank text, and without risk it goes on at once", async () => {
    const answer = await bot.post(callOut("omar", "Finance Data"));
    expect(answer.status).toBe(202);
    await eventually(async () => (await bot.request(idOf(answer))).state === "handedOver");
  });
});
