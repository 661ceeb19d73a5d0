import { afterEach, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { answers, type Behaviour } from "../connector/behaviours.js";
import type { RecordedRequest } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat, openApproval, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';

let bot: RunningBot;
afterEach(() => bot.stop());

async function start() {
  bot = await RunningBot.start();
  const [riley, sam, ada, morgan, omar] = await bot.installed(
    "riley",
    "sam",
    "ada",
    "morgan",
    "omar",
  );
  await eventually(() => omar.messages().length === 1 && riley.messages().length === 1);
  return { riley, sam, ada, morgan, omar };
}

const isPostTo = (person: ListeningUser) => (request: RecordedRequest) =>
  (request.name === "post" || request.name === "reply") &&
  request.conversationId === person.conversationId;
const isUpdateTo = (person: ListeningUser) => (request: RecordedRequest) =>
  request.name === "update" && request.conversationId === person.conversationId;

function cardsOf(person: ListeningUser): number {
  return person
    .messages()
    .filter((m) => JSON.stringify(m.activity.attachments ?? []).includes("R-1001")).length;
}

/** What `/metrics` says of the ledger; it always adds up (Rule N2). */
async function figures(): Promise<Record<string, number>> {
  const text = await (await fetch(`${bot.url}/metrics`)).text();
  const found = [...text.matchAll(/^riskgate_notices\{state="(\w+)"\} (\d+)$/gm)];
  const counts = Object.fromEntries(found.map(([, name, count]) => [name, Number(count)]));
  const { intended, delivered, failed, withdrawn, pending } = counts as Record<string, number>;
  const sum = Number(delivered) + Number(failed) + Number(withdrawn) + Number(pending);
  expect(found).toHaveLength(5);
  expect(intended).toBe(sum);
  return counts as Record<string, number>;
}

const row = async (person: ListeningUser) =>
  (await bot.request("R-1001")).notices.find(
    (n) => n.recipient === person.objectId && n.kind === "approvalCard",
  );

describe("a card that Teams does not take at once", () => {
  it.each<[string, Behaviour]>([
    ["429 with Retry-After", answers.throttled(1)],
    ["429 without", answers.throttled()],
    ["412", answers.busy()],
  ])("N2 %s: it comes within seconds, once", async (_, behaviour) => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), behaviour, 1);
    await riley.say(ASK);
    await eventually(() => openApproval(sam), { timeoutMs: 20_000 });
    await bot.quiet();
    expect(cardsOf(sam)).toBe(1);
    expect(await figures()).toMatchObject({ intended: 3, delivered: 3 });
  });

  it("N2 A4 403: he counts as unreachable until he installs the app again", async () => {
    const { riley, sam, ada } = await start();
    const lift = bot.connector.script(isPostTo(sam), answers.blocked());
    await riley.say(ASK);
    await approvalCard(ada);
    await eventually(async () => (await row(sam))?.state === "failed");
    await eventually(async () => (await figures()).failed === 1);
    lift();
    await sam.uninstall();
    await sam.install();
    await approvalCard(sam);
    await bot.quiet();
    expect(cardsOf(sam)).toBe(1);
    expect(await figures()).toMatchObject({ failed: 0, delivered: 3 });
  });

  it("N2 404: the chat is made anew once, or he counts as failed", async () => {
    const { riley, sam, ada } = await start();
    bot.connector.script(isPostTo(sam), answers.conversationGone(), 1);
    await riley.say(ASK);
    await approvalCard(ada);
    await eventually(async () => ["delivered", "failed"].includes((await row(sam))?.state ?? ""));
    await figures();
    expect(cardsOf(sam)).toBeLessThanOrEqual(1);
  });
});

