import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardOf, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, card, chat, openApproval, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let leo: ListeningUser;
let fatima: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, sam, ada, leo, fatima] = await bot.installed("riley", "sam", "ada", "leo", "fatima");
  await riley.say('request "Finance Data" because quarterly close');
  await approvalCard(sam);
  await bot.quiet();
});
afterAll(() => bot.stop());

describe("help", () => {
  it("V1 S1 says what this person can do, by role", async () => {
    const everyone = await ask(riley, "help", /What you can do/);
    expect(everyone).toMatch(
      /request by text[\s\S]*status[\s\S]*cancel[\s\S]*approvals[\s\S]*delegate/,
    );
    expect(everyone).not.toMatch(/settings|risk|audit|insights/i);
    expect(await ask(ada, "HELP", /What you can do/)).toMatch(/settings <source> level/);
    expect(await ask(fatima, "help", /What you can do/)).not.toMatch(/settings/i);
  });

  it("S2 an unknown command offers the nearest one and help, by role", async () => {
    expect(await ask(riley, "statsu", /do not know/)).toMatch(/status/);
    expect(await ask(riley, "aprove R-1001 because x", /do not know/)).toMatch(/approve/);
    expect(await ask(riley, "frobnicate", /do not know/)).toMatch(/help/);
    expect(await ask(riley, "settings", /do not know/)).not.toMatch(/risk|id-protection/i);
    expect(await ask(riley, "risk riley@contoso.example", /do not know/)).not.toMatch(
      /level|protection/i,
    );
    expect(await ask(leo, "settings id-protection off", /do not know/)).toContain(
      "Nothing was changed",
    );
    expect(await ask(ada, "setings", /do not know/)).toContain('"settings"');
  });

  it("contract: case, mentions of the bot, a slash and typographic quotes do not matter", async () => {
    expect(await ask(riley, "STATUS r-1001", /R-1001/)).toContain("Waiting for approval");
    expect(await ask(riley, "/status #1001", /R-1001/)).toContain("Waiting for approval");
    expect(await ask(riley, "status 1001", /R-1001/)).toContain("Waiting for approval");
    const before = riley.messages().length;
    await riley.say("<at>Riskgate</at> status R-1001", {
      entities: [
        {
          type: "mention",
          text: "<at>Riskgate</at>",
          mentioned: { id: "28:00000000-0000-0000-0000-0000000000b0", name: "Riskgate" },
        },
      ] as never,
    });
    await eventually(() => riley.messages().length > before);
    expect(JSON.stringify(riley.messages().at(-1))).toContain("Waiting for approval");
    await leo.say("request “Travel Portal”");
    await eventually(() => chat(leo).includes("You now have access to Travel Portal."));
  });
});

