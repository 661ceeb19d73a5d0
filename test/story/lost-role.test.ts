import { afterAll, beforeAll, expect, it } from "vitest";
import { cardIn } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, said, textOf } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/downloads\/([\w-]+)/;

let bot: RunningBot;
let ada: ListeningUser;
let hasLeft = false;
const shown = new Map<string, ShownMessage>();

/** Ada administers, opens every card that there is, and then loses her role. */
beforeAll(async () => {
  bot = await RunningBot.start({
    people: (real) => ({
      ...real,
      hasRole: async (id, name) => !hasLeft && real.hasRole(id, name),
      roleHolders: async (name) => (hasLeft ? [] : real.roleHolders(name)),
    }),
  });
  const [riley, sam, leo, user] = await bot.installed("riley", "sam", "leo", "ada");
  ada = user;
  await riley.say('request "Finance Data" because quarterly close');
  await approvalCard(sam);
  // The totals of a page that is turned have more than one page to turn.
  await leo.say('request "Travel Portal"');
  for (const [command, words, verb] of [
    ["settings id-protection level high", /Confirm|Escalate|level/i, "confirm"],
    ["settings", /Settings/, "editSettings"],
    ["requests", /Requests/, "open"],
    ["insights", /Insights/, "refresh"],
    ["deliveries", /Deliveries/, "refresh"],
    ["audit R-1001", /Trail of R-1001/, "refresh"],
  ] as const) {
    await ask(ada, command, words);
    await bot.quiet();
    shown.set(command, await card(ada, verb));
  }
  await ada.say("audit export");
  await eventually(() => ada.messages().some((message) => textOf(message).includes(".csv: ")));
  await bot.quiet();
  hasLeft = true;
});
afterAll(() => bot.stop());

function cardOfCommand(command: string): ShownMessage {
  const message = shown.get(command);
  if (!message) throw new Error(`there is no card of ${command}`);
  return message;
}

it("S1 V4 a card that is looked at again after its role has ended tells nothing more", async () => {
  const seen = await ada.refresh(cardOfCommand("settings id-protection level high"));
  expect(said(seen)).toContain("This card cannot be used here");
  for (const [command, verb] of [
    ["settings", "editSettings"],
    ["requests", "refresh"],
    ["requests", "open"],
    ["insights", "refresh"],
    ["deliveries", "refresh"],
    ["audit R-1001", "refresh"],
  ] as const) {
    const answer = await ada.click(cardOfCommand(command), verb);
    expect(cardIn(answer), `${verb} of ${command}`).toBeUndefined();
    expect(said(answer)).not.toMatch(/Sam|Riley Chen|high/);
  }
});

it("S1 V4 nothing is changed with a card whose role has ended", async () => {
  const before = await bot.stored();
  const change = cardOfCommand("settings id-protection level high");
  for (const verb of ["confirm", "discard"])
    expect(said(await ada.click(change, verb))).toContain("not an administrator any more");
  const list = cardOfCommand("requests");
  for (const verb of ["withdrawRequest", "escalateNow", "resendCards"]) {
    const data = { a: "R-1001", i: 0, n: 0 };
    const forged = await ada.send({
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: list.id,
      value: { action: { verb, data: { ...data, reason: "because I could" } } },
    });
    expect(said(forged), verb).toContain("do not find R-1001");
  }
  const retry = { action: { verb: "retryDeliveries", data: { n: Date.now() } } };
  const retried = await ada.send({ type: "invoke", name: "adaptiveCard/action", value: retry });
  expect(said(retried)).toContain("Nothing was changed");
  expect(await bot.stored()).toEqual(before);
});

it("V4 a file that was made before is not given away after the role has ended", async () => {
  const offers = ada.messages().map(textOf);
  const token = LINK.exec(offers.find((text) => text.includes(".jsonl: ")) ?? "")?.[1];
  const before = ada.messages().length;
  await ada.send({
    type: "invoke",
    name: "fileConsent/invoke",
    value: {
      type: "fileUpload",
      action: "accept",
      context: { token },
      uploadInfo: {
        uploadUrl: "http://127.0.0.1:9/upload",
        ...{ contentUrl: "https://contoso.sharepoint.com/a", uniqueId: "1", fileType: "jsonl" },
      },
    },
  });
  const answer = await eventually(() => ada.messages()[before]);
  expect(textOf(answer)).toContain("no longer here");
  expect((await fetch(`${bot.url}/downloads/${token}`)).status).toBe(404);
});
