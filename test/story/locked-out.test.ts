import { ConfigurationServiceClientCredentialFactory } from "botbuilder";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { answers } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat, openApproval, said } from "./chat-reading.js";
import { expectLedgerAddsUp } from "./ledger-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';
const TOLD = "Teams did not let this bot in";

let bot: RunningBot;
let isSecretExpired: boolean;
beforeEach(() => {
  isSecretExpired = false;
  vi.spyOn(
    ConfigurationServiceClientCredentialFactory.prototype,
    "createCredentials",
  ).mockImplementation(async () => ({
    async signRequest(request) {
      if (isSecretExpired)
        throw Object.assign(new Error("expired"), { errorCode: "invalid_client" });
      request.headers.set("authorization", "Bearer token");
      return request;
    },
  }));
});
afterEach(async () => {
  await bot.stop();
  vi.restoreAllMocks();
});

async function start() {
  bot = await RunningBot.start();
  const people = await bot.installed("riley", "sam", "ada", "morgan", "omar");
  const [riley, sam, ada, morgan, omar] = people;
  await eventually(() => people.every((person) => person.messages().length > 0));
  await bot.quiet();
  return { riley, sam, ada, morgan, omar };
}

const request = () => bot.request("R-1001");
const failures = async () => (await request()).notices.map(({ failure }) => failure);

