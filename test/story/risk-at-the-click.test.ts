import { afterEach, describe, expect, it } from "vitest";
import { cardIn, shownAfter, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval, said, textOf } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const RISEN = "The level has risen since your card was sent";

let bot: RunningBot;
let isDown = false;
afterEach(() => {
  isDown = false;
  return bot.stop();
});

/** Riley's request with this level on the cards. */
async function pending(level = "medium", variation = new Variation()) {
  bot = await RunningBot.start({
    tenant: variation.tenant(),
    signals: (real) => ({
      read: (source, person, signal) =>
        isDown ? Promise.reject(new Error("down")) : real.read(source, person, signal),
    }),
  });
  const [riley, sam, ada, morgan] = await bot.installed("riley", "sam", "ada", "morgan");
  bot.signals.set("idProtection", riley.objectId, level);
  await riley.say('request "Finance Data" because quarterly close');
  const samsCard = await approvalCard(sam);
  const adasCard = await approvalCard(ada);
  await bot.quiet();
  const setLevel = (now: string) => bot.signals.set("idProtection", riley.objectId, now);
  return { riley, sam, ada, morgan, samsCard, adasCard, setLevel };
}

const outcome = async () => (await bot.request("R-1001")).stages[0]?.outcome?.reviewResult;

describe("the risk is read again at the click", () => {
  it("D7 higher: the card comes back with what was typed, and only a click on it confirms", async () => {
    const { sam, samsCard, setLevel, morgan } = await pending();
    setLevel("high");
    const question = await sam.click(samsCard, "approve", { justification: "typed once" });
    expect(said(question)).toContain(RISEN);
    expect(said(question)).toMatch(/From medium.* to high/);
    expect(said(question)).toContain("typed once");
    for (const newId of [false, true])
      expect(said(await sam.redeliver({ newId }))).toContain(RISEN);
    expect(said(await sam.click(samsCard, "approve", { justification: "old card" }))).toContain(
      RISEN,
    );
    expect(await outcome()).toBeUndefined();
    const confirmed = await sam.click(shownAfter(samsCard, question), "approve");
    expect(said(confirmed)).toContain("Approved by Sam Okafor");
    expect(said(confirmed)).toContain("typed once");
    await approvalCard(morgan);
  });

  it("D7 the question shows in the chat as well, and the old one of a colleague asks him too", async () => {
    const { sam, ada, samsCard, adasCard, setLevel } = await pending();
    setLevel("high");
    await sam.click(samsCard, "approve", { justification: "typed once" });
    await eventually(() => chat(sam).includes(RISEN));
    expect(said(await ada.click(adasCard, "approve", { justification: "adas" }))).toContain(RISEN);
    expect(await outcome()).toBeUndefined();
    await ada.click(
      await eventually(() => chat(ada).includes(RISEN) && openApproval(ada)),
      "approve",
    );
    expect(await outcome()).toBe("Approved");
    await eventually(() => chat(sam).includes("Approved by Ada Novak"));
  });

  it("D7 higher once more at the confirmation asks once more", async () => {
    const minimum = new Variation().settings("idProtection", { minimumRiskLevel: "low" });
    const { sam, samsCard, setLevel } = await pending("low", minimum);
    setLevel("medium");
    const first = await sam.click(samsCard, "approve", { justification: "typed once" });
    expect(said(first)).toMatch(/From low.* to medium/);
    setLevel("high");
    const second = await sam.click(shownAfter(samsCard, first), "approve");
    expect(said(second)).toMatch(/From medium.* to high/);
    expect(await outcome()).toBeUndefined();
    const third = await sam.click(shownAfter(samsCard, second), "approve");
    expect(said(third)).toContain("Approved by Sam Okafor");
    expect(said(third)).toContain("typed once");
  });

  it("D7 unreadable asks once and can be confirmed while it stays unreadable", async () => {
    const { sam, samsCard } = await pending();
    isDown = true;
    const question = await sam.click(samsCard, "approve", { justification: "first" });
    expect(verbsOf(cardIn(question))).toContain("approve");
    expect(await outcome()).toBeUndefined();
    const confirmed = await sam.click(shownAfter(samsCard, question), "approve");
    expect(said(confirmed)).toContain("Approved by Sam Okafor");
  });

  it("D7 lower: the approval stands, and the note does not name the level", async () => {
    const { sam, ada, samsCard, setLevel } = await pending();
    setLevel("low");
    const settled = await sam.click(samsCard, "approve", { justification: "fine" });
    expect(said(settled)).toContain("lower when decided");
    expect(said(settled)).not.toMatch(/\blow\b|medium/i);
    await eventually(() => chat(ada).includes("lower when decided"));
  });

  it("D7 a denial is never held up, whether the level rose or cannot be read", async () => {
    const { ada, samsCard, sam, adasCard, setLevel } = await pending();
    setLevel("high");
    await sam.click(samsCard, "approve", { justification: "typed once" });
    isDown = true;
    expect(said(await ada.click(adasCard, "deny", { justification: "no" }))).toContain(
      "Denied by Ada Novak",
    );
  });

  it("D7 D6 typed words compare with the last card, get the question as a card, and cannot confirm it", async () => {
    const { sam, setLevel } = await pending();
    setLevel("high");
    await ask(sam, "approve R-1001 because typed once", /look at the card/);
    await eventually(() => chat(sam).includes(RISEN));
    for (const newId of [false, true]) await sam.redeliver({ newId });
    await ask(sam, "approve R-1001 because typed twice", /look at the card/);
    await bot.quiet();
    expect(await outcome()).toBeUndefined();
    const question = await eventually(() => openApproval(sam));
    expect(textOf(question)).toMatch(/From medium.* to high/);
    expect(said(await sam.click(question, "approve"))).toContain("Approved by Sam Okafor");
  });

  it("D7 A6 a card opened from the list while the question is open is the question", async () => {
    const { sam, samsCard, setLevel } = await pending();
    setLevel("high");
    await sam.click(samsCard, "approve", { justification: "typed once" });
    await ask(sam, "approvals", /Waiting for your decision/);
    const list = await eventually(() => sam.messageWith("open"));
    const opened = await sam.click(list, "open");
    expect(said(opened)).toContain(RISEN);
    expect(said(opened)).toMatch(/From medium.* to high/);
    expect(said(await sam.click(shownAfter(list, opened), "approve"))).toContain("Approved by");
  });
});
