import { afterEach, describe, expect, it } from "vitest";
import type { Notice } from "../../src/approval/notice.js";
import { transact } from "../../src/service/transact.js";
import { answers, type Behaviour } from "../connector/behaviours.js";
import type { RecordedRequest } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { approvalCard, chat, openApproval, said } from "./chat-reading.js";
import { expectLedgerAddsUp } from "./ledger-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';
/** Of a connector that never answers. Milliseconds. */
const TIMEOUT = 1_500;
const PATIENCE = { timeoutMs: 20_000 };

let bot: RunningBot;
const figures = { stories: 0, "faults injected": 0, "rows of the ledger": 0 };
afterEach(async () => {
  const { intended } = await bot.riskgate.context.store.noticeCounts();
  figures.stories += 1;
  figures["faults injected"] += bot.connector.misbehaved;
  figures["rows of the ledger"] += intended;
  await bot.stop();
});
writeFiguresOfAll({
  suite: "sender-faults",
  promise: "N2, N3, A4: whatever Teams answers, the ledger says what became of each notice",
  tried:
    "each answer that Teams can give to a post or an update, one after the other, to the whole bot",
  figures,
});

async function start() {
  bot = await RunningBot.start({ connectorTimeout: TIMEOUT });
  const [riley, sam, ada] = await bot.installed("riley", "sam", "ada");
  await eventually(() => ada.messages().length === 1, PATIENCE);
  return { riley, sam, ada };
}

const isPostTo = (person: ListeningUser) => (request: RecordedRequest) =>
  request.name === "post" && request.conversationId === person.conversationId;
const isUpdateTo = (person: ListeningUser) => (request: RecordedRequest) =>
  request.name === "update" && request.conversationId === person.conversationId;

async function rowOf(person: ListeningUser): Promise<Notice> {
  const { notices } = await bot.request("R-1001");
  const row = notices.find((n) => n.recipient === person.objectId && n.kind === "approvalCard");
  if (!row) throw new Error(`${person.name} has no row`);
  return row;
}

function cardsOf(person: ListeningUser): number {
  return person.messages().filter((m) => JSON.stringify(m).includes('"verb":"approve"')).length;
}

