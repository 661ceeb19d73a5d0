import { gzipSync } from "node:zlib";
import type { Activity } from "botbuilder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { cardIn, textIn } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, openApproval, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';
const OTHER_TENANT = "00000000-0000-4000-8000-000000000001";

const WENT_WRONG = /^Something went wrong on our side/;

let bot: RunningBot;
let isDirectoryDown = false;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let leo: ListeningUser;
let samsCard: ShownMessage;
beforeAll(async () => {
  bot = await RunningBot.start({
    people: (real) => ({
      ...real,
      byId: (id) => (isDirectoryDown ? Promise.reject(new Error("down")) : real.byId(id)),
    }),
  });
  [riley, sam, ada, leo] = await bot.installed("riley", "sam", "ada", "leo");
  await riley.say(ASK);
  await approvalCard(sam);
  await approvalCard(ada);
  await bot.quiet();
  samsCard = await approvalCard(sam);
});
afterAll(() => bot.stop());

/** Runs something that must change nothing, not even the number of messages that were sent to anybody but its sender. */
async function changesNothing(work: () => Promise<void>): Promise<void> {
  const before = await bot.stored();
  const riley0 = chat(riley);
  await work();
  expect(await bot.stored()).toEqual(before);
  expect(chat(riley)).toBe(riley0);
}

const identities: [string, () => Partial<Activity>][] = [
  [
    "another tenant",
    () => ({
      conversation: {
        id: sam.conversationId,
        conversationType: "personal",
        tenantId: OTHER_TENANT,
      } as Activity["conversation"],
      channelData: { tenant: { id: OTHER_TENANT } },
    }),
  ],
  [
    "a tenant in channelData that differs",
    () => ({
      conversation: {
        id: sam.conversationId,
        conversationType: "personal",
      } as Activity["conversation"],
      channelData: { tenant: { id: OTHER_TENANT } },
    }),
  ],
  ["another channel", () => ({ channelId: "webchat" })],
  ["no object id", () => ({ from: { id: sam.mri, name: sam.name } as Activity["from"] })],
  [
    "an object id that is no text",
    () => ({ from: { id: sam.mri, name: sam.name, aadObjectId: ["x"] } as never }),
  ],
];

describe.each(identities)("from %s", (_, identity) => {
  it("is refused: a neutral message on an invoke, no reply otherwise, 200 both, and the log says why", async () => {
    await changesNothing(async () => {
      const posted = bot.connector.requests.length;
      const click = await sam.click(samsCard, "approve", { justification: "x" }, identity());
      expect([click.status, textIn(click)]).toEqual([
        200,
        "This cannot be done here. Nothing was changed.",
      ]);
      expect((await sam.say("approve R-1001 because x", identity())).status).toBe(200);
      expect(
        (await sam.submit(samsCard, { verb: "approve", r: "R-1001" }, identity())).status,
      ).toBe(200);
      await sam.send({ type: "installationUpdate", action: "remove", ...identity() });
      await ask(leo, "help");
      expect(bot.connector.requests.length).toBe(posted + 1);
      // One actor fills at most five lines a minute, so that the first cases are those that show.
      expect(bot.logLines.join("")).toMatch(/"reason":"\w*[Tt]enant\w*".*attempt refused/);
    });
  });
});

describe("a person", () => {
  it("D2 of the tenant file whose account is off, or who is in no directory, changes nothing", async () => {
    await changesNothing(async () => {
      const dana = bot.user("dana");
      const click = await dana.click(samsCard, "approve", { justification: "x" });
      expect([click.status, textIn(click)]).toEqual([
        200,
        expect.stringContaining("Nothing was changed"),
      ]);
      expect(await ask(dana, ASK)).toContain("Nothing was changed");
      const ghost = {
        from: { id: "29:ghost", name: "G", aadObjectId: OTHER_TENANT } as Activity["from"],
      };
      expect((await sam.click(samsCard, "deny", { justification: "x" }, ghost)).status).toBe(200);
    });
  });

  it("D9 whose directory does not answer gets an answer, HTTP 200, and nothing is changed", async () => {
    await changesNothing(async () => {
      isDirectoryDown = true;
      const click = await sam.click(samsCard, "approve", { justification: "x" });
      const words = await ask(sam, "approve R-1001 because x");
      const typed = await ask(leo, "status");
      isDirectoryDown = false;
      expect([click.status, said(click)]).toEqual([200, expect.stringMatching(WENT_WRONG)]);
      expect([words, typed]).toEqual(Array(2).fill(expect.stringMatching(WENT_WRONG)));
    });
  });
});

it("A4 N2 whoever installs the bot while the directory is down can be reached afterwards", async () => {
  isDirectoryDown = true;
  const [omar] = await bot.installed("omar");
  isDirectoryDown = false;
  const known = await bot.riskgate.context.store.load("person", omar.objectId);
  expect(known?.value).toMatchObject({
    isInstalled: true,
    conversation: { conversationId: omar.conversationId },
  });
});

