import { afterEach, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval, said } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const ASK = 'request "Finance Data" because quarterly close';

let bot: RunningBot;
afterEach(() => bot.stop());

async function start<const Names extends readonly string[]>(variation: Variation, ...names: Names) {
  bot = await RunningBot.start({ tenant: variation.tenant() });
  return bot.installed(...names);
}

const stage = async (index = 0) => (await bot.request("R-1001")).stages[index];

describe("who is asked", () => {
  it("A1 disabled people, the requestor, the target and doubles are not asked", async () => {
    const variation = new Variation();
    const { file } = variation;
    file.riskyUsers.push({ id: variation.id("sam"), riskLevel: "high", riskState: "atRisk" });
    variation.settings("idProtection", {
      primaryApprovers: [
        { kind: "role", name: "Security Administrator" },
        variation.user("ada"),
        variation.user("leo"),
        variation.user("dana"),
      ],
    });
    const [sam, ada, leo, riley] = await start(variation, "sam", "ada", "leo", "riley");
    await leo.say('request "Finance Data" for sam@contoso.example because a project');
    await approvalCard(ada);
    await bot.quiet();
    expect(
      ada.messages().filter(({ activity }) => activity.summary?.includes("wants")),
    ).toHaveLength(1);
    for (const person of [sam, leo, riley]) expect(openApproval(person)).toBeUndefined();
    expect((await stage())?.primaryApprovers.map(({ displayName }) => displayName)).toEqual([
      "Ada Novak",
    ]);
    await ask(sam, "approve R-1001 because I am a Security Administrator", /do not find/);
  });

  it("A1 the manager of the requestor decides a manager's stage, also for somebody else", async () => {
    const [leo, nadia, morgan] = await start(
      new Variation().settings("idProtection", { isApprovalRequired: false }),
      "leo",
      "nadia",
      "morgan",
    );
    await leo.say('request "Finance Data" for riley@contoso.example because a project');
    await approvalCard(nadia);
    await bot.quiet();
    expect(openApproval(morgan)).toBeUndefined();
  });

  it("A2 without a primary approver the fallback is asked at once", async () => {
    const variation = new Variation().role("Security Administrator", "riley", "dana");
    const [riley, morgan, ada] = await start(variation, "riley", "morgan", "ada");
    await riley.say(ASK);
    const card = await approvalCard(morgan);
    expect(JSON.stringify(card)).toContain("no first approver is left");
    expect((await stage())?.escalationReason).toBe("noPrimaryApprover");
    expect(chat(ada)).toBe("");
    bot.clock.forward(3 * MINUTE + SECOND);
    await eventually(() => chat(riley).includes("was not approved"));
  });

  it("A3 D2 without any approver administrators are told, nobody can approve, the deadline denies", async () => {
    const variation = new Variation()
      .role("Security Administrator", "dana")
      .settings("idProtection", { fallbackApprovers: [] });
    const [riley, ada, sam, morgan] = await start(variation, "riley", "ada", "sam", "morgan");
    await riley.say(ASK);
    await eventually(() => chat(ada).includes("Nobody can decide R-1001"));
    for (const person of [ada, sam, morgan, riley])
      await ask(person, "approve R-1001 because nobody else does", /do not find/);
    bot.clock.forward(3 * MINUTE + SECOND);
    await bot.quiet();
    expect((await bot.request("R-1001")).state).toBe("pendingApproval");
    bot.clock.forward(3 * MINUTE);
    await eventually(() => chat(riley).includes("was not approved"));
    await eventually(() => chat(ada).includes("Resolved: nobody could decide"));
    expect(chat(ada)).not.toContain("Nobody can decide");
    expect(chat(ada).match(/nobody could decide/g)?.length).toBeLessThanOrEqual(2);
  });

  it("A3 without a fallback administrators hear of it when the escalation is due", async () => {
    const variation = new Variation()
      .role("Security Administrator", "sam")
      .settings("idProtection", { fallbackApprovers: [] });
    const [riley, sam, ada] = await start(variation, "riley", "sam", "ada");
    await riley.say(ASK);
    await approvalCard(sam);
    await bot.quiet();
    expect(chat(ada)).toBe("");
    bot.clock.forward(3 * MINUTE + SECOND);
    await eventually(() => chat(ada).includes("R-1001"));
    expect(
      said(await sam.click(await approvalCard(sam), "approve", { justification: "ok" })),
    ).toContain("Approved by");
  });
});

