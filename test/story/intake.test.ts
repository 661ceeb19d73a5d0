import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { submit } from "../../src/service/submit-request.js";
import { eventually } from "../connector/eventually.js";
import { respell } from "../http/submission-examples.js";
import { approvalCard, ask, card, chat, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const demo = new Variation();

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let leo: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, sam, leo] = await bot.installed("riley", "sam", "leo");
});
afterAll(() => bot.stop());

function form(person: string, packageName: string, change: object = {}) {
  return {
    accessPackageAssignmentRequestId: randomUUID(),
    requestor: { objectId: demo.id(person) },
    accessPackage: { id: demo.packageId(packageName) },
    justification: "quarterly close",
    ...change,
  };
}

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);

async function endAll(): Promise<void> {
  bot.clock.forward(3 * MINUTE);
  for (let i = 1001; i < 1100; i += 1) {
    const loaded = await bot.riskgate.context.store.load("request", `R-${i}`);
    if (loaded?.value.state === "pendingApproval") {
      await bot.user(nameOf(loaded.value.requestor.userPrincipalName)).say(`cancel R-${i}`);
    }
  }
  await bot.quiet();
}
const nameOf = (upn: string) => upn.split("@")[0] ?? "";

describe("what is unknown", () => {
  it.each([
    ["requestor.objectId", { requestor: { objectId: randomUUID() } }],
    ["target.objectId", { target: { objectId: randomUUID() } }],
    ["accessPackage.id", { accessPackage: { id: randomUUID() } }],
    ["assignmentPolicy.id", { assignmentPolicy: { id: randomUUID() } }],
    ["assignmentPolicy.id", { assignmentPolicy: { id: demo.policy("Travel Portal").id } }],
  ])("I1 %s: 404, and nothing is stored", async (target, change) => {
    const before = await bot.stored();
    const answer = await bot.post(form("riley", "Finance Data", change));
    expect([answer.status, answer.body.error]).toEqual([
      404,
      expect.objectContaining({ code: "notFound", target }),
    ]);
    expect(await bot.stored()).toEqual(before);
  });

  it("I1 I4 in chat: a clear answer, and nothing is stored", async () => {
    const before = await bot.stored();
    expect(await ask(riley, 'request "Finance Dta" because close', /find/)).toContain(
      'Did you mean "Finance Data"?',
    );
    expect(
      await ask(riley, 'request "Finance Data" for nobody@contoso.example because x', /find/),
    ).toContain("Nothing was requested");
    expect(await ask(riley, 'request "Finance Data"', /why/i)).toContain("Nothing was");
    expect(
      await ask(riley, `request "Finance Data" because ${"x".repeat(2_001)}`, /too long/),
    ).toContain("2,000");
    expect(await bot.stored()).toEqual(before);
  });

  it("I4 HTTP: a blank justification is refused where the policy wants one", async () => {
    const before = await bot.stored();
    const answer = await bot.post(form("riley", "Finance Data", { justification: "\u200b " }));
    expect([answer.status, answer.body.error]).toEqual([
      400,
      expect.objectContaining({ code: "invalidRequest", target: "justification" }),
    ]);
    expect(await bot.stored()).toEqual(before);
    expect((await bot.post(form("omar", "Travel Portal", { justification: "" }))).status).toBe(202);
  });

  it("I1 fine print 11: a policy that allows only oneself", async () => {
    await bot.quiet();
    const before = await bot.stored();
    const body = form("riley", "Payroll Export", { target: { objectId: demo.id("leo") } });
    expect((await bot.post(body)).status).toBe(403);
    expect(
      await ask(riley, 'request "Payroll Export" for leo@contoso.example because x', /yourself/),
    ).toContain("Nothing was requested");
    expect(await bot.stored()).toEqual(before);
  });
});

it("E1 the risk of whoever asks counts as that of whom it is for", async () => {
  for (const [requestor, target] of [
    ["riley", "leo"],
    ["leo", "riley"],
    ["leo", "leo"],
  ] as const) {
    const body = form(requestor, "Finance Data", { target: { objectId: demo.id(target) } });
    const id = idOf(await bot.post(body));
    await eventually(async () => (await bot.request(id)).isPlanned);
    const sources = (await bot.request(id)).stages.map(({ source }) => source);
    expect(sources.includes("idProtection"), `${requestor} for ${target}`).toBe(
      [requestor, target].includes("riley" as never),
    );
    await endAll();
  }
});