describe("what Teams answers to a post", () => {
  it.each<[string, Behaviour, string]>([
    ["403 not on the roster", answers.forbidden(), "unreachable"],
    ["403 not installed", answers.forbidden("BadArgument"), "unreachable"],
    ["403 no permission", answers.forbidden("NotEnoughPermissions"), "unreachable"],
    ["403 forbidden", answers.forbidden("ForbiddenOperationException"), "unreachable"],
    ["403 blocked by the user", answers.blocked("ConversationBlockedByUser"), "unreachable"],
    ["403 disabled by an administrator", answers.blocked("BotDisabledByAdmin"), "unreachable"],
    ["403 writes blocked", answers.blocked("MessageWritesBlocked"), "unreachable"],
    ["403 wrong cloud", answers.forbidden("InvalidBotApiHost"), "rejected"],
    ["400", answers.badRequest(), "rejected"],
    ["413", answers.tooBig(), "rejected"],
  ])("N2 %s: not sent, failed, and said so", async (_, behaviour, failure) => {
    const { riley, sam, ada } = await start();
    bot.connector.script(isPostTo(sam), behaviour);
    await riley.say(ASK);
    await approvalCard(ada);
    const row = await eventually(async () => {
      const now = await rowOf(sam);
      return now.state === "failed" && now;
    }, PATIENCE);
    expect(row.failure).toMatch(new RegExp(`^${failure}: `));
    expect(row.copies).toEqual([]);
    expect(cardsOf(sam)).toBe(0);
    await expectLedgerAddsUp(bot);
    const isTold = () => chat(ada).includes("Teams rejects a message of this bot");
    if (failure === "rejected") await eventually(isTold, PATIENCE);
    else expect(isTold()).toBe(false);
  });

  it.each<[string, Behaviour, number]>([
    ["502 before it stored", answers.broken(502), 0],
    ["503 after it stored", answers.broken(503, true), 1],
    ["504 after it stored", answers.broken(504, true), 1],
    ["no answer before it stored", answers.hang(), 0],
    ["no answer after it stored", answers.hang(true), 1],
    ["half an answer", { kind: "hang", headOnly: true, stores: true }, 1],
    ["a reset before it stored", answers.reset(), 0],
    ["a reset after it stored", answers.reset(true), 1],
    ["a reset in the middle of the answer", answers.resetMidAnswer(), 1],
  ])(
    "N2 %s: nobody knows, it stays pending and is not repeated blindly",
    async (_, fault, there) => {
      const { riley, sam, ada } = await start();
      bot.connector.script(isPostTo(sam), fault, 1);
      await riley.say(ASK);
      await approvalCard(ada);
      const row = await eventually(async () => {
        const now = await rowOf(sam);
        return now.failure !== undefined && now;
      }, PATIENCE);
      expect(row).toMatchObject({ state: "pending", copies: [{ generation: 1 }] });
      expect(row.notBefore - (row.sendingSince ?? 0)).toBe(60_000);
      expect(cardsOf(sam)).toBe(there);
      await expectLedgerAddsUp(bot);
      const shown = openApproval(sam);
      if (!shown) return;
      await sam.refresh(shown);
      await eventually(async () => (await rowOf(sam)).state === "delivered", PATIENCE);
      expect(cardsOf(sam)).toBe(1);
    },
  );

  it("N2 a slow answer counts when it comes", async () => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), answers.slow(300));
    await riley.say(ASK);
    await eventually(async () => (await rowOf(sam)).state === "delivered", PATIENCE);
    expect(cardsOf(sam)).toBe(1);
  });

  it("N2 429 with a date: not before that date", async () => {
    const { riley, sam } = await start();
    const date = new Date(Date.now() + 90_000).toUTCString();
    bot.connector.script(isPostTo(sam), answers.throttled(date), 1);
    await riley.say(ASK);
    const row = await eventually(async () => {
      const now = await rowOf(sam);
      return now.failure?.startsWith("throttled") && now;
    }, PATIENCE);
    expect(row.state).toBe("pending");
    expect(row.notBefore - bot.clock.now()).toBeGreaterThan(30_000);
    await expectLedgerAddsUp(bot);
  });

  it("N2 404: the chat is created again, once, and the card comes", async () => {
    const { riley, sam } = await start();
    bot.connector.loseConversation(sam.mri);
    await riley.say(ASK);
    await eventually(() => openApproval(sam), PATIENCE);
    await bot.quiet();
    expect(bot.connector.requestsTo({ name: "createConversation" })).toHaveLength(1);
    expect(bot.connector.requestsTo({ name: "createConversation" })[0]?.body).toMatchObject({
      isGroup: false,
      members: [{ id: sam.mri }],
      tenantId: bot.tenant.tenantId,
    });
    expect(await rowOf(sam)).toMatchObject({ state: "delivered" });
    expect(cardsOf(sam)).toBe(1);
    await expectLedgerAddsUp(bot);
  });

  it("N2 404 again in the new chat: failed, and no third try", async () => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), answers.conversationGone());
    await riley.say(ASK);
    await eventually(async () => (await rowOf(sam)).state === "failed", PATIENCE);
    expect((await rowOf(sam)).failure).toMatch(/^gone: /);
    expect(bot.connector.requestsTo({ name: "createConversation" })).toHaveLength(1);
    expect(bot.connector.requestsTo(isPostTo(sam))).toHaveLength(3); // help, the card, the card again
    await expectLedgerAddsUp(bot);
  });

  it("N2 404 and a chat that cannot be created because the app is removed: unreachable", async () => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), answers.conversationGone());
    bot.connector.script({ name: "createConversation" }, answers.forbidden("BadArgument"));
    await riley.say(ASK);
    await eventually(async () => (await rowOf(sam)).state === "failed", PATIENCE);
    expect((await rowOf(sam)).failure).toMatch(/^unreachable: /);
  });
});

describe("a wall clock that jumps", () => {
  it.each([-60, 60])(
    "N2 by %d minutes holds up no card, whose limits count by another clock",
    async (minutes) => {
      bot = await RunningBot.start({ sendLimits: "teams" });
      const [riley, sam] = await bot.installed("riley", "sam");
      bot.clock.forward(minutes * 60_000);
      await riley.say(ASK);
      await eventually(() => openApproval(sam), PATIENCE);
      await expectLedgerAddsUp(bot);
    },
  );
});

