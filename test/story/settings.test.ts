import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardIn, cardOf, shownAfter, verbsOf } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import { ask, card, chat, said, textOf } from "./chat-reading.js";
import { asTenant, type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Ada, Kwame and Riley govern; two people are called Sam; Riley is risky. */
function tenant() {
  const variation = new Variation();
  for (const role of variation.file.directoryRoles) {
    if (role.displayName === "Identity Governance Administrator")
      role.memberIds = [variation.id("ada"), variation.id("kwame"), variation.id("riley")];
  }
  for (const user of variation.file.users as unknown as {
    displayName: string;
    userPrincipalName: string;
  }[]) {
    if (user.userPrincipalName.startsWith("yuki@")) user.displayName = "Sam Okada";
  }
  return asTenant(variation.file);
}

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let kwame: ListeningUser;
let leo: ListeningUser;
let omar: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start({ tenant: tenant() });
  const names = ["riley", "sam", "ada", "kwame", "leo", "omar"] as const;
  [riley, sam, ada, kwame, leo, omar] = await bot.installed(...names);
});
afterAll(() => bot.stop());

const load = async () => {
  const { store } = bot.riskgate.context;
  const stored = await store.load("controlConfiguration", "idProtection");
  if (!stored) throw new Error("nothing is stored");
  return stored.value;
};

/** The form of ID Protection in the place of the settings, as an administrator opens it. */
async function openForm(user: ListeningUser): Promise<ShownMessage> {
  await ask(user, "settings", /Settings/);
  const shown = await card(user, "editSettings");
  return shownAfter(shown, await user.click(shown, "editSettings"));
}

/** The newest before/after card with buttons, once there is one that is not `before`. */
function changeCard(user: ListeningUser, before?: string): Promise<ShownMessage> {
  return eventually(() => {
    const shown = user.messageWith("confirm");
    return shown && shown.id !== before ? shown : undefined;
  });
}

const asShown = (message: ShownMessage, answer: Awaited<ReturnType<ListeningUser["click"]>>) =>
  textOf(shownAfter(message, answer));

