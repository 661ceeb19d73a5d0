import { expect } from "vitest";
import { SECOND } from "../../src/approval/instant.js";
import { countNotices, type Notice } from "../../src/approval/notice.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { answers, type Behaviour } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { openApproval, said, textOf } from "./chat-reading.js";
import type { ListeningUser, RunningBot } from "./running-bot.js";

export type Random = (below: number) => number;
export interface Cast {
  readonly riley: ListeningUser;
  readonly approvers: readonly ListeningUser[];
}

const PATIENCE = { timeoutMs: 25_000 };

/** Everything that Teams does to a request. */
const FAULTS: readonly ((random: Random) => Behaviour)[] = [
  () => answers.throttled(),
  (random) => answers.throttled(1 + random(3)),
  (random) => answers.throttled(new Date(Date.now() + random(5) * SECOND).toUTCString()),
  () => answers.forbidden(),
  () => answers.forbidden("BadArgument"),
  () => answers.blocked("ConversationBlockedByUser"),
  () => answers.blocked("MessageWritesBlocked"),
  () => answers.forbidden("InvalidBotApiHost"),
  () => answers.conversationGone(),
  () => answers.activityGone(),
  () => answers.busy(),
  () => answers.tooBig(),
  () => answers.badRequest(),
  (random) => answers.broken([500, 502, 503, 504][random(4)], random(2) === 0),
  (random) => answers.reset(random(2) === 0),
  () => answers.resetMidAnswer(),
  (random) => answers.hang(random(2) === 0),
  () => answers.unauthorized(),
  (random) => answers.slow(random(30)),
  () => answers.withoutId(),
];

/** One request through random faults, people who come and go, clicks, time and restarts; the ledger is checked all the way. */
export async function liveThrough(bot: RunningBot, cast: Cast, random: Random, run: number) {
  const everybody = [cast.riley, ...cast.approvers];
  const id = `R-${1_001 + run}`;
  const lift = scriptFaults(bot, everybody, random);
  await cast.riley.say(`request "Finance Data" because of run ${run}`);
  await eventually(() => exists(bot, id), PATIENCE);
  for (let step = 3 + random(5); step > 0; step -= 1) {
    // Mostly the sender has met the faults by then; now and then a step comes in between.
    if (random(4) > 0) await caughtUp(bot);
    await takeStep(bot, cast, random, id);
    expectAddsUp(await bot.request(id));
  }
  for (const undo of lift) undo();
  await settle(bot, cast, id);
  await expectTruth(bot, cast, await bot.request(id));
}

/** Whatever is due by now was tried, and has worked or waits for its next try. */
async function caughtUp({ riskgate, clock }: RunningBot): Promise<void> {
  const { store } = riskgate.context;
  await eventually(async () => {
    const times = [await store.nextDueAt(), await store.nextSendAt()];
    return times.every((at) => at === undefined || at > clock.now());
  }, PATIENCE);
}

async function exists(bot: RunningBot, id: string): Promise<boolean> {
  return (await bot.riskgate.context.store.load("request", id)) !== undefined;
}

function scriptFaults(bot: RunningBot, people: readonly ListeningUser[], random: Random) {
  return Array.from({ length: 3 + random(8) }, () => {
    const person = people[random(people.length)];
    const name = (["post", "post", "update", "createConversation"] as const)[random(4)];
    const matches =
      name === "createConversation" ? { name } : { name, conversationId: person?.conversationId };
    const fault = FAULTS[random(FAULTS.length)] ?? answers.busy;
    return bot.connector.script(matches as { name: "post" }, fault(random), 1 + random(3));
  });
}

async function takeStep(bot: RunningBot, cast: Cast, random: Random, id: string): Promise<void> {
  const person = cast.approvers[random(cast.approvers.length)] ?? cast.riley;
  const card = openApproval(person, id);
  switch (random(9)) {
    case 0:
      if (card) await person.click(card, "approve", { justification: "ok" });
      return;
    case 1:
      if (card) await person.click(card, "deny", { justification: "no" });
      return;
    case 2:
      if (card) await person.refresh(card);
      return;
    case 3:
      await person.uninstall();
      return;
    case 4:
      await person.install();
      return;
    case 5:
      if (card) bot.connector.deleteMessage(person.conversationId, card.id);
      return;
    case 6:
      if (random(4) > 0) return;
      await bot.halt();
      return bot.open();
    case 7:
      bot.connector.loseConversation(person.mri);
      return;
    default:
      bot.clock.forward(random(70) * SECOND);
  }
}

