import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { cardIn, cardOf, textsOf, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import { RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close, need the ledger export by Friday';

let bot: RunningBot;
beforeEach(async () => {
  bot = await RunningBot.start();
});
afterEach(() => bot.stop());

/** Everything a person's chat shows now, as one text. */
function chat(user: TeamsUser): string {
  return user
    .messages()
    .map((message) =>
      [message.activity.text, message.activity.summary, textsOf(cardOf(message)).join("")].join(
        "\n",
      ),
    )
    .join("\n---\n");
}

async function card(user: TeamsUser, verb: string) {
  return eventually(() => user.messageWith(verb));
}

describe("the story of a risky request", () => {
  it("P1 D1 D8 F1 N1 V1 goes from the security approvers to the manager to the requestor", async () => {
    const [riley, sam, ada, morgan] = await bot.installed("riley", "sam", "ada", "morgan");
    await riley.say(ASK);
    await eventually(() => riley.messageWith("cancelRequest"));
    expect(chat(riley)).toContain("Waiting for approval");

    const samsCard = await card(sam, "approve");
    const adasCard = await card(ada, "approve");
    const blank = await sam.click(samsCard, "approve", { justification: " \u200b " });
    expect(blank.status).toBe(200);
    expect(verbsOf(cardIn(blank))).toContain("approve");

    const settled = await sam.click(samsCard, "approve", {
      justification: "Spoke to Riley, password reset done",
    });
    expect(textsOf(cardIn(settled)).join(" ")).toContain("Approved by");
    expect(verbsOf(cardIn(settled))).not.toContain("approve");
    await eventually(() => !ada.messageWith("approve"));
    expect(chat(ada)).toContain("Sam Okafor");

    const old = await ada.click(adasCard, "deny", { justification: "too late" });
    expect(textsOf(cardIn(old)).join(" ")).toContain("Sam Okafor");

    const morgansCard = await card(morgan, "approve");
    expect(chat(morgan)).not.toMatch(/risk|identity protection/i);
    await morgan.click(morgansCard, "approve", {});
    await eventually(() => chat(riley).includes("You now have access to Finance Data."));
    expect(chat(riley)).not.toMatch(/risk|protection|insider|security|level/i);
    expect((await bot.request("R-1001")).state).toBe("delivered");
  });

  it("T1 T3 V1 nobody answers: the fallback is asked, then the request is denied", async () => {
    const [riley, sam, morgan] = await bot.installed("riley", "sam", "morgan");
    await riley.say(ASK);
    await card(sam, "approve");
    bot.clock.forward(3 * MINUTE + 1_000);
    await card(morgan, "approve");
    await eventually(() => chat(sam).includes("Escalated"));
    expect(sam.messageWith("approve")).toBeDefined();
    bot.clock.forward(3 * MINUTE + 1_000);
    await eventually(() => chat(riley).includes("was not approved"));
    await eventually(() => !sam.messageWith("approve") && !morgan.messageWith("approve"));
    expect(chat(riley)).not.toMatch(/risk|protection|insider|security|level|timed/i);
    expect((await bot.request("R-1001")).state).toBe("denied");
  });

  it("A1 C1 commands answer, and the requestor can withdraw", async () => {
    const [riley, sam] = await bot.installed("riley", "sam");
    await riley.say(ASK);
    await card(sam, "approve");
    await sam.say("approvals");
    const list = await card(sam, "open");
    const opened = await sam.click(list, "open");
    expect(verbsOf(cardIn(opened))).toContain("approve");
    await riley.say("status");
    await riley.say("cancel R-1001");
    await eventually(() => chat(riley).includes("Finance Data was withdrawn"));
    await eventually(() => !sam.messageWith("approve"));
    const late = await sam.click(list, "open");
    expect(verbsOf(cardIn(late))).not.toContain("approve");
    expect(textsOf(cardIn(late)).join("")).toContain("Withdrawn");
  });
});