describe("the settings card and its form", () => {
  it("S1 shows both sources in one message, each with its own Edit", async () => {
    const shown = await ask(ada, "settings", /Settings/);
    expect(shown).toMatch(/Entra ID Protection[\s\S]*Insider Risk Management/);
    const message = await card(ada, "editSettings");
    expect(verbsOf(cardOf(message))).toEqual(["editSettings", "editSettings"]);
  });

  it("S1 a saved form leads to the before/after card, which applies, and the others are told", async () => {
    const form = await openForm(ada);
    const answer = await ada.click(form, "saveSettings", {
      durationBeforeEscalation: "2 Hours",
      durationBeforeAutomaticDenial: "1 day 12 h",
    });
    expect(said(answer)).toContain("Please confirm your change on the card below");
    const before = await changeCard(ada);
    expect(textOf(before)).toMatch(/Escalate after[\s\S]*3 min[\s\S]*2 h/);
    expect(textOf(before)).toMatch(/Asked from now on[\s\S]*Sam Okafor[\s\S]*reachable in Teams/);
    expect(textOf(before)).toContain("shorter than a night");
    expect(textOf(before)).toContain("Morgan Diaz has not installed the app");
    expect((await load()).settingsVersion).toBe(0);
    await ada.click(before, "confirm");
    expect(await load()).toMatchObject({
      settingsVersion: 1,
      settings: { durationBeforeEscalation: "PT2H", durationBeforeAutomaticDenial: "P1DT12H" },
    });
    await eventually(() => chat(kwame).includes("Ada Novak changed settings"));
  });

  it("D6 the same save delivered again proposes nothing more", async () => {
    const form = await openForm(ada);
    await ada.click(form, "saveSettings", { minimumRiskLevel: "high" });
    await changeCard(ada);
    const count = (await load()).changes.length;
    await ada.redeliver();
    await ada.redeliver({ newId: true });
    expect((await load()).changes).toHaveLength(count);
    await ada.click(await changeCard(ada), "discard");
  });

  it("S2 errors stand at the field, what was typed is kept, and nothing is proposed", async () => {
    const form = await openForm(ada);
    const count = (await load()).changes.length;
    const answer = await ada.click(form, "saveSettings", {
      durationBeforeEscalation: "soon",
      durationBeforeAutomaticDenial: "4 weeks",
      primaryApprovers: "Nobody Known",
    });
    const again = JSON.stringify(cardIn(answer));
    expect(again).toMatch(/Write a duration such as 4h/);
    expect(again).toContain('"value":"soon"');
    expect(again).toMatch(/I do not find “Nobody Known”/);
    const late = await ada.click(form, "saveSettings", { durationBeforeEscalation: "3 weeks" });
    expect(JSON.stringify(cardIn(late))).toMatch(/The deadline cannot be 21 days/);
    const same = await ada.click(form, "saveSettings");
    expect(JSON.stringify(cardIn(same))).toMatch(/The settings are like this already/);
    expect((await load()).changes).toHaveLength(count);
  });

  it("S2 A1 a switch that is neither on nor off, and an approver whose account is off, stand at their fields", async () => {
    const form = await openForm(ada);
    const count = (await load()).changes.length;
    const answer = await ada.click(form, "saveSettings", {
      isApprovalRequired: "perhaps",
      isApproverJustificationRequired: "",
      fallbackApprovers: "dana@contoso.example",
    });
    const again = said(answer);
    expect(again.match(/Switch it on or off/g)).toHaveLength(2);
    expect(again).toContain("The account of “dana@contoso.example” is not enabled");
    expect((await load()).changes).toHaveLength(count);
  });

  it("S1 a name that several people have is offered and never guessed; the choice decides", async () => {
    const form = await openForm(ada);
    const answer = await ada.click(form, "saveSettings", {
      fallbackApprovers: "sam\nDuty managers",
    });
    const asked = shownAfter(form, answer);
    expect(textOf(asked)).toContain("“sam” may mean 2 of the directory");
    expect(JSON.stringify(cardOf(asked))).toContain("Sam Okada (yuki@contoso.example)");
    const saved = await ada.click(asked, "saveSettings", {
      primaryApproversChoice1: "role:nonsense",
      fallbackApproversChoice1: `user:${bot.user("yuki").objectId}`,
    });
    expect(said(saved)).toContain("Please confirm");
    const shown = await changeCard(ada);
    expect(textOf(shown)).toContain("Sam Okada");
    expect((await load()).changes.at(-1)?.after.fallbackApprovers).toContainEqual({
      kind: "user",
      id: bot.user("yuki").objectId,
    });
    await ada.click(shown, "discard");
  });

  it("S1 a choice counts only among what the typed name offers", async () => {
    const form = await openForm(ada);
    const answer = await ada.click(form, "saveSettings", {
      fallbackApprovers: "sam",
      fallbackApproversChoice1: `user:${bot.user("leo").objectId}`,
    });
    expect(asShown(form, answer)).toContain("may mean 2 of the directory");
  });

  it("V1 S1 nobody but an administrator opens, saves or refreshes", async () => {
    const form = await openForm(ada);
    const settings = await card(ada, "editSettings");
    const count = (await load()).changes.length;
    for (const answer of [
      await leo.click(settings, "editSettings"),
      await leo.click(form, "saveSettings", { minimumRiskLevel: "low" }),
      await leo.click(form, "refresh"),
      await sam.click(form, "saveSettings", { minimumRiskLevel: "low" }),
    ]) {
      expect(cardIn(answer)).toBeUndefined();
      expect(said(answer)).toContain("Nothing was changed");
    }
    expect((await load()).changes).toHaveLength(count);
    expect(said(await ada.click(form, "refresh"))).toContain("Entra ID Protection");
  });
});