/** The faults are over, everybody is there, the request ends, and nothing is left to send. */
async function settle(bot: RunningBot, cast: Cast, id: string): Promise<void> {
  for (const person of cast.approvers) await person.install();
  await cast.riley.say(`cancel ${id}`);
  const { store } = bot.riskgate.context;
  await eventually(async () => {
    if ((await bot.request(id)).state === "pendingApproval") {
      await cast.riley.say(`cancel ${id}`);
      return false;
    }
    bot.clock.forward(SECOND);
    const due = (await store.nextDueAt()) ?? Number.POSITIVE_INFINITY;
    return (await store.nextSendAt()) === undefined && due > store.now();
  }, PATIENCE);
}

function expectAddsUp({ notices }: AccessRequest): void {
  const { intended, ...states } = countNotices(notices);
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(intended);
  expect(notices.map((n) => n.number)).toEqual(notices.map((_, i) => i + 1));
  for (const notice of notices) {
    expect(notice.shownRevision).toBeLessThanOrEqual(notice.revision);
    expect(notice.reposts).toBeLessThanOrEqual(1);
    if (notice.state !== "pending") expect(notice.sendingSince).toBeUndefined();
  }
}

/** What the ledger says is what happened: nothing is delivered that never arrived, nothing came more often than written. */
async function expectTruth(bot: RunningBot, cast: Cast, request: AccessRequest): Promise<void> {
  expectAddsUp(request);
  expect(countNotices(request.notices).pending).toBe(0);
  const { intended, ...states } = await bot.riskgate.context.store.noticeCounts();
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(intended);
  expectOutcomeHeard(bot, cast, request);
  for (const person of cast.approvers) {
    const rows = request.notices.filter(
      (n) => n.recipient === person.objectId && n.kind === "approvalCard",
    );
    const arrived = bot.connector.stored.filter(
      ({ conversationId, body }) =>
        conversationId === person.conversationId && isCardOf(body, request.id),
    );
    const isDelivered = (notice: Notice) => notice.state === "delivered";
    if (rows.some(isDelivered)) expect(arrived.length).toBeGreaterThan(0);
    const begun = rows.reduce((sum, row) => sum + row.copies.length, 0);
    expect(arrived.length).toBeLessThanOrEqual(begun);
    await expectHealed(person, request.id);
  }
}

/** Rule N1: what the ledger calls delivered to the requestor has arrived: his own card, and how it ended. */
function expectOutcomeHeard(bot: RunningBot, { riley }: Cast, request: AccessRequest): void {
  const rows = request.notices.filter((n) => n.recipient === riley.objectId);
  const outcomes = rows.filter(({ kind }) => kind === "outcome");
  expect(outcomes.length).toBeGreaterThan(0);
  const texts = bot.connector.stored
    .filter(({ conversationId }) => conversationId === riley.conversationId)
    .map(({ body }) => JSON.stringify(body))
    .filter((text) => text.includes(request.id));
  const isDelivered = (notice: Notice) => notice.state === "delivered";
  if (outcomes.some(isDelivered)) expect(texts.some((text) => ENDED.test(text))).toBe(true);
  const begun = rows.reduce((sum, row) => sum + row.copies.length, 0);
  // His answers to `request` and `cancel` name the request as well.
  expect(texts.length).toBeGreaterThanOrEqual(rows.filter(isDelivered).length);
  expect(begun).toBeGreaterThanOrEqual(rows.filter(isDelivered).length);
}

const ENDED = /was (not )?(approved|withdrawn)|now has? access|now have access/;

/** Rule N3: no card stays live; one that could not be updated heals when it is viewed. */
async function expectHealed(person: ListeningUser, id: string): Promise<void> {
  for (const message of person.messages()) {
    const isLive = JSON.stringify(message).includes('"verb":"approve"');
    if (!isLive || !textOf(message).includes(id)) continue;
    expect(said(await person.refresh(message))).not.toContain("wants");
  }
}

function isCardOf(body: object, id: string): boolean {
  const text = JSON.stringify(body);
  return text.includes('"verb":"approve"') && text.includes(`"r":"${id}"`);
}