describe("who is reached", () => {
  it("A4 N2 nobody has the app installed: escalated at once, and who installs it later gets what is open", async () => {
    const [riley, morgan] = await start(new Variation(), "riley", "morgan");
    await riley.say(ASK);
    expect(JSON.stringify(await approvalCard(morgan))).toContain(
      "no first approver could be reached",
    );
    const [sam] = await bot.installed("sam");
    const card = await approvalCard(sam);
    expect(
      said(await sam.click(card, "approve", { justification: "late to the party" })),
    ).toContain("Approved by Sam Okafor");
    await bot.quiet();
    const [ada] = await bot.installed("ada");
    await bot.quiet();
    expect(chat(ada)).toBe("");
  });

  it("A4 N1 nobody at all is reachable: administrators are told, and the request stays open", async () => {
    const variation = new Variation().role("Identity Governance Administrator", "nadia");
    const [riley, nadia] = await start(variation, "riley", "nadia");
    await riley.say(ASK);
    await eventually(() => chat(nadia).includes("R-1001"));
    expect(chat(nadia)).toContain("Nobody could be reached");
    expect((await bot.request("R-1001")).state).toBe("pendingApproval");
    const [omar] = await bot.installed("omar");
    expect(
      said(await omar.click(await approvalCard(omar), "deny", { justification: "no" })),
    ).toContain("Denied by Omar");
    await eventually(() => chat(riley).includes("was not approved"));
  });

  it("N2 whoever installs the app after the end gets nothing of it", async () => {
    const [riley, morgan] = await start(new Variation(), "riley", "morgan");
    await riley.say(ASK);
    await morgan.click(await approvalCard(morgan), "deny", { justification: "no" });
    await bot.quiet();
    const [sam, omar] = await bot.installed("sam", "omar");
    await bot.quiet();
    expect([chat(sam), chat(omar)]).toEqual(["", ""]);
  });
});

