import { afterEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { cardIn, textIn, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval, said } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const ASK = 'request "Finance Data" because quarterly close';
const NOT_YOURS =
  "This card is not yours to use, or is no longer in use. Nothing was decided. Write approvals to see what waits for you.";

let bot: RunningBot;
afterEach(() => bot.stop());

async function pending(variation = new Variation(), text = ASK) {
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const [riley, sam, ada, morgan] = await bot.installed("riley", "sam", "ada", "morgan");
  await riley.say(text);
  await approvalCard(sam);
  await bot.quiet();
  return {
    riley,
    sam,
    ada,
    morgan,
    samsCard: await approvalCard(sam),
    adasCard: await approvalCard(ada),
  };
}

const state = async () => (await bot.request("R-1001")).state;
const stages = async () => (await bot.request("R-1001")).stages.map((s) => s.outcome?.reviewResult);

describe("who decides, and once", () => {
  it("D1 of two clicks at the same time one wins, and both hear the same outcome", async () => {
    const { sam, ada, samsCard, adasCard, riley } = await pending();
    const answers = await Promise.all([
      sam.click(samsCard, "approve", { justification: "sams words" }),
      ada.click(adasCard, "deny", { justification: "adas words" }),
    ]);
    const texts = answers.map(said);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const winner = texts[0]?.includes("Approved by")
      ? "Approved by Sam Okafor"
      : "Denied by Ada Novak";
    for (const text of texts) expect(text).toContain(winner);
    for (const answer of answers) expect(verbsOf(cardIn(answer))).not.toContain("approve");
    await eventually(() => !openApproval(sam) && !openApproval(ada));
    expect(chat(sam)).toContain(winner);
    expect(chat(ada)).toContain(winner);
    expect(chat(riley)).not.toContain("words");
  });

  it("D2 D3 V4 somebody else's card, a stranger and the requestor decide nothing and learn nothing", async () => {
    const { riley, ada, morgan, samsCard } = await pending();
    const before = (await bot.stored())["/requests/R-1001.json"];
    for (const person of [riley, ada, morgan]) {
      const click = await person.click(samsCard, "approve", { justification: "mine" });
      expect([click.status, textIn(click)]).toEqual([200, NOT_YOURS]);
      expect(textIn(await person.refresh(samsCard))).toBe(NOT_YOURS);
    }
    for (const person of [riley, morgan]) {
      const known = await ask(person, "approve R-1001 because mine", /R-1001/);
      const unknown = await ask(person, "approve R-7777 because mine", /R-7777/);
      expect(known.replaceAll("R-1001", "R-7777")).toBe(unknown);
    }
    expect((await bot.stored())["/requests/R-1001.json"]).toBe(before);
  });

  it("D2 D6 a card that is carried into another chat of the same person decides nothing", async () => {
    const { sam, samsCard } = await pending();
    const conversation = {
      id: "a:elsewhere",
      conversationType: "personal",
      tenantId: bot.tenant.tenantId,
    };
    const click = await sam.click(samsCard, "approve", { justification: "x" }, {
      conversation,
    } as never);
    expect(textIn(click)).toBe(NOT_YOURS);
    expect(await state()).toBe("pendingApproval");
  });

  it("D2 a forged card decides nothing", async () => {
    const { ada, morgan, samsCard } = await pending();
    const action = (data: object) => ({
      type: "Action.Execute",
      verb: "approve",
      data: { justification: "x", ...data },
    });
    const forged = [
      { r: "R-1001" },
      { r: "R-1001", t: "a".repeat(24) },
      { r: "R-1001", t: ["x"] },
      { r: { $ne: 1 }, t: null },
      {},
    ];
    for (const person of [ada, morgan])
      for (const data of forged) {
        const answer = await person.send({
          type: "invoke",
          name: "adaptiveCard/action",
          replyToId: samsCard.id,
          value: { action: action(data), trigger: "manual" },
        });
        expect([answer.status, textIn(answer)]).toEqual([200, NOT_YOURS]);
      }
    expect(await stages()).toEqual([undefined, undefined]);
  });

  it("D4 a justification of invisible characters, or too long, is refused and stays on the card", async () => {
    const { sam, samsCard, ada } = await pending();
    const blank = await sam.click(samsCard, "deny", { justification: " \u200b\u2060\u202e\n" });
    expect(said(blank)).toContain("Nothing was decided");
    const long = await sam.click(samsCard, "approve", { justification: "x".repeat(2_001) });
    expect(said(long)).toContain("at most 2,000 characters");
    expect(verbsOf(cardIn(long))).toContain("approve");
    const longest = await sam.click(samsCard, "approve", { justification: "x".repeat(100_000) });
    expect(said(longest)).toContain("at most 2,000 characters");
    expect(await ask(ada, "deny R-1001", /Nothing was/)).toContain("Example");
    expect(await state()).toBe("pendingApproval");
    const fits = await sam.click(samsCard, "approve", { justification: "x".repeat(2_000) });
    expect(said(fits)).toContain("Approved by Sam Okafor");
  });

  it("D5 T3 at the denial time no click counts any more", async () => {
    const { sam, samsCard } = await pending();
    bot.clock.forward(6 * MINUTE);
    const late = await sam.click(samsCard, "approve", { justification: "just in time" });
    expect(late.status).toBe(200);
    expect(said(late)).not.toContain("Approved by");
    await eventually(async () => (await state()) === "denied");
    expect(said(await sam.click(samsCard, "approve", { justification: "again" }))).toContain(
      "nobody decided in time",
    );
    expect(said(await sam.refresh(samsCard))).toContain("nobody decided in time");
  });
});

describe("the same decision again", () => {
  /** Sam is in the risk stage and in the policy stage that follows. */
  const twice = () => new Variation().stages("Finance Data", "sam");

  it("D6 a redelivered click never settles the next stage", async () => {
    const { sam, samsCard } = await pending(twice());
    const first = await sam.click(samsCard, "approve", { justification: "once" });
    await bot.quiet();
    const policyCard = await approvalCard(sam);
    for (const newId of [false, true]) {
      const again = await sam.redeliver({ newId });
      expect(said(again)).toBe(said(first));
    }
    expect(said(await sam.click(samsCard, "approve", { justification: "new" }))).toBe(said(first));
    await sam.click(samsCard, "deny", { justification: "the old card" });
    expect(await stages()).toEqual(["Approved", undefined]);
    await sam.click(policyCard, "approve");
    await eventually(async () => (await state()) === "delivered");
  });

  it("D6 typed words that are redelivered never settle the next stage, new words get its card first", async () => {
    const { sam } = await pending(twice());
    expect(await ask(sam, "approve R-1001 because typed", /Approved by/)).toContain("Sam Okafor");
    await eventually(async () => (await bot.request("R-1001")).stages[1]?.status === "open");
    for (const newId of [false, true]) await sam.redeliver({ newId });
    await bot.quiet();
    expect(await stages()).toEqual(["Approved", undefined]);
    expect(await ask(sam, "approve R-1001 because other words", /card/)).toContain(
      "look at the card",
    );
    await approvalCard(sam);
    expect(await stages()).toEqual(["Approved", undefined]);
    await ask(sam, "approve R-1001 because I have seen it", /Approved by/);
    await eventually(async () => (await state()) === "delivered");
  });

  it("D8 C1 deny ends the request, and later clicks and cancellations change nothing", async () => {
    const { riley, sam, ada, morgan, adasCard, samsCard } = await pending();
    await ask(ada, "deny 1001 because not now", /Denied by Ada Novak/);
    expect(said(await sam.click(samsCard, "approve", { justification: "no" }))).toContain(
      "Denied by Ada Novak",
    );
    expect(said(await ada.click(adasCard, "approve", { justification: "no" }))).toContain(
      "Denied by Ada Novak",
    );
    expect(await ask(riley, "cancel R-1001", /cannot be withdrawn/)).toContain(
      "Nothing was changed",
    );
    expect(await state()).toBe("denied");
    expect(openApproval(morgan)).toBeUndefined();
  });
});

describe("the decider at the click", () => {
  it("D9 who was disabled, left the role, or cannot be looked up decides nothing", async () => {
    let standing: "stands" | "gone" | "disabled" | "unreadable" = "stands";
    const variation = new Variation();
    bot = await RunningBot.start({
      tenant: variation.tenant(),
      people: (real) => ({
        ...real,
        resolve: async (rule, requestor) => {
          if (standing === "unreadable") throw new Error("down");
          const found = await real.resolve(rule, requestor);
          if (standing === "gone") return [];
          return standing === "disabled"
            ? found.map((c) => ({ ...c, accountEnabled: false }))
            : found;
        },
      }),
    });
    const [riley, sam] = await bot.installed("riley", "sam");
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    for (const [now, words] of [
      ["gone", "no longer"],
      ["disabled", "no longer"],
      ["unreadable", "cannot be checked"],
    ] as const) {
      standing = now;
      for (const verb of ["approve", "deny"]) {
        const answer = await sam.click(samsCard, verb, { justification: now });
        expect([answer.status, said(answer)]).toEqual([200, expect.stringContaining(words)]);
      }
    }
    await ask(sam, "approve R-1001 because down", /cannot be checked/);
    expect(await stages()).toEqual([undefined, undefined]);
    const refused = bot.logLines.filter((line) => line.includes('"reason":"noLongerApprover"'));
    expect(refused).toHaveLength(4);
    standing = "stands";
    expect(said(await sam.click(samsCard, "approve", { justification: "back" }))).toContain(
      "Approved by",
    );
  });
});
