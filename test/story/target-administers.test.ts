import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Leo asks for access for Riley, who is risky, administers and audits. Ada administers too; nobody stands in for Sam. */
let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
beforeAll(async () => {
  const tenant = new Variation()
    .role("Identity Governance Administrator", "ada", "riley")
    .role("Reports Reader", "riley")
    .role("Security Administrator", "sam", "riley")
    .settings("idProtection", { fallbackApprovers: [] })
    .tenant();
  bot = await RunningBot.start({ tenant });
  const [leo, ...others] = await bot.installed("leo", "riley", "sam", "ada");
  [riley, sam, ada] = others;
  await leo.say('request "Finance Data" for riley@contoso.example because a new task');
  await approvalCard(sam);
  await bot.quiet();
}, 60_000);
afterAll(() => bot.stop());

const asUnknown = (text: string) => text.replaceAll("9999", "1001");

it.each(["cancel R-ID because it is mine", "resend R-ID", "audit R-ID"])(
  "V4 C1 to whom a request is for, %s is about an unknown one, whatever roles he holds",
  async (typed) => {
    const about = (id: string) => ask(riley, typed.replace("ID", id), new RegExp(`R-${id}`));
    expect(await about("1001")).toBe(asUnknown(await about("9999")));
    expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  },
);

it("V4 T1 no click on a request's card that somebody else got makes an administrator of him", async () => {
  await ask(ada, "requests", /Requests/);
  const list = await card(ada, "open");
  const forged = { l: "requests", r: "R-1001" };
  const data = { a: "R-1001", i: 0, n: Date.now() * 2, reason: "because I can" };
  const unknown = said(await riley.click(list, "open", { ...forged, r: "R-9999" }));
  expect(said(await riley.click(list, "open", forged))).toBe(asUnknown(unknown));
  for (const verb of ["withdrawRequest", "escalateNow", "resendCards", "refresh"]) {
    const answer = await riley.send({
      type: "invoke",
      name: "adaptiveCard/action",
      value: { action: { type: "Action.Execute", verb, data } },
    });
    expect(said(answer), verb).toBe(asUnknown(unknown));
  }
  const request = await bot.request("R-1001");
  expect(request.state).toBe("pendingApproval");
  expect(request.stages[0]?.escalatedAt).toBeUndefined();
});

it("V4 it is in no list and no figure of his, and in those of the others", async () => {
  const filters = ["", " open", " user riley@contoso.example", ' package "Finance Data"'];
  for (const filter of filters) {
    expect(await ask(riley, `requests${filter}`, /No request matches/)).toBeTruthy();
    expect(await ask(ada, `requests${filter}`, /Requests|Open requests/)).toContain("Riley Chen");
  }
  expect(await ask(riley, "insights", /Insights/)).toMatch(/Requests\n?0/);
  expect(await ask(ada, "insights", /Insights/)).toMatch(/Requests\n?1/);
  const preview = "preview settings id-protection off";
  expect(await ask(riley, preview, /Preview/)).toMatch(/Requests judged\n?0 of 0/);
  expect(await ask(ada, preview, /Preview/)).toMatch(/Requests judged\n?1 of 1/);
});

it("V4 N1 an alert about it reaches the other administrators only", async () => {
  const before = chat(riley);
  bot.clock.forward(4 * 60_000);
  await eventually(() => chat(ada).includes("Nobody can decide R-1001"));
  await bot.quiet();
  expect(chat(riley)).toBe(before);
});
