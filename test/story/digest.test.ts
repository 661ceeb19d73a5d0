import { afterEach, describe, expect, it, vi } from "vitest";
import { StoreUnavailableError } from "../../src/service/ports/store.js";
import { answers } from "../connector/behaviours.js";
import { cardOf, findAction, textsOf } from "../connector/card-reading.js";
import type { RecordedRequest } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat, openApproval, said, textOf } from "./chat-reading.js";
import { expectLedgerAddsUp } from "./ledger-reading.js";
import type { ListeningUser, RunningBot } from "./running-bot.js";
import {
  allDelivered,
  COUNT,
  cardsOf,
  digestOf,
  digestsOf,
  PACKAGES,
  PATIENCE,
  REQUESTORS,
  rowsOf,
  startForTwelve,
  submitAll,
  submitWhileAway,
} from "./twelve-requests.js";

vi.setConfig({ testTimeout: 90_000 });

let bot: RunningBot;
afterEach(() => bot.stop());

async function start(): Promise<{ morgan: ListeningUser; omar: ListeningUser }> {
  const started = await startForTwelve();
  bot = started.bot;
  return started;
}

const isPostTo = (person: ListeningUser) => (request: RecordedRequest) =>
  request.name === "post" && request.conversationId === person.conversationId;

/** Opens a request on the digest and waits for its own card. */
async function open(person: ListeningUser, requestId: string) {
  const digest = await digestOf(person);
  const action = JSON.stringify(findAction(cardOf(digest), "open")?.action.data);
  const { d } = JSON.parse(action);
  const click = await person.send({
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId: digest.id,
    value: {
      action: { type: "Action.Execute", verb: "open", data: { l: "digest", d, r: requestId } },
      trigger: "manual",
    },
  });
  expect(said(click)).toContain(`The card of ${requestId} comes at the end of this chat.`);
  return approvalCard(person, requestId);
}

/** Holds a look of the sender that has listed only so many of his rows until all of them have been revived. */
function holdLook(morgan: ListeningUser, listed: number): void {
  const { store } = bot.riskgate.context;
  const [commit, sendable] = [store.commit.bind(store), store.sendable.bind(store)];
  let [revived, looks] = [0, 0];
  vi.spyOn(store, "commit").mockImplementation(async (change) => {
    if (change.events.some(({ type }) => type === "noticesRevived")) {
      if (revived === listed) await eventually(() => looks > 0, PATIENCE);
      revived += 1;
    }
    return commit(change);
  });
  vi.spyOn(store, "sendable").mockImplementation(async (now, limit) => {
    const refs = await sendable(now, limit);
    if (refs.length === listed) {
      looks += 1;
      await eventually(async () => {
        const person = await store.load("person", morgan.objectId);
        return person?.value.isInstalled && person.value.backSince === undefined;
      }, PATIENCE);
    }
    return refs;
  });
}

