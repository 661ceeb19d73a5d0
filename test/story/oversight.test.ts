import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardIn, cardOf, findAction, textIn, verbsOf } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, openApproval, said } from "./chat-reading.js";
import { asTenant, type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Ada governs; Dana holds the same role and both risk roles; Riley is risky. */
function tenant() {
  const variation = new Variation();
  for (const role of variation.file.directoryRoles) {
    if (role.displayName === "Security Administrator") {
      role.memberIds = [variation.id("sam"), variation.id("dana")];
    }
    if (role.displayName === "Identity Governance Administrator") {
      role.memberIds = [variation.id("ada"), variation.id("dana"), variation.id("riley")];
    }
  }
  return asTenant(variation.file);
}

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let dana: ListeningUser;
let leo: ListeningUser;
let fatima: ListeningUser;
let omar: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start({ tenant: tenant() });
  const names = ["riley", "sam", "ada", "dana", "leo", "fatima", "omar"] as const;
  [riley, sam, ada, dana, leo, fatima, omar] = await bot.installed(...names);
  await riley.say('request "Finance Data" because quarterly close');
  await approvalCard(sam);
  await leo.say('request "Travel Portal"');
  await eventually(() => chat(leo).includes("You now have access to Travel Portal."));
  await bot.quiet();
});
afterAll(() => bot.stop());

const EVIDENCE = /high|anonymous address|at risk/i;

/** The details of a request, opened from the list as an administrator does. */
async function details(user: ListeningUser, id: string): Promise<ShownMessage> {
  await user.say("requests");
  const list = await card(user, "open");
  const answer = await user.click(list, "open", { data: { l: "requests", r: id } });
  expect(cardIn(answer), textIn(answer)).toBeDefined();
  return { ...list, activity: { ...list.activity, attachments: [] } };
}

describe("requests", () => {
  it("V4 lists every request and its state in words, newest first, but not the reader's own", async () => {
    const list = await ask(ada, "requests", /Requests/);
    expect(list).toMatch(/Leo Marchetti wants Travel Portal[\s\S]*Delivered.*no stages[\s\S]*Riley Chen/);
    expect(list).toMatch(/Pending approval: ID Protection review, \d+ min left/);
    expect(await ask(riley, "requests", /Requests/)).not.toContain("Finance Data");
    expect(await ask(ada, "requests open", /Open requests/)).not.toContain("Travel Portal");
    expect(await ask(ada, "requests user leo@contoso.example", /Requests/)).not.toContain("Riley");
    expect(await ask(ada, 'requests package "travel portal" open', /Open requests/)).toContain(
      "No request matches",
    );
  });

  it("S2 offers the nearest package, and says when a person is unknown", async () => {
    expect(await ask(ada, "requests package Finanse Data", /do not find/)).toContain(
      'Did you mean "Finance Data"?',
    );
    expect(await ask(ada, "requests user nobody@contoso.example", /do not find/)).toContain("@");
    expect(await ask(ada, "requests opne", /opne/)).toMatch(/open/);
  });
});