describe("own requests", () => {
  it("V1 V4 status shows own requests alone, somebody else's id is an unknown one", async () => {
    expect(await ask(riley, "status", /Your requests/)).toContain("Finance Data");
    const known = await ask(leo, "status R-1001", /R-1001/);
    expect(known).toContain("do not find");
    expect((await ask(leo, "status R-7777", /R-7777/)).replaceAll("7777", "1001")).toBe(known);
    expect(await ask(sam, "status", /Your requests/)).not.toContain("Finance Data");
  });

  it("C1 cancel by a stranger or an approver is an unknown id, by an administrator wants a reason", async () => {
    for (const person of [leo, sam, fatima])
      expect(await ask(person, "cancel R-1001 because I can", /R-1001/)).toContain("do not find");
    expect(await ask(ada, "cancel R-1001", /why/)).toContain("Nothing was changed");
    expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  });

  it("contract: request opens a form, request by text asks step by step and can be left", async () => {
    await leo.say("request");
    const form = await card(leo, "submitRequest");
    expect(JSON.stringify(cardOf(form))).toContain("Customer Records");
    await ask(leo, "request by text", /access package/i);
    await ask(leo, "cancel", /[Nn]othing was requested/);
    const count = await bot.requestCount();
    await ask(leo, "request by text", /access package/i);
    await ask(leo, "Finance Data", /why|reason/i);
    await ask(leo, "I close the quarter", /Finance Data/);
    await leo.say("yes");
    await eventually(async () => (await bot.requestCount()) === count + 1);
    await eventually(() => chat(leo).includes("Waiting for approval"));
  });

  it("contract: for <person> takes a mention, a user principal name and an object id", async () => {
    const mention = {
      type: "mention",
      text: "<at>Omar</at>",
      mentioned: { id: "29:omar", name: "Omar", aadObjectId: bot.user("omar").objectId },
    };
    await leo.say('request "Travel Portal" for <at>Omar</at> because a trip', {
      entities: [mention] as never,
    });
    await eventually(() => chat(leo).includes("Omar Haddad now has access to Travel Portal."));
    await leo.say(`request "Travel Portal" for ${bot.user("kwame").objectId} because a trip`);
    await eventually(() => chat(leo).includes("Kwame Mensah now has access to Travel Portal."));
    const list = await ask(leo, "status", /Your requests/);
    expect(list).toMatch(/Travel Portal for Kwame Mensah[\s\S]*Kwame Mensah has access/);
    expect(list).not.toMatch(/for Kwame Mensah[^·]*· You have access/);
    const named = { ...mention, mentioned: { id: "29:x", name: "Omar Haddad" } };
    expect(
      await ask(leo, "request finance data for Omar because a trip", /who "omar" is/),
    ).toContain('Example: request "Finance Data" for sam@contoso.example');
    const before = await bot.requestCount();
    await leo.say('request "Finance Data" for <at>Omar</at> because a name is no identity', {
      entities: [named] as never,
    });
    await eventually(() => chat(leo).includes("I do not find that person"));
    expect(await bot.requestCount()).toBe(before);
  });
});

describe("approvers", () => {
  it("A6 approvals lists what waits, opens it in place, and shows nothing to others", async () => {
    expect(await ask(riley, "approvals", /decision/)).toContain("Nothing waits");
    expect(await ask(sam, "approvals", /decision/)).toContain("Riley Chen wants Finance Data");
    const list = await card(sam, "open");
    const opened = await sam.click(list, "open");
    expect(said(opened)).toContain("Riley Chen wants Finance Data");
    const stolen = await leo.click(list, "open");
    expect(said(stolen)).toContain("do not find");
    expect(said(await sam.click(list, "refresh"))).toContain("Waiting for your decision");
    expect(verbsOf(cardOf(list))).toContain("open");
  });

  it("D4 approve and deny want a reason, and say by example how to give one", async () => {
    expect(await ask(sam, "approve R-1001", /why/)).toContain("Example");
    expect(await ask(sam, "deny 1001 because \u200b", /why/)).toContain("Nothing was decided");
    expect(await ask(sam, "deny", /deny/)).toContain("Nothing was");
  });

  it("A5 delegate off without a delegate, and delegate without a person, change nothing", async () => {
    expect(await ask(leo, "delegate off", /no delegate/)).toContain("Nothing was changed");
    expect(await ask(leo, "delegate to Sam", /who/)).toContain("Nothing was changed");
    expect(await ask(leo, "delegate to sam@contoso.example until someday", /date/)).toContain(
      "Nothing was changed",
    );
  });

  it("C1 N3 cancel by an administrator with a reason closes every card", async () => {
    expect(await ask(ada, "cancel R-1001 because Riley has left", /withdrawn/)).toContain(
      "R-1001 is withdrawn. Its cards close, and the people it is about are told.",
    );
    await eventually(() => !openApproval(sam, "R-1001"));
    await eventually(() => chat(riley).includes("withdrawn by an administrator"));
    expect(chat(riley)).not.toContain("Riley has left");
    expect(await ask(ada, "cancel R-1001 because again", /cannot be withdrawn/)).toContain(
      "Nothing was changed",
    );
  });
});