describe("two administrators", () => {
  it("S1 the slower one sees who was faster and the new difference, and confirms that", async () => {
    const old = ada.messageWith("confirm")?.id;
    const form = await openForm(ada);
    await ada.click(form, "saveSettings", { minimumRiskLevel: "low" });
    const slow = await changeCard(ada, old);
    await kwame.say("settings id-protection turn off");
    await kwame.click(await changeCard(kwame), "confirm");
    const version = (await load()).settingsVersion;
    const answer = await ada.click(slow, "confirm");
    const again = shownAfter(slow, answer);
    expect(textOf(again)).toContain("Kwame Mensah changed these settings after you were shown");
    expect((await load()).settingsVersion).toBe(version);
    await ada.click(again, "confirm");
    expect((await load()).settings).toMatchObject({
      isApprovalRequired: false,
      minimumRiskLevel: "low",
    });
  });
});

describe("history and undo", () => {
  it("S1 lists who changed what and when, and undo prepares the reverse, twice over", async () => {
    const history = await ask(ada, "settings id-protection history", /Changes of/);
    expect(history).toMatch(/Version 3[\s\S]*Ada Novak[\s\S]*Minimum level[\s\S]*medium → low/);
    expect(history).toMatch(/Version 2[\s\S]*Kwame Mensah[\s\S]*Require approval[\s\S]*yes → no/);
    for (const level of ["medium", "low"]) {
      const old = ada.messageWith("confirm")?.id;
      await ada.say("settings id-protection undo");
      const shown = await changeCard(ada, old);
      expect(textOf(shown)).toMatch(/takes back the change of version \d/);
      await ada.click(shown, "confirm");
      expect((await load()).settings.minimumRiskLevel).toBe(level);
    }
    expect(await ask(ada, "settings id-protection history", /takes back version 4/)).toContain(
      "takes back version 3",
    );
    expect(await ask(ada, "settings insider-risk undo", /undo/)).toMatch(
      /There is no change to undo.*Nothing was changed/,
    );
    expect(await ask(ada, "settings insider-risk history", /Changes of/)).toContain(
      "Nothing was changed here so far",
    );
  });
});

describe("preview", () => {
  it("V4 E4 replays past requests, changes nothing, and leaves the reader's own out", async () => {
    const old = ada.messageWith("confirm")?.id;
    await ada.say("settings id-protection on, level medium");
    await ada.click(await changeCard(ada, old), "confirm");
    await riley.say('request "Finance Data" because quarterly close');
    await leo.say('request "Travel Portal"');
    await eventually(() => chat(leo).includes("You now have access to Travel Portal."));
    await eventually(() => chat(sam).includes("Riley Chen wants Finance Data"));
    await bot.quiet();
    const before = await load();
    const shown = await ask(kwame, "preview settings id-protection off", /Preview/);
    expect(shown).toMatch(/Requests judged[\s\S]*2 of 2/);
    expect(shown).toMatch(/Lose a stage\n?1/);
    const stricter = await ask(kwame, "preview settings id-protection level high", /Preview/);
    expect(stricter).toMatch(/Lose a stage\n?too few to tell/);
    expect(stricter).not.toContain("Would have had it");
    const own = await ask(riley, "preview id-protection off last 30d", /Preview/);
    expect(own).toMatch(/Requests of the last 30 days[\s\S]*Requests judged[\s\S]*1 of 1/);
    expect(own).toMatch(/Lose a stage\n?0/);
    expect(await load()).toEqual(before);
  });

  it("S2 says what is wrong, by an example that is a preview", async () => {
    expect(await ask(ada, "preview settings id-protection level moderate", /moderate/)).toContain(
      "Example: preview settings",
    );
    expect(await ask(ada, "preview settings id-protection on last 2h", /looks back/)).toContain(
      "1 day to 400 days",
    );
    expect(
      await ask(ada, 'preview settings id-protection approvers add group:"Nobody"', /Nobody/),
    ).toContain("Example: preview settings");
    expect(await ask(leo, "preview settings id-protection off", /do not know/)).not.toMatch(
      /risk/i,
    );
  });

  it("E4 says honestly how many requests could not be judged", async () => {
    await kwame.say("settings insider-risk off");
    await kwame.click(await changeCard(kwame), "confirm");
    await omar.say('request "Travel Portal"');
    await eventually(() => chat(omar).includes("You now have access to Travel Portal."));
    await bot.quiet();
    const shown = await ask(ada, "preview settings insider-risk on", /Preview/);
    expect(shown).toMatch(/cannot be judged: the level was not read then/);
  });
});