describe("delegates", () => {
  /** The risk stage asks Sam alone, Omar is its fallback; the policy stage asks Morgan. */
  const variation = () => {
    const base = new Variation()
      .role("Security Administrator", "sam")
      .stages("Finance Data", "morgan");
    return base.settings("idProtection", { fallbackApprovers: [base.user("omar")] });
  };

  it("A5 a delegate decides a policy stage for the appointer, who keeps the right", async () => {
    const [riley, sam, morgan, leo] = await start(variation(), "riley", "sam", "morgan", "leo");
    await ask(morgan, "delegate to leo@contoso.example", /may decide for you/);
    await eventually(() => chat(leo).includes("Morgan Diaz"));
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "fine" });
    await approvalCard(morgan);
    const leosCard = await approvalCard(leo);
    expect(JSON.stringify(leosCard)).not.toMatch(/risk/i);
    expect(said(await leo.click(leosCard, "approve"))).toContain(
      "Approved by Leo Marchetti for Morgan Diaz",
    );
    await eventually(() => chat(morgan).includes("Approved by Leo Marchetti for Morgan Diaz"));
  });

  it("A5 N1 appointed while the stage is open, a delegate gets its card; let go, he loses it", async () => {
    const [riley, sam, morgan, leo] = await start(variation(), "riley", "sam", "morgan", "leo");
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "fine" });
    await approvalCard(morgan);
    await ask(morgan, "delegate to leo@contoso.example", /may decide for you/);
    const leosCard = await approvalCard(leo);
    await ask(leo, "approvals", /Riley Chen wants/);
    await ask(morgan, "delegate off", /no longer decides/);
    await eventually(() => !openApproval(leo));
    expect(said(await leo.click(leosCard, "approve"))).not.toContain("Approved by");
    await ask(leo, "approve R-1001 because I had the right", /do not find/);
    expect((await stage(1))?.outcome).toBeUndefined();
    expect(openApproval(morgan)).toBeDefined();
  });

  it("A5 V2 a delegate from outside the sets of a risk stage neither sees nor decides it", async () => {
    const [riley, sam, leo] = await start(variation(), "riley", "sam", "leo");
    await ask(sam, "delegate to leo@contoso.example", /may decide for you/);
    await riley.say(ASK);
    await approvalCard(sam);
    await bot.quiet();
    expect(openApproval(leo)).toBeUndefined();
    await ask(leo, "approve R-1001 because Sam said so", /do not find/);
    expect(await ask(leo, "approvals", /decision/)).toContain("Nothing waits");
  });

  it("A5 the fallback of a risk stage may stand in for its primary before the escalation", async () => {
    const [riley, sam, omar] = await start(variation(), "riley", "sam", "omar");
    await ask(sam, "delegate to omar@contoso.example", /may decide for you/);
    await riley.say(ASK);
    const card = await approvalCard(omar);
    expect(said(await omar.click(card, "approve", { justification: "for Sam" }))).toContain(
      "Approved by Omar Haddad for Sam Okafor",
    );
  });

  it("A5 D3 a delegate never decides his own request, nor one that is for him", async () => {
    const [riley, sam, morgan, leo] = await start(variation(), "riley", "sam", "morgan", "leo");
    await ask(morgan, "delegate to leo@contoso.example", /may decide for you/);
    await riley.say('request "Finance Data" for leo@contoso.example because Leo joins us');
    await sam.click(await approvalCard(sam), "approve", { justification: "fine" });
    await approvalCard(morgan);
    await bot.quiet();
    expect(openApproval(leo)).toBeUndefined();
    await ask(leo, "approve R-1001 because me", /do not find/);
  });

  it("A5 delegation is one level deep", async () => {
    const [riley, sam, morgan, leo, omar] = await start(
      variation(),
      "riley",
      "sam",
      "morgan",
      "leo",
      "omar",
    );
    await ask(morgan, "delegate to leo@contoso.example", /may decide for you/);
    await ask(leo, "delegate to omar@contoso.example", /may decide for you/);
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "fine" });
    await approvalCard(leo);
    await bot.quiet();
    expect(openApproval(omar)).toBeUndefined();
    await ask(omar, "approve R-1001 because two levels", /do not find/);
  });

  it("A5 a delegation until a day ends with it", async () => {
    const long = variation();
    Object.assign(long.policy("Finance Data").stages[0] ?? {}, {
      durationBeforeEscalation: "P5D",
      durationBeforeAutomaticDenial: "P10D",
    });
    const [riley, sam, morgan, leo] = await start(long, "riley", "sam", "morgan", "leo");
    await ask(morgan, "delegate to leo@contoso.example until tomorrow", /until/);
    await riley.say(ASK);
    await sam.click(await approvalCard(sam), "approve", { justification: "fine" });
    const leosCard = await approvalCard(leo);
    await bot.quiet();
    bot.clock.forward(2 * DAY + HOUR);
    await eventually(() => !openApproval(leo));
    expect(said(await leo.click(leosCard, "approve"))).not.toContain("Approved by");
    expect(
      await ask(morgan, "delegate to leo@contoso.example until 2020-01-01", /day is over/),
    ).toContain("Nothing was changed");
    expect(await ask(morgan, "delegate to morgan@contoso.example", /own delegate/)).toContain(
      "Nothing was changed",
    );
    expect(await ask(morgan, "delegate to nobody@contoso.example", /do not find/)).toContain(
      "Nothing was changed",
    );
    expect(await ask(morgan, "delegate to sam@contoso.example", /may decide for you/)).toContain(
      "You keep your right to decide. Some requests only their own approvers may decide",
    );
    expect(await ask(morgan, "delegate to leo@contoso.example", /may decide for you/)).toContain(
      "Sam Okafor no longer decides for you.",
    );
    expect(await ask(morgan, "delegate to dana@contoso.example", /not enabled/)).toContain(
      "Nothing was changed",
    );
  });
});