/** Time goes by in steps, so that the bot asks again as often as it would. */
async function pass(ms: number, step = 20 * SECOND): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    bot.clock.forward(step);
    await eventually(async () => {
      const { store } = bot.riskgate.context;
      return ((await store.nextDueAt()) ?? Number.POSITIVE_INFINITY) > store.now();
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

function cardsOf(person: ListeningUser): number {
  return person.messages().filter((m) => JSON.stringify(m).includes('"verb":"approve"')).length;
}

/** Seconds go by, as many as the longest wait of a row or more, until it is so. */
async function afterAWhile(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(async () => {
    if (await isSo()) return true;
    bot.clock.forward(2 * SECOND);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  });
}

async function expectAllDelivered(people: readonly ListeningUser[]): Promise<void> {
  const { store } = bot.riskgate.context;
  const isDone = async () => (await store.nextSendAt()) === undefined;
  await afterAWhile(async () => people.every((person) => openApproval(person)) && isDone());
  expect(people.map(cardsOf)).toEqual(people.map(() => 1));
  const states = (await request()).notices.map(({ kind, state }) => `${kind} ${state}`);
  expect(states.filter((state) => /failed|pending/.test(state))).toEqual([]);
  await expectLedgerAddsUp(bot);
}

describe("a secret that has expired", () => {
  it("T6 N2 nobody is denied for it, and after the repair everything goes out once", async () => {
    const { riley, sam, ada, morgan, omar } = await start();
    isSecretExpired = true;
    await riley.say(ASK);
    await eventually(async () => (await failures()).some((why) => why?.startsWith("lockedOut:")));
    // The fallback approvers are asked at 3 minutes, and the deadline would deny at 6: nobody has got a card.
    await pass(7 * MINUTE);
    const kept = await request();
    expect(kept.stages[0]).toMatchObject({ status: "open", escalationReason: "deadline" });
    expect(kept.stages[0]?.graceUntil).toBeGreaterThan(bot.clock.now());
    expect(kept.notices.filter(({ state }) => state === "failed")).toEqual([]);
    expect(
      bot.connector.stored.filter(({ body }) => JSON.stringify(body).includes("R-1001")),
    ).toEqual([]);

    isSecretExpired = false;
    await expectAllDelivered([sam, ada, morgan, omar]);
    await eventually(() => chat(ada).includes(TOLD));
    expect(ada.messages().filter(({ activity }) => activity.summary?.includes(TOLD))).toHaveLength(
      1,
    );
    expect(chat(ada)).not.toMatch(/could not be reached|rejects a message/);
    const card = await approvalCard(omar);
    expect(said(await omar.click(card, "approve", { justification: "in time" }))).toContain(
      "Approved by Omar",
    );
  });

  it("N1 N2 repaired by a restart: everything goes out once, and administrators are told", async () => {
    const { riley, sam, ada } = await start();
    isSecretExpired = true;
    await riley.say(ASK);
    await pass(2 * MINUTE);
    await eventually(async () => (await bot.riskgate.context.store.outages()).length > 0);
    await bot.halt();
    isSecretExpired = false;
    await bot.open();
    await expectAllDelivered([sam, ada]);
    await eventually(() => chat(ada).includes(TOLD));
  });

  it("T6 N2 a restart that repairs nothing counts on: nobody is denied", async () => {
    const { riley, sam, ada, morgan, omar } = await start();
    isSecretExpired = true;
    await riley.say(ASK);
    await pass(4 * MINUTE);
    await bot.halt();
    await bot.open();
    await pass(3 * MINUTE);
    expect((await request()).stages[0]?.graceUntil).toBeGreaterThan(bot.clock.now());
    isSecretExpired = false;
    await expectAllDelivered([sam, ada, morgan, omar]);
  });

  it("N2 one request at a time asks whether it works again, however many rows wait", async () => {
    const { riley } = await start();
    isSecretExpired = true;
    await riley.say(ASK);
    await riley.say('request "Customer Records" because quarterly close');
    await eventually(async () => (await failures()).some((why) => why?.startsWith("lockedOut:")));
    const sendsOf = async () =>
      Number(/riskgate_sends_total\{outcome="lockedOut"\} (\d+)/.exec(await metrics())?.[1] ?? 0);
    const before = await sendsOf();
    await pass(5 * MINUTE);
    expect((await sendsOf()) - before).toBeLessThanOrEqual(16);
  });

  it("the operator sees it: the log, /readyz and a figure say so, until it is repaired", async () => {
    const { riley, sam } = await start();
    const readyz = async () => (await fetch(`${bot.url}/readyz`)).json();
    expect(await readyz()).toEqual({ status: "ready" });
    expect(await metrics()).toContain("riskgate_locked_out 0\n");
    isSecretExpired = true;
    await riley.say(ASK);
    await eventually(async () => (await metrics()).includes("riskgate_locked_out 1\n"));
    expect(await readyz()).toMatchObject({
      status: "ready",
      sending: "lockedOut",
      reason: expect.stringContaining("no token: invalid_client"),
    });
    await pass(2 * MINUTE);
    await eventually(() =>
      bot.logLines.some((line) => line.includes("Teams does not let the bot in")),
    );
    isSecretExpired = false;
    await afterAWhile(() => openApproval(sam) !== undefined);
    expect(await readyz()).toEqual({ status: "ready" });
    expect(await metrics()).toContain("riskgate_locked_out 0\n");
  });
});

async function metrics(): Promise<string> {
  return (await fetch(`${bot.url}/metrics`)).text();
}

describe("a token that Teams does not take any more", () => {
  it("N3 a card that must lose its buttons waits for the repair", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const [samsCard] = [await approvalCard(sam), await approvalCard(ada)];
    await bot.quiet();
    const repair = bot.connector.script({}, answers.unauthorized());
    await sam.click(samsCard, "deny", { justification: "no" });
    await eventually(async () => (await failures()).some((why) => why?.startsWith("lockedOut:")));
    await pass(2 * MINUTE);
    expect(openApproval(ada)).toBeDefined();
    repair();
    await afterAWhile(() => !openApproval(ada) && chat(riley).includes("was not approved"));
    await bot.quiet();
    expect((await failures()).filter((why) => why !== undefined)).toEqual([]);
    await expectLedgerAddsUp(bot);
  });

  it("N2 a chat that must be created again waits for the repair", async () => {
    const { riley, sam, ada } = await start();
    const repair = bot.connector.script({ name: "createConversation" }, answers.unauthorized());
    bot.connector.loseConversation(sam.mri);
    bot.connector.loseConversation(ada.mri);
    await riley.say(ASK);
    await eventually(async () => (await failures()).some((why) => why?.startsWith("lockedOut:")));
    await pass(2 * MINUTE);
    expect([cardsOf(sam), cardsOf(ada)]).toEqual([0, 0]);
    repair();
    await expectAllDelivered([sam, ada]);
  });
});