describe("the same request again", () => {
  it("I2 same key and content: 200 with the same id; other content: 409; another key: the open one", async () => {
    const body = form("riley", "Finance Data");
    const first = await bot.post(body);
    expect([first.status, first.body.state]).toEqual([202, "pendingApproval"]);
    await approvalCard(sam, idOf(first));
    await bot.quiet();
    const sent = bot.connector.requests.length;
    const again = await bot.post(body);
    const inOtherWords = await bot.post(
      respell(body, (key) => key.charAt(0).toUpperCase() + key.slice(1)),
    );
    expect([again.status, idOf(again), inOtherWords.status, idOf(inOtherWords)]).toEqual([
      200,
      idOf(first),
      200,
      idOf(first),
    ]);
    const other = await bot.post({ ...body, justification: "something else" });
    expect([other.status, other.body.error]).toEqual([
      409,
      expect.objectContaining({ code: "conflict" }),
    ]);
    const second = await bot.post({ ...body, accessPackageAssignmentRequestId: randomUUID() });
    expect(second.status).toBe(409);
    expect(JSON.stringify(second.body)).toContain(idOf(first));
    expect(bot.connector.requests.length).toBe(sent);
    await endAll();
    expect(await bot.post(body)).toMatchObject({
      status: 200,
      body: { id: idOf(first), state: "canceled" },
    });
  });

  it("I2 a key belongs to its caller: the same key of two applications is two requests", async () => {
    const key = randomUUID();
    const ask = (caller: string, person: string) =>
      submit(bot.riskgate.context, {
        ...{ kind: "api" as const, caller, key, justification: "quarterly close" },
        requestorId: demo.id(person),
        targetId: demo.id(person),
        accessPackageId: demo.packageId("Finance Data"),
      });
    const first = await ask("application-1", "riley");
    const second = await ask("application-2", "leo");
    expect([first, second]).toMatchObject(Array(2).fill({ ok: true, kind: "created" }));
    expect(await ask("application-1", "riley")).toMatchObject({ ok: true, kind: "known" });
    expect(await ask("application-1", "leo")).toEqual({ ok: false, code: "conflict" });
    await endAll();
  });

  it("I2 thirty of the same at once are one request", async () => {
    const body = form("riley", "Customer Records");
    const answers = await Promise.all(Array.from({ length: 30 }, () => bot.post(body)));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    const others = await Promise.all(
      Array.from({ length: 5 }, () => bot.post(form("leo", "Customer Records"))),
    );
    expect(others.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    await endAll();
  });

  it("I2 I3 in chat: redelivered, and typed twice, is one request; later it points to the open one", async () => {
    const words = 'request "Finance Data" because typed in chat';
    const count = await bot.requestCount();
    await riley.say(words);
    for (const newId of [false, true]) await riley.redeliver({ newId });
    await eventually(() => chat(riley).includes("Nothing was requested again"));
    await Promise.all([riley.say(words), riley.say(words)]);
    await bot.quiet();
    expect(await bot.requestCount()).toBe(count + 1);
    const id = `R-${/R-(\d+) for|This is R-(\d+)/.exec(chat(riley))?.slice(1).find(Boolean)}`;
    bot.clock.forward(121 * SECOND);
    await bot.quiet();
    expect(await ask(riley, words, /is open already/)).toContain(id);
    expect(
      await ask(leo, 'request "Finance Data" for riley@contoso.example because x', /open/),
    ).not.toMatch(/R-\d/);
    expect(await bot.requestCount()).toBe(count + 1);
    await endAll();
  });

  it("I1 an account that is off is a clear error in chat and over HTTP, and nothing is stored", async () => {
    const count = await bot.requestCount();
    const words = 'request "Finance Data" for dana@contoso.example because she is back';
    expect(await ask(leo, words, /not enabled/)).toContain("Nothing was requested");
    for (const field of ["requestor", "target"]) {
      const answer = await bot.post({
        ...form("leo", "Finance Data"),
        [field]: { objectId: demo.id("dana") },
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { code: "invalidRequest", target: `${field}.objectId` } },
      });
    }
    expect(await bot.requestCount()).toBe(count);
  });

  it("I2 I4 the form: a field that is missing is named, twice submitted is one request", async () => {
    const count = await bot.requestCount();
    await riley.say("request");
    const empty = await card(riley, "submitRequest");
    expect(said(await riley.click(empty, "submitRequest"))).toContain("Choose an access package");
    const accessPackage = demo.packageId("Finance Data");
    const blank = await riley.click(empty, "submitRequest", { accessPackage, justification: " " });
    expect(said(blank)).toContain("Say why you need Finance Data");
    expect(await bot.requestCount()).toBe(count);
    const inputs = { accessPackage, justification: "by form" };
    const first = said(await riley.click(empty, "submitRequest", inputs));
    for (const newId of [false, true]) await riley.redeliver({ newId });
    expect(said(await riley.click(empty, "submitRequest", inputs))).toContain(
      /R-\d+/.exec(first)?.[0],
    );
    const other = await riley.click(empty, "submitRequest", { ...inputs, justification: "other" });
    expect(said(other)).toContain("Nothing was requested");
    expect(await bot.requestCount()).toBe(count + 1);
    await endAll();
  });
});
