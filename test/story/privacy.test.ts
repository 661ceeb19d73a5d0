import { afterEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { cardIn, shownAfter, textsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, openApproval, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const ASK = 'request "Finance Data" because quarterly close';
const ALL = ["riley", "sam", "ada", "ingrid", "kwame", "morgan", "omar", "leo"] as const;
/** What would tell a requestor of a risk review: words, levels, people of its stages, counts. */
const GIVEAWAY =
  /risk|protection|insider|security|compliance|\blevel\b|elevated|moderate|medium|\bhigh\b|anonymous|unfamiliar|stage|fallback|escalat|timed|\bSam\b|Okafor|Ingrid|Kwame|secret words/i;

let bot: RunningBot;
afterEach(() => bot.stop());

async function start(variation = new Variation()) {
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const people = await bot.installed(...ALL);
  const [riley, sam, ada, ingrid, kwame, morgan, omar, leo] = people;
  return { riley, sam, ada, ingrid, kwame, morgan, omar, leo };
}

/** Riley looks everywhere a requestor can look. */
async function lookAround(riley: ListeningUser): Promise<void> {
  const own =
    riley.messageWith("cancelRequest") ??
    riley.messages().find((m) => JSON.stringify(m).includes('"refresh"'));
  if (own) await riley.refresh(own);
  await ask(riley, "status", /Your requests/);
  await ask(riley, "status R-1001", /R-1001/);
  await riley.click(await card(riley, "open"), "open");
  await ask(riley, "approvals", /decision/);
  await ask(riley, "approve R-1001 because me", /do not find/);
  await ask(riley, "cancel R-1001");
  await ask(riley, "approve R-1001 because me again", /do not find/);
  await bot.quiet();
}

/** The texts of all that a person ever got that match; a short list to read when a test fails. */
function told(person: ListeningUser, pattern: RegExp): string[] {
  return [...new Set(bot.everythingFor(person).filter((text) => pattern.test(text)))];
}

describe("what the requestor learns", () => {
  const flagged = () => new Variation().insider("riley", "elevated");

  it("V1 nothing, when both risk stages and the manager approve", async () => {
    const { riley, sam, ingrid, morgan } = await start(flagged());
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "secret words" });
    await ingrid.click(await approvalCard(ingrid), "approve", { justification: "secret words" });
    await lookAroundQuietly(riley);
    await morgan.click(await approvalCard(morgan), "approve");
    await eventually(() => chat(riley).includes("You now have access to Finance Data."));
    await lookAround(riley);
    expect(told(riley, /Waiting for approval/)).not.toEqual([]);
    expect(told(riley, GIVEAWAY)).toEqual([]);
  });

  it("V1 nothing, when a risk stage denies with a justification", async () => {
    const { riley, sam } = await start();
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "deny", { justification: "secret words" });
    await eventually(() => chat(riley).includes("was not approved"));
    await lookAround(riley);
    expect(told(riley, GIVEAWAY)).toEqual([]);
  });

  it("V1 nothing, when a risk stage escalates and times out", async () => {
    const { riley, sam, morgan } = await start();
    await riley.say(ASK);
    await approvalCard(sam);
    bot.clock.forward(3 * MINUTE + 1_000);
    await approvalCard(morgan);
    bot.clock.forward(3 * MINUTE + 1_000);
    await eventually(() => chat(riley).includes("was not approved"));
    await lookAround(riley);
    expect(told(riley, GIVEAWAY)).toEqual([]);
  });

  it("V1 C1 nothing, when an administrator or the requestor withdraws it", async () => {
    const { riley, ada } = await start();
    await riley.say(ASK);
    await approvalCard(ada);
    await ask(ada, "cancel R-1001 because secret words", /R-1001 is withdrawn/);
    await eventually(() => chat(riley).includes("withdrawn by an administrator"));
    await lookAround(riley);
    await riley.say(`${ASK}, again`);
    await approvalCard(ada, "R-1002");
    await ask(riley, "cancel R-1002", /was withdrawn[\s\S]*R-1002/);
    await bot.quiet();
    expect(told(riley, GIVEAWAY)).toEqual([]);
  });

  it("V1 N1 hears the justification of a policy stage that denies, and the date of none", async () => {
    const { riley, sam, morgan } = await start();
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "secret words" });
    await morgan.click(await approvalCard(morgan), "deny", { justification: "ask in January" });
    await eventually(() => chat(riley).includes("ask in January"));
    await lookAround(riley);
    expect(told(riley, GIVEAWAY)).toEqual([]);
  });

  it("N1 V1 the target hears what the requestor hears, and nothing more", async () => {
    const { riley, leo, sam } = await start();
    await leo.say('request "Finance Data" for riley@contoso.example because Riley joins us');
    await sam.click(await approvalCard(sam), "deny", { justification: "secret words" });
    for (const person of [leo, riley]) {
      await eventually(
        () =>
          chat(person).includes("Waiting for approval") || chat(person).includes("not approved"),
      );
      await eventually(() => chat(person).includes("was not approved"));
    }
    await lookAround(riley);
    expect(told(riley, GIVEAWAY)).toEqual([]);
    expect(told(leo, GIVEAWAY)).toEqual([]);
  });
});

