import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardIn, shownAfter, verbsOf } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, openApproval, said, textOf } from "./chat-reading.js";
import { asTenant, type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Ada governs; Kwame holds the same role and both risk roles; Riley is risky. */
function tenant() {
  const variation = new Variation();
  for (const role of variation.file.directoryRoles) {
    if (role.displayName === "Security Administrator") {
      role.memberIds = [variation.id("sam"), variation.id("kwame")];
    }
    if (role.displayName === "Identity Governance Administrator") {
      role.memberIds = [variation.id("ada"), variation.id("kwame"), variation.id("riley")];
    }
  }
  return asTenant(variation.file);
}

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let kwame: ListeningUser;
let leo: ListeningUser;
let fatima: ListeningUser;
let omar: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start({ tenant: tenant() });
  const names = ["riley", "sam", "ada", "kwame", "leo", "fatima", "omar"] as const;
  [riley, sam, ada, kwame, leo, fatima, omar] = await bot.installed(...names);
  await riley.say('request "Finance Data" because quarterly close');
  await approvalCard(sam);
  await leo.say('request "Travel Portal"');
  await eventually(() => chat(leo).includes("You now have access to Travel Portal."));
  await bot.quiet();
});
afterAll(() => bot.stop());

const EVIDENCE = /high user risk|anonymous address|at risk/i;

/** The details of a request in the place of the list, opened as an administrator does. */
async function details(user: ListeningUser, id: string): Promise<ShownMessage> {
  await ask(user, "requests", /Requests/);
  const list = await card(user, "open");
  return shownAfter(list, await user.click(list, "open", { r: id }));
}

async function events(id: string, type: string) {
  const all = await bot.riskgate.context.store.events("request", id);
  return all.filter((event) => event.type === type);
}