describe("what Teams answers to an update", () => {
  it("N3 a card that its reader deleted is given up, and its row still counts as delivered", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const [samsCard, adasCard] = [await approvalCard(sam), await approvalCard(ada)];
    await bot.quiet();
    bot.connector.deleteMessage(ada.conversationId, adasCard.id);
    await sam.click(samsCard, "deny", { justification: "no" });
    await bot.quiet();
    expect(await rowOf(ada)).toMatchObject({
      state: "delivered",
      failure: expect.stringMatching(/^gone/),
    });
    expect(bot.connector.requestsTo(isUpdateTo(ada))).toHaveLength(1);
    expect(said(await ada.refresh(adasCard))).toContain("Denied by Sam Okafor");
    await expectLedgerAddsUp(bot);
  });

  it.each<[string, Behaviour]>([
    ["500 after it stored", answers.broken(500, true)],
    ["no answer", answers.hang()],
    ["no answer after it stored", answers.hang(true)],
    ["412", answers.busy()],
    ["504", answers.broken(504)],
    ["a reset in the middle of the answer", answers.resetMidAnswer()],
  ])("N3 %s: an update is repeated until it shows", async (_, fault) => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    await approvalCard(ada);
    await bot.quiet();
    bot.connector.script(isUpdateTo(ada), fault, 1);
    await sam.click(samsCard, "deny", { justification: "no" });
    await eventually(
      () => chat(ada).includes("Denied by Sam Okafor") && !openApproval(ada),
      PATIENCE,
    );
    await bot.quiet();
    expect(bot.connector.requestsTo(isUpdateTo(ada))).toHaveLength(2);
    await expectLedgerAddsUp(bot);
  });
});

describe("a roster that changes", () => {
  it("A4 removed by every primary approver: the fallback is asked at once", async () => {
    const { riley, sam, ada } = await start();
    const [omar] = await bot.installed("omar");
    bot.connector.removeFromRoster(sam.mri);
    bot.connector.removeFromRoster(ada.mri);
    await riley.say(ASK);
    await approvalCard(omar);
    const request = await bot.request("R-1001");
    expect(request.stages[0]).toMatchObject({ escalationReason: "nobodyReached" });
    expect((await rowOf(sam)).failure).toMatch(/^unreachable: 403/);
    await expectLedgerAddsUp(bot);
  });

  it("N2 who installs the bot later gets what is still open, and nothing else", async () => {
    const { riley, sam, ada } = await start();
    const dead = await bot.installed("ingrid");
    await dead[0].uninstall();
    await sam.uninstall();
    await riley.say(ASK);
    const adasCard = await approvalCard(ada);
    await eventually(async () => (await rowOf(sam)).state === "failed", PATIENCE);
    await ada.click(adasCard, "deny", { justification: "no" });
    await eventually(() => chat(riley).includes("was not approved"), PATIENCE);
    await riley.say('request "Finance Data" because the second try');
    await eventually(() => openApproval(ada, "R-1002"), PATIENCE);
    await bot.quiet();
    const before = sam.messages().length;
    await sam.install();
    await approvalCard(sam, "R-1002");
    await bot.quiet();
    const got = sam
      .messages()
      .slice(before)
      .map((m) => JSON.stringify(m.activity));
    expect(got.filter((text) => text.includes("R-1002"))).toHaveLength(1);
    // The card of the second request names the first one as history.
    expect(got.filter((text) => !text.includes("R-1002") && text.includes("R-1001"))).toEqual([]);
    await expectLedgerAddsUp(bot);
  });

  it("N2 what is open comes as well when the process died right after the installation was noted", async () => {
    const { riley, sam, ada } = await start();
    await sam.uninstall();
    await riley.say(ASK);
    await approvalCard(ada);
    await eventually(async () => (await rowOf(sam)).state === "failed", PATIENCE);
    const { store } = bot.riskgate.context;
    await transact(bot.riskgate.context, "person", sam.objectId, (known, now) => ({
      ...(known && { value: { ...known, isInstalled: true, backSince: now } }),
      outcome: undefined,
    }));
    expect(store.problem()).toBeUndefined();
    bot.connector.addToRoster(sam.mri);
    await bot.halt();
    await bot.open();
    bot.clock.forward(3_000);
    await approvalCard(sam);
    await expectLedgerAddsUp(bot);
  });
});