async function lookAroundQuietly(riley: ListeningUser): Promise<void> {
  await riley.refresh(await card(riley, "cancelRequest"));
  await ask(riley, "status R-1001", /In\sreview/);
}

describe("what approvers see of risk", () => {
  const both = () =>
    new Variation().insider("riley", "elevated").group("Duty managers", "morgan", "omar");
  const INSIDER = /insider|elevated|Ingrid|Kwame|compliance/i;
  const PROTECTION = /ID Protection|\bhigh\b|anonymous|unfamiliar|Okafor|Novak|Security Admin/i;

  it("V2 P1 each source's approvers see their own evidence, policy approvers none", async () => {
    const { riley, sam, ada, ingrid, kwame, morgan } = await start(both());
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    expect(JSON.stringify(samsCard)).toMatch(/High user risk/);
    expect(JSON.stringify(samsCard)).toMatch(/anonymous address/);
    expect(openApproval(ingrid)).toBeUndefined();
    await sam.click(samsCard, "approve", { justification: "secret words" });
    await eventually(() => !openApproval(ada));
    const ingridsCard = await approvalCard(ingrid);
    expect(JSON.stringify(ingridsCard)).toMatch(/elevated/i);
    await ingrid.click(ingridsCard, "approve", { justification: "other words" });
    const morgansCard = await approvalCard(morgan);
    await morgan.refresh(morgansCard);
    await ask(morgan, "approvals", /decision/);
    await morgan.click(await card(morgan, "open"), "open");
    await ask(sam, "approve R-1001 because what now", /Approved by/);
    await bot.quiet();
    expect(told(sam, /anonymous/)).not.toEqual([]);
    expect(told(kwame, /elevated/i)).not.toEqual([]);
    for (const person of [sam, ada]) expect(told(person, INSIDER)).toEqual([]);
    for (const person of [ingrid, kwame]) expect(told(person, PROTECTION)).toEqual([]);
    expect(told(morgan, INSIDER)).toEqual([]);
    expect(told(morgan, PROTECTION)).toEqual([]);
    expect(told(morgan, /risk|words|stage 1 of [2-9]/i)).toEqual([]);
  });

  it("V2 a policy approver learns of no risk stage's outcome from the history of a person", async () => {
    const { riley, sam, morgan } = await start();
    await riley.say('request "Customer Records" because a first try');
    await sam.click(await approvalCard(sam), "deny", { justification: "secret words" });
    await riley.say(ASK);
    await sam.click(await approvalCard(sam, "R-1002"), "approve", { justification: "fine" });
    const morgansCard = await approvalCard(morgan, "R-1002");
    expect(JSON.stringify(morgansCard)).not.toMatch(/R-1001|Customer Records/);
  });

  it("V3 evidence is in no toast and no fallback text, and leaves the card when it settles", async () => {
    const { riley, sam, ada } = await start();
    await riley.say(ASK);
    const samsCard = await approvalCard(sam);
    const { activity } = samsCard;
    const content = activity.attachments?.[0]?.content;
    for (const text of [
      activity.text,
      activity.summary,
      activity.speak,
      content.fallbackText,
      content.speak,
    ])
      expect(text ?? "").not.toMatch(/risk|protection|high|anonymous/i);
    const settled = await sam.click(samsCard, "approve", { justification: "ok" });
    await eventually(() => !openApproval(ada));
    for (const text of [said(settled), chat(ada), chat(sam)])
      expect(text).not.toMatch(/high|anonymous|unfamiliar/i);
    expect(textsOf(cardIn(await ada.refresh(samsCard))).join("")).toBe("");
  });

  it("V3 no log line carries evidence, a name or a justification", async () => {
    const { riley, sam, ingrid } = await start(both());
    await riley.say(ASK);
    bot.signals.set("idProtection", riley.objectId, "hidden");
    const shown = await approvalCard(sam);
    const question = await sam.click(shown, "approve", { justification: "secret words" });
    await sam.click(shownAfter(shown, question), "approve", { justification: "secret words" });
    await approvalCard(ingrid);
    await ask(sam, "approve R-9999 because secret words", /do not find/);
    await ask(sam, "frobnicate secret words", /do not know/);
    await bot.quiet();
    const log = bot.logLines.join("");
    expect(log).not.toMatch(/secret words|quarterly close|anonymous|unfamiliar|Riley|Okafor/);
    expect(log).not.toMatch(/"(high|elevated|hidden)"|@contoso/);
  });
});

describe("administrators and their own requests", () => {
  it("V4 A1 D3 an administrator who asks for herself is a requestor like any other", async () => {
    const variation = new Variation()
      .role("Security Administrator", "ada")
      .settings("idProtection", { fallbackApprovers: [] });
    const { ada, sam } = await start(variation);
    bot.signals.set("idProtection", ada.objectId, "high");
    await ada.say(ASK);
    await card(ada, "cancelRequest");
    await ask(ada, "approve R-1001 because I may", /do not find/);
    expect(openApproval(ada)).toBeUndefined();
    await bot.quiet();
    expect(chat(ada)).not.toMatch(/Nobody can decide|⚠/);
    bot.clock.forward(6 * MINUTE + 1_000);
    await eventually(() => chat(ada).includes("was not approved"));
    expect(chat(ada)).not.toMatch(/⚠|timed|risk/i);
    expect(openApproval(sam)).toBeUndefined();
  });
});