describe("requests", () => {
  it("V4 lists every request and its state in words, newest first, but not the reader's own", async () => {
    const list = await ask(ada, "requests", /Requests/);
    expect(list).toMatch(
      /Leo Marchetti wants Travel Portal[\s\S]*Delivered.*no stages[\s\S]*Riley Chen/,
    );
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

describe("the card of a request", () => {
  it("V4 shows stages, approvers, deadlines and notices; level and detail only with the role", async () => {
    const shown = textOf(await details(ada, "R-1001"));
    expect(shown).toMatch(/Riley Chen wants Finance Data/);
    expect(shown).toMatch(/ID Protection review: open[\s\S]*Escalates[\s\S]*Is denied/);
    expect(shown).toMatch(/Sam Okafor.*card delivered/);
    expect(shown).toMatch(/Policy stage 1 of 1: waiting/);
    expect(shown).toMatch(/\d+ intended: \d+ delivered/);
    expect(shown).toContain("for holders of the source's role");
    expect(shown).not.toMatch(EVIDENCE);
    expect(textOf(await details(kwame, "R-1001"))).toMatch(EVIDENCE);
  });

  it("V4 is an unknown request to everybody else and to those it is about, whatever a click says", async () => {
    const shown = await details(ada, "R-1001");
    const forged = { l: "requests", r: "R-1001" };
    const unknown = said(await ada.click(await openList(ada), "open", { r: "R-7777" }));
    expect(unknown).toContain("do not find R-7777");
    for (const user of [riley, sam, leo, fatima]) {
      const opened = said(await user.click(await openList(ada), "open", forged));
      expect(opened.replaceAll("1001", "7777")).toBe(unknown);
      for (const verb of ["refresh", "withdrawRequest", "escalateNow", "resendCards"]) {
        const answer = said(await user.click(shown, verb, { reason: "because I can" }));
        expect(answer.replaceAll("1001", "7777"), verb).toBe(unknown);
      }
      const list = said(await user.click(await openList(ada), "refresh"));
      expect(list).not.toContain("Riley");
      if (user !== riley) expect(list).toContain("cannot be read");
    }
    expect((await bot.request("R-1001")).stages[0]?.escalatedAt).toBeUndefined();
  });

  it("N2 N3 D6 posts the open cards again, once, however often the click is delivered", async () => {
    const before = sam.messages().length;
    const shown = await details(ada, "R-1001");
    bot.clock.forward(2_000);
    expect(said(await ada.click(shown, "resendCards"))).toContain("posted again");
    await eventually(() => sam.messages().length > before);
    await bot.quiet();
    const posted = sam.messages().length;
    for (const newId of [false, true]) {
      expect(said(await ada.redeliver({ newId }))).toContain("Nothing was changed");
    }
    await bot.quiet();
    expect(sam.messages().length).toBe(posted);
    expect(await events("R-1001", "cardsResent")).toHaveLength(1);
    const card = (await bot.request("R-1001")).notices.find((n) => n.kind === "approvalCard");
    expect(card?.copies.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it("typed resend rests for a minute, and is for administrators alone", async () => {
    expect(await ask(ada, "resend R-1001", /R-1001/)).toContain("Nothing was changed");
    bot.clock.forward(61_000);
    expect(await ask(ada, "resend 1001", /R-1001/)).toContain("posted again");
    await bot.quiet();
    expect(await events("R-1001", "cardsResent")).toHaveLength(2);
    const unknown = await ask(ada, "resend R-7777", /R-7777/);
    expect((await ask(riley, "resend R-1001", /R-1001/)).replaceAll("1001", "7777")).toBe(unknown);
    expect(await ask(ada, "resend R-1002", /R-1002/)).toContain("no open card");
    for (const user of [sam, leo, fatima])
      expect(await ask(user, "resend R-1001", /do not know/)).toContain("Nothing was changed");
  });

  it("T1 U1 escalates now with a reason, once, and says so to the fallback approvers", async () => {
    const shown = await details(ada, "R-1001");
    expect(said(await ada.click(shown, "escalateNow"))).toContain("Please say why");
    expect(openApproval(omar)).toBeUndefined();
    const done = said(await ada.click(shown, "escalateNow", { reason: "Sam is ill" }));
    expect(done).toContain("fallback approvers are asked now");
    expect(done).toContain("because an administrator asked for it");
    await approvalCard(omar);
    expect(said(await ada.redeliver({ newId: true }))).toContain("Nothing was changed");
    const [asked, ...more] = await events("R-1001", "escalationAsked");
    expect(more).toEqual([]);
    expect(asked?.actor).toEqual({ kind: "person", id: ada.objectId });
    expect(JSON.stringify(asked)).not.toContain("ill");
    expect(await ask(kwame, "requests open", /Open requests/)).toMatch(/review, escalated, /);
  });

  it("C1 withdraws with a reason, and a redelivered click changes nothing", async () => {
    await riley.say('request "Customer Records" because the audit');
    await approvalCard(sam, "R-1003");
    const shown = await details(kwame, "R-1003");
    expect(said(await kwame.click(shown, "withdrawRequest"))).toContain("Please say why");
    const done = await kwame.click(shown, "withdrawRequest", { reason: "Riley has left" });
    expect(said(done)).toMatch(/is withdrawn[\s\S]*Withdrawn by Kwame Mensah/);
    expect(verbsOf(cardIn(done))).toEqual(["refresh", "page"]);
    expect(said(await kwame.redeliver())).toContain("cannot be withdrawn any more");
    await eventually(() => !openApproval(sam, "R-1003"));
    expect(await events("R-1003", "cancellationAsked")).toHaveLength(1);
  });
});

describe("figures", () => {
  it("V4 insights count what was requested, reviewed and decided, without the reader's own", async () => {
    await sam.click(await approvalCard(sam), "deny", { justification: "not now" });
    await bot.quiet();
    const figures = await ask(ada, "insights last 7d", /Insights/);
    expect(figures).toMatch(/last 7 days[\s\S]*Requests\n?3/);
    expect(figures).toMatch(/Reviewed for risk2 \(67 %\)/);
    expect(figures).toMatch(/Stages escalated1 \(50 %\)/);
    const shown = JSON.stringify(ada.messages().at(-1));
    expect(shown).toContain('{"x":"Sam Okafor","y":2}');
    expect(shown).toContain(": asked 2, decided 1");
    expect(await ask(riley, "insights", /Insights/)).toMatch(/last 30 days[\s\S]*Requests1/);
    expect(said(await ada.click(await card(ada, "refresh"), "refresh"))).toContain("last 7 days");
  });

  it("S2 insights without a sensible period changes nothing, and is unknown to others", async () => {
    expect(await ask(ada, "insights last tuesday", /tuesday/)).toContain("insights last 7d");
    for (const period of ["0d", "9999999d", "999999999 weeks"])
      expect(await ask(ada, `insights last ${period}`, /Nothing was changed/)).toContain(
        "Example: insights last 7d",
      );
    expect(await ask(ada, "insights last 99999d", /Insights/)).toContain("the last 99999 days");
    expect(
      await ask(ada, "preview settings id-protection level high, last 9999999d", /looks back/),
    ).toContain("Nothing was changed");
    for (const user of [sam, leo, fatima])
      expect(await ask(user, "insights", /do not know/)).not.toMatch(/Requests/);
  });
});

describe("deliveries", () => {
  it("N2 lists what failed with its reason, and tries it again once", async () => {
    const text = await ask(ada, "deliveries", /Deliveries/);
    expect(text).toMatch(/Approval card of R-1001 to .*\n?.*Failed: has not installed the app/);
    expect(text).toMatch(/intended = \d+ delivered \+ \d+ failed \+ \d+ withdrawn \+ 0 pending/);
    expect(await ask(riley, "deliveries", /Deliveries/)).not.toContain("R-1001");
    for (const user of [sam, leo, fatima])
      expect(await ask(user, "deliveries", /do not know/)).not.toContain("R-1001");
  });
});

describe("risk", () => {
  it("V4 says level and detail by role, and to others only whether a request would be reviewed", async () => {
    const without = await ask(ada, "risk riley@contoso.example", /as of now/);
    expect(without).toMatch(/ID Protection.*would be reviewed first/);
    expect(without).not.toMatch(EVIDENCE);
    expect(await ask(kwame, "risk riley@contoso.example", /as of now/)).toMatch(EVIDENCE);
    expect(await ask(ada, "risk ada@contoso.example", /do not find/)).toContain("person");
    expect(await ask(riley, "risk riley@contoso.example", /do not find/)).not.toMatch(EVIDENCE);
    for (const user of [sam, leo, fatima])
      expect(await ask(user, "risk riley@contoso.example", /do not know/)).not.toMatch(/review/);
  });

  it("sets a level in local mode; a wrong one is refused with those that are allowed", async () => {
    expect(
      await ask(kwame, "risk leo@contoso.example id-protection none", /level is set/),
    ).toBeTruthy();
    expect(await ask(kwame, "risk leo@contoso.example", /as of now/)).toContain("No user risk now");
    await ask(kwame, "risk leo@contoso.example id-protection high", /level is set/);
    expect(await ask(kwame, "risk leo@contoso.example", /as of now/)).toContain("High user risk");
    expect(await ask(kwame, "risk leo@contoso.example id-protection hihg", /hihg/)).toMatch(/high/);
    expect(
      await ask(riley, "risk riley@contoso.example id-protection none", /do not find/),
    ).toBeTruthy();
    expect(
      await ask(sam, "risk leo@contoso.example id-protection none", /do not know/),
    ).toBeTruthy();
    expect(await ask(kwame, "risk leo@contoso.example", /as of now/)).toContain("High user risk");
  });
});

/** The newest list of all requests in somebody's chat. */
function openList(user: ListeningUser): Promise<ShownMessage> {
  return card(user, "open");
}