describe("more than ten cards for one approver at once", () => {
  it("N1 N2 A4 become one digest; every row counts as delivered, and nobody is escalated", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    await morgan.install();
    const digest = await digestOf(morgan);
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    expect(digestsOf(morgan)).toHaveLength(1);
    expect(cardsOf(morgan)).toHaveLength(0);
    expect(textOf(digest)).toContain(`${COUNT} requests wait for your decision`);
    expect(textOf(digest)).toContain("Page 1 of 2");
    expect(digest.activity.summary).toBe(`${COUNT} requests wait for your decision`);
    await expectLedgerAddsUp(bot);
  });

  it.each([5, 11])(
    "N1 N2 are one digest, also when a look finds %i of them due again, and the rest too late",
    async (listed) => {
      const { morgan } = await start();
      await submitWhileAway(bot, morgan);
      await bot.quiet();
      holdLook(morgan, listed);
      await morgan.install();
      await eventually(() => allDelivered(bot, morgan), PATIENCE);
      expect(digestsOf(morgan)).toHaveLength(1);
      expect(cardsOf(morgan)).toHaveLength(0);
      expect(textOf(await digestOf(morgan))).toContain(`${COUNT} requests wait for your decision`);
      await expectLedgerAddsUp(bot);
    },
  );

  it("D1 N3 the digest leads to each request, and shows how it ended", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    await morgan.install();
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    const card = await open(morgan, "R-1003");
    expect(said(await morgan.click(card, "approve", { justification: "ok" }))).toContain(
      "Approved by",
    );
    await eventually(
      () => textOf(digestsOf(morgan)[0] ?? card).includes(`${COUNT - 1} requests wait`),
      PATIENCE,
    );
    const digest = await digestOf(morgan);
    const second = await morgan.click(digest, "page");
    expect(said(second)).toContain("✔ Approved by Morgan Diaz");
    expect(said(await morgan.refresh(digest))).toContain(`${COUNT - 1} requests wait`);
    // A click on what is over shows how it ended, and decides nothing.
    const { d } = JSON.parse(JSON.stringify(findAction(cardOf(digest), "open")?.action.data));
    const late = await morgan.send({
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: digest.id,
      value: {
        action: { type: "Action.Execute", verb: "open", data: { l: "digest", d, r: "R-1003" } },
      },
    });
    expect(said(late)).toContain(`${COUNT - 1} requests wait`);
    expect(openApproval(morgan, "R-1003")).toBeUndefined();
    await expectLedgerAddsUp(bot);
  });

  it("D6 D2 somebody else's click on it, and a second click on Open, do nothing", async () => {
    const { morgan, omar } = await start();
    await submitWhileAway(bot, morgan);
    await morgan.install();
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    const digest = await digestOf(morgan);
    expect(said(await omar.click(digest, "open"))).toContain("not yours to use");
    expect(said(await omar.refresh(digest))).toContain("not yours to use");
    await morgan.click(digest, "open");
    await eventually(() => cardsOf(morgan).length === 1, PATIENCE);
    await bot.quiet();
    await morgan.redeliver({ newId: true });
    await bot.quiet();
    expect(cardsOf(morgan)).toHaveLength(1);
  });

  it("T1 N3 it shows that its requests are escalated", async () => {
    const { morgan, omar } = await start();
    await submitWhileAway(bot, morgan);
    await morgan.install();
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    await bot.quiet();
    const { stages } = await bot.request("R-1001");
    expect(stages[0]?.escalationReason).toBe("nobodyReached");
    await eventually(() => digestsOf(omar).length + cardsOf(omar).length > 0, PATIENCE);
    expect(said(await morgan.refresh(await digestOf(morgan)))).toContain("Escalated");
  });

  it("A4 that Teams refuses because the app is gone: every row is unreachable", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    bot.connector.script(isPostTo(morgan), answers.forbidden());
    await morgan.install();
    await eventually(async () => {
      const digests = (await bot.riskgate.context.store.load("person", morgan.objectId))?.value;
      return digests?.notices.some((n) => n.kind === "approvalDigest" && n.state === "failed");
    }, PATIENCE);
    await eventually(
      async () => (await rowsOf(bot, morgan)).every((n) => n.failure?.startsWith("unreachable")),
      PATIENCE,
    );
    await expectLedgerAddsUp(bot);
  });

  it("N2 that Teams does not take as too big: every card comes by itself", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    const isDigest = (request: RecordedRequest) =>
      isPostTo(morgan)(request) && JSON.stringify(request.body).includes('"l":"digest"');
    bot.connector.script(isDigest, answers.tooBig());
    await morgan.install();
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    expect(cardsOf(morgan)).toHaveLength(COUNT);
    expect(bot.connector.requestsTo(isDigest)).toHaveLength(1);
    await expectLedgerAddsUp(bot);
  });

  it("N2 of unknown outcome: no card beside it, and a look at it is a sign of life for all", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    bot.connector.script(isPostTo(morgan), answers.broken(504, true));
    await morgan.install();
    const digest = await digestOf(morgan);
    await eventually(async () => {
      const person = (await bot.riskgate.context.store.load("person", morgan.objectId))?.value;
      return person?.notices.some((n) => n.kind === "approvalDigest" && n.failure !== undefined);
    }, PATIENCE);
    expect((await rowsOf(bot, morgan)).every((row) => row.state === "pending")).toBe(true);
    await bot.halt();
    await bot.open();
    await morgan.refresh(digest);
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    expect(digestsOf(morgan)).toHaveLength(1);
    expect(cardsOf(morgan)).toHaveLength(0);
    await expectLedgerAddsUp(bot);
  });

  it("N2 survives a crash between any two of its commits", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    let [isDone, survived] = [false, 0];
    bot.connector.addToRoster(morgan.mri);
    await bot.halt();
    for (let commits = 3; !isDone; commits += 1) {
      await bot.open();
      const { store } = bot.riskgate.context;
      const real = store.commit.bind(store);
      let left = commits;
      vi.spyOn(store, "commit").mockImplementation(async (commit) => {
        left -= 1;
        if (left < 0) throw new StoreUnavailableError("the process is dead");
        return real(commit);
      });
      if (commits === 3) await morgan.send({ type: "installationUpdate", action: "add" });
      isDone = await eventually(async () => {
        if (left < 0 || (await allDelivered(bot, morgan))) return { isDone: left >= 0 };
        // What is of unknown outcome waits for a minute.
        bot.clock.forward(200);
        return undefined;
      }, PATIENCE).then((end) => end.isDone);
      await bot.halt();
      survived += 1;
    }
    await bot.open();
    await eventually(async () => {
      bot.clock.forward(200);
      return (await bot.riskgate.context.store.nextSendAt()) === undefined;
    }, PATIENCE);
    expect(survived).toBeGreaterThan(3);
    expect(await allDelivered(bot, morgan)).toBe(true);
    expect(digestsOf(morgan).length).toBeLessThanOrEqual(2);
    // Killed twice right after its post, a digest counts as failed: then the cards come by themselves, none blindly twice.
    expect(cardsOf(morgan).length).toBeLessThanOrEqual(2 * COUNT);
    await expectLedgerAddsUp(bot);
  }, 180_000);

  it("N1 N2 A4 what was sent before the start counts: the cards after it become a digest", async () => {
    const { morgan } = await start();
    await submitAll(bot, PACKAGES.slice(0, 1));
    await eventually(() => cardsOf(morgan).length === REQUESTORS.length, PATIENCE);
    await bot.quiet();
    await morgan.uninstall();
    await bot.halt();
    await bot.open();
    await submitAll(bot, PACKAGES.slice(1));
    await eventually(
      async () =>
        (await rowsOf(bot, morgan)).filter((n) => n.state === "failed").length === COUNT / 2,
      PATIENCE,
    );
    await morgan.install();
    const digest = await digestOf(morgan);
    await eventually(() => allDelivered(bot, morgan), PATIENCE);
    expect(textOf(digest)).toContain(`${REQUESTORS.length} requests wait for your decision`);
    expect(cardsOf(morgan)).toHaveLength(REQUESTORS.length);
    await expectLedgerAddsUp(bot);
  });
});

describe("what a digest may say", () => {
  it("V2 V3 no word of evidence, in its text and in its toast", async () => {
    const { morgan } = await start();
    await submitWhileAway(bot, morgan);
    await morgan.install();
    const digest = await digestOf(morgan);
    expect([textOf(digest), ...textsOf(cardOf(digest))].join()).not.toMatch(/risk|insider|level/i);
    expect(chat(morgan)).not.toMatch(/insider/i);
  });
});
