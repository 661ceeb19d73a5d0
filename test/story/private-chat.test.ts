import type { Activity } from "botbuilder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textIn } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, openApproval } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';
const PLEASE = "Please write to me in private. I do not answer in groups or channels.";

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, sam, ada] = await bot.installed("riley", "sam", "ada");
});
afterAll(() => bot.stop());

/** The place of an activity outside a 1:1 chat. */
function place(conversationType: string): Partial<Activity> {
  const conversation = {
    id: `19:${conversationType}@thread.v2`,
    conversationType,
    isGroup: true,
    tenantId: bot.tenant.tenantId,
  };
  return { conversation: conversation as Activity["conversation"] };
}

function saidIn(conversationType: string): unknown[] {
  return bot.connector
    .messagesIn(`19:${conversationType}@thread.v2`)
    .map(({ activity }) => [activity.text, activity.attachments ?? []]);
}

describe.each(["groupChat", "channel"])("in a %s", (kind) => {
  it("M1 V3 every message gets one sentence and nothing is done", async () => {
    const before = await bot.stored();
    const texts = [ASK, "help", "status", "approvals", "settings", "approve R-1001 because yes"];
    for (const text of texts)
      expect((await riley.say(`<at>Riskgate</at> ${text}`, place(kind))).status).toBe(200);
    await eventually(() => saidIn(kind).length === texts.length);
    for (const message of saidIn(kind)) expect(message).toEqual([PLEASE, []]);
    expect(await bot.stored()).toEqual(before);
  });

  it("M1 V3 nothing that is sent afterwards goes there", async () => {
    await sam.send({ type: "installationUpdate", action: "add", ...place(kind) });
    await sam.send({
      type: "conversationUpdate",
      membersAdded: [{ id: "28:b", name: "" }],
      ...place(kind),
    });
    await ada.say("approvals", place(kind));
    const posted = saidIn(kind).length;
    await bot.quiet();
    const id = `R-${1001 + (await bot.requestCount())}`;
    await riley.say(`${ASK} after a ${kind}`);
    const samsCard = await approvalCard(sam, id);
    await approvalCard(ada, id);
    const answer = await sam.click(samsCard, "deny", { justification: "no" }, place(kind));
    expect(textIn(answer)).toBe(PLEASE);
    await sam.refresh(samsCard, place(kind));
    await sam.send({ type: "installationUpdate", action: "remove", ...place(kind) });
    expect((await bot.request(id)).state).toBe("pendingApproval");
    await sam.click(samsCard, "deny", { justification: "no" });
    await eventually(() => !openApproval(ada, id) && chat(riley).includes(`${id}`));
    await bot.quiet();
    const later = bot.connector.messagesIn(`19:${kind}@thread.v2`).slice(posted);
    for (const { activity } of later) expect(activity.text).toBe(PLEASE);
    expect(JSON.stringify(later)).not.toContain("Finance Data");
  });
});

describe("in a 1:1 chat that moved", () => {
  it("N2 the newest address of a person is the one that is written to", async () => {
    const moved = "a:rileys-new-chat";
    const conversation = { id: moved, conversationType: "personal", tenantId: bot.tenant.tenantId };
    await riley.say('request "Travel Portal"', {
      conversation: conversation as Activity["conversation"],
    });
    await eventually(() =>
      JSON.stringify(bot.connector.messagesIn(moved)).includes("Travel Portal"),
    );
    await ask(riley, "status", /Your requests/);
    await card(riley, "open");
  });
});