describe("an invoke", () => {
  it("fine print 15: another name is 501", async () => {
    for (const name of [
      "adaptiveCard/Action",
      "task/fetch",
      "composeExtension/query",
      "signin/verifyState",
      "",
    ])
      await changesNothing(async () => {
        const answer = await sam.send({
          type: "invoke",
          name,
          value: { action: { verb: "approve" } },
        });
        expect(answer.status).toBe(501);
      });
  });

  it.each([
    ["nothing", undefined],
    ["a text", "approve"],
    ["an empty object", {}],
    ["an action without a verb", { action: { data: {} } }],
    ["a verb that is a number", { action: { verb: 7, data: {} } }],
    ["an unknown verb", { action: { verb: "reboot", data: {} } }],
    ["data that is a text", { action: { verb: "approve", data: "x" } }],
    ["data that is null", { action: { verb: "refresh", data: null } }],
    ["a list for a text", { action: { verb: "approve", data: { r: ["R-1001"], t: ["x"] } } }],
    [
      "a prototype",
      { action: { verb: "open", data: JSON.parse('{"__proto__":{"l":"approvals"}}') } },
    ],
    ["a page far away", { action: { verb: "page", data: { l: "approvals", p: 1e9 } } }],
    ["a form that is none", { action: { verb: "submitRequest", data: { f: {} } } }],
    [
      "somebody's settings change",
      { action: { verb: "confirm", data: { s: "idProtection", t: "x".repeat(24) } } },
    ],
    [
      "an own request of somebody else",
      { action: { verb: "cancelRequest", data: { r: "R-1001" } } },
    ],
    ["a path for an id", { action: { verb: "open", data: { l: "approvals", r: "../../x" } } }],
  ])("fine print 15: %s is answered with HTTP 200", async (_, value) => {
    await changesNothing(async () => {
      const answer = await sam.send({
        type: "invoke",
        name: "adaptiveCard/action",
        replyToId: samsCard.id,
        value,
      });
      expect(answer.status).toBe(200);
      expect(textIn(answer) ?? cardIn(answer)).toBeDefined();
      expect(JSON.stringify(answer.body)).not.toMatch(/Error|at Object|node_modules/);
    });
  });
});

describe("a body of /api/messages", () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${bot.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });

  it("that is no JSON, no object, too big, compressed or of another type is refused", async () => {
    await changesNothing(async () => {
      const big = JSON.stringify({ type: "message", text: "x".repeat(300 * 1024) });
      expect((await post("{")).status).toBe(400);
      expect((await post("[]")).status).toBe(400);
      expect((await post("null")).status).toBe(400);
      expect((await post(big)).status).toBe(413);
      expect((await post(gzipSync("{}"), { "content-encoding": "gzip" })).status).toBe(415);
      expect((await post("a=1", { "content-type": "text/plain" })).status).toBe(415);
    });
  });

  it("fine print 15: whatever is in it, the answer is never a 5xx", async () => {
    await changesNothing(async () => {
      const odd = [
        {},
        { type: "message" },
        { type: 5 },
        { type: "invoke", name: "adaptiveCard/action" },
        { type: "message", from: 3, conversation: [] },
        { type: "event", channelId: "msteams" },
        { type: "conversationUpdate", membersAdded: "x" },
      ];
      for (const body of odd) {
        const { status } = await post(JSON.stringify(body));
        expect(status, JSON.stringify(body)).toBeLessThan(500);
      }
      for (const text of [
        "",
        " ",
        "\u0000",
        "<at></at>",
        '"',
        "approve",
        "approve R-",
        "cancel #",
        "status R-99999999999999999999",
        "request for because",
        "😀".repeat(5000),
      ]) {
        const { status } = await leo.say(text);
        expect(status, text.slice(0, 20)).toBe(200);
      }
    });
  });
});

describe("a decision that comes too late", () => {
  it("contract: Action.Submit of an old client works, and is refused like a click", async () => {
    await changesNothing(async () => {
      const before = sam.messages().length;
      const data = { verb: "approve", r: "R-1001", t: "x".repeat(24), justification: "x" };
      await sam.submit(samsCard, data);
      await eventually(
        () => sam.messages().length > before && chat(sam).includes("not yours to use"),
      );
      await ask(leo, "approve R-1001 because x", /do not find/);
      await ask(sam, "approve R-1001", /why/);
      await ask(sam, "approve R-4711 because x", /do not find/);
    });
    const action = JSON.stringify(samsCard.activity).match(/"t":"([\w-]+)"/);
    await sam.submit(samsCard, {
      verb: "approve",
      r: "R-1001",
      t: action?.[1],
      justification: "old client",
    });
    await eventually(() => chat(sam).includes("Approved by Sam Okafor"));
    expect((await bot.request("R-1001")).stages[0]?.outcome?.justification).toBe("old client");
  });

  it("D1 D5 settled and expired: a clear answer, and nothing is changed", async () => {
    await bot.quiet();
    await changesNothing(async () => {
      expect(said(await sam.click(samsCard, "deny", { justification: "x" }))).toContain(
        "Approved by Sam Okafor",
      );
    });
    await leo.say(ASK);
    bot.signals.set("idProtection", leo.objectId, "high");
    await leo.say('request "Travel Portal"');
    const card = await eventually(() => openApproval(sam, "R-1003") ?? openApproval(sam, "R-1002"));
    await bot.quiet();
    bot.clock.forward(30 * MINUTE);
    await bot.quiet();
    await changesNothing(async () => {
      expect(said(await sam.click(card, "approve", { justification: "x" }))).toContain(
        "nobody decided in time",
      );
    });
  });
});