describe("a card of which nobody knows whether it arrived", () => {
  it("N2 500 before storing: pending, posted once more after 60 s, and then delivered", async () => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), answers.broken(500), 1);
    await riley.say(ASK);
    await eventually(async () => (await row(sam))?.failure !== undefined);
    await eventually(async () => (await figures()).pending === 1);
    bot.clock.forward(58 * SECOND);
    expect(cardsOf(sam)).toBe(0);
    bot.clock.forward(4 * SECOND);
    const card = await approvalCard(sam);
    await bot.quiet();
    expect(cardsOf(sam)).toBe(1);
    expect(said(await sam.click(card, "approve", { justification: "ok" }))).toContain(
      "Approved by",
    );
  });

  it("N2 N3 500 after storing: a second copy after 60 s, never a third, and both copies settle", async () => {
    const { riley, sam, ada } = await start();
    bot.connector.script(isPostTo(sam), answers.broken(500, true), 5);
    await riley.say(ASK);
    const first = await approvalCard(sam);
    await eventually(async () => (await row(sam))?.failure !== undefined);
    for (let i = 0; i < 5; i += 1) {
      bot.clock.forward(30 * SECOND);
      await eventually(
        async () => ((await bot.riskgate.context.store.nextSendAt()) ?? Infinity) > bot.clock.now(),
      );
    }
    const approvals = sam.messages().filter((m) => JSON.stringify(m).includes('"verb":"approve"'));
    expect(approvals.length).toBeLessThanOrEqual(2);
    const adas = await approvalCard(ada);
    await ada.click(adas, "approve", { justification: "done" });
    for (const copy of approvals)
      expect(said(await sam.refresh(copy))).toContain("Approved by Ada Novak");
    expect(said(await sam.click(first, "deny", { justification: "late" }))).toContain(
      "Approved by Ada Novak",
    );
    await figures();
  });

  it("N2 a click on a card of unknown outcome is a sign of life: no second copy", async () => {
    const { riley, sam, morgan } = await start();
    bot.connector.script(isPostTo(sam), answers.broken(502, true), 1);
    await riley.say(ASK);
    const card = await approvalCard(sam);
    await eventually(async () => (await row(sam))?.failure !== undefined);
    expect(said(await sam.refresh(card))).toContain("Riley Chen wants");
    await eventually(async () => (await row(sam))?.state === "delivered");
    bot.clock.forward(62 * SECOND);
    await bot.quiet();
    expect(cardsOf(sam)).toBe(1);
    await sam.click(card, "approve", { justification: "ok" });
    await approvalCard(morgan);
    await eventually(() => !openApproval(sam));
  });

  it("N2 a restart in the middle of a send posts it again after 60 s and loses nothing", async () => {
    const { riley, sam } = await start();
    bot.connector.script(isPostTo(sam), answers.reset(true), 1);
    await riley.say(ASK);
    await approvalCard(sam);
    await eventually(async () => (await row(sam))?.failure !== undefined);
    await bot.halt();
    await bot.open();
    bot.clock.forward(61 * SECOND);
    await eventually(() => cardsOf(sam) === 2);
    await bot.quiet();
    expect(await figures()).toMatchObject({ pending: 0, delivered: 3 });
  });
});

describe("a card that is over", () => {
  it("N3 an update that fails is repeated until it shows", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    await approvalCard(ada);
    await bot.quiet();
    bot.connector.script(isUpdateTo(ada), answers.broken(503), 1);
    bot.connector.script(isUpdateTo(ada), answers.throttled(1), 1);
    await sam.click(samsCard, "approve", { justification: "ok" });
    await eventually(() => !openApproval(ada), { timeoutMs: 20_000 });
    expect(chat(ada)).toContain("Approved by Sam Okafor");
  });

  it("N3 a copy that cannot be updated heals when it is viewed or clicked", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    const adasCard = await approvalCard(ada);
    await bot.quiet();
    bot.connector.script(isUpdateTo(ada), answers.activityGone());
    await sam.click(samsCard, "approve", { justification: "ok" });
    expect(said(await ada.refresh(adasCard))).toContain("Approved by Sam Okafor");
    expect(said(await ada.click(adasCard, "deny", { justification: "x" }))).toContain(
      "Approved by Sam Okafor",
    );
  });

  it("N3 D1 cards settle for who removed the app and installed it again", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    const adasCard = await approvalCard(ada);
    await bot.quiet();
    await ada.uninstall();
    await sam.click(samsCard, "deny", { justification: "no" });
    await eventually(() => chat(riley).includes("was not approved"));
    await ada.install();
    expect(said(await ada.refresh(adasCard))).toContain("Denied by Sam Okafor");
    await bot.quiet();
    expect(cardsOf(ada)).toBeLessThanOrEqual(1);
    await figures();
  });

  it("N1 N2 the requestor hears the outcome in spite of faults, once", async () => {
    const { riley, sam } = await start();
    await riley.say(ASK);
    const card = await approvalCard(sam);
    await bot.quiet();
    bot.connector.script(isPostTo(riley), answers.throttled(1), 1);
    await sam.click(card, "deny", { justification: "no" });
    const outcomes = () =>
      riley
        .messages()
        .filter(
          ({ activity }) => activity.summary === "Your request for Finance Data was not approved.",
        );
    await eventually(() => outcomes().length === 1, { timeoutMs: 20_000 });
    bot.clock.forward(5 * MINUTE);
    await bot.quiet();
    expect(outcomes()).toHaveLength(1);
    await figures();
  });
});
