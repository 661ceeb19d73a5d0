import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Activity } from "botbuilder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cardIn, cardOf, shownAfter, textsOf, verbsOf } from "./card-reading.js";
import { ConnectorStandIn } from "./connector-stand-in.js";
import { TeamsUser } from "./people-on-teams.js";

const CARD = {
  type: "AdaptiveCard",
  refresh: { action: { type: "Action.Execute", verb: "refresh", data: { nonce: "n" } } },
  body: [
    { type: "TextBlock", text: "Riley Chen wants Finance Data" },
    { type: "Input.Text", id: "justification", value: "draft" },
    { type: "ActionSet", actions: [{ type: "Action.Execute", verb: "approve", data: { id: 7 } }] },
  ],
  actions: [
    {
      type: "Action.ShowCard",
      card: {
        type: "AdaptiveCard",
        body: [{ type: "Input.Text", id: "why", value: "because" }],
        actions: [
          { type: "Action.Execute", verb: "deny", title: "Deny", data: { id: 7 } },
          { type: "Action.Execute", verb: "skip", associatedInputs: "none" },
        ],
      },
    },
  ],
};
const SETTLED = { type: "AdaptiveCard", body: [{ type: "TextBlock", text: "Approved" }] };
const ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive";
const SHOWN = {
  id: "17",
  activity: { attachments: [{ contentType: ADAPTIVE_CARD, content: CARD }] },
};

let connector: ConnectorStandIn;
let bot: Server;
let heard: Partial<Activity>[];
let sam: TeamsUser;

beforeEach(async () => {
  connector = await ConnectorStandIn.start();
  heard = [];
  bot = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const activity: Partial<Activity> = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    heard.push(activity);
    const body = { statusCode: 200, type: ADAPTIVE_CARD, value: SETTLED };
    outgoing.setHeader("content-type", "application/json");
    outgoing.end(activity.type === "invoke" ? JSON.stringify(body) : "");
  });
  await new Promise<void>((resolve) => bot.listen(0, "127.0.0.1", resolve));
  sam = new TeamsUser({
    botUrl: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`,
    connector,
    tenantId: "tenant",
    objectId: "sam",
    name: "Sam Okafor",
  });
});

afterEach(async () => {
  await connector.stop();
  await new Promise((resolve) => {
    bot.close(resolve);
    bot.closeAllConnections();
  });
});

describe("TeamsUser", () => {
  it("speaks as a person in a 1:1 chat", async () => {
    expect(await sam.say("help")).toEqual({ status: 200, body: undefined });
    expect(heard).toMatchObject([
      {
        type: "message",
        text: "help",
        channelId: "msteams",
        serviceUrl: connector.serviceUrl,
        conversation: { id: "a:sam", conversationType: "personal", tenantId: "tenant" },
        from: { id: "29:sam", aadObjectId: "sam", name: "Sam Okafor" },
        channelData: { tenant: { id: "tenant" } },
        localTimezone: "Europe/Berlin",
      },
    ]);
  });

  it("clicks with the data of the action, the inputs on the card and what was typed", async () => {
    const answer = await sam.click(SHOWN, "approve", { justification: "spoke to Riley" });
    expect(heard).toMatchObject([
      {
        type: "invoke",
        name: "adaptiveCard/action",
        replyToId: "17",
        value: {
          trigger: "manual",
          action: { verb: "approve", data: { id: 7, justification: "spoke to Riley" } },
        },
      },
    ]);
    expect(cardIn(answer)).toEqual(SETTLED);
    expect(cardOf(shownAfter(SHOWN, answer))).toEqual(SETTLED);
  });

  it("clicks inside a ShowCard, whose action takes the inputs around it along", async () => {
    await sam.click(SHOWN, "deny");
    await sam.click(SHOWN, "skip");
    expect(heard.map(({ value }) => value.action.data)).toEqual([
      { id: 7, justification: "draft", why: "because" },
      {},
    ]);
  });

  it("refuses to press what is not on the card", () => {
    expect(() => sam.click(SHOWN, "cancelRequest")).toThrow(/no action "cancelRequest"/);
    expect(() => sam.refresh({ id: "1", activity: {} })).toThrow(/no refresh/);
    expect(verbsOf(CARD)).toEqual(["approve", "deny", "skip"]);
    expect(textsOf(CARD)).toContain("Riley Chen wants Finance Data");
  });

  it("refreshes by itself", async () => {
    await sam.refresh(SHOWN);
    expect(heard).toMatchObject([
      { value: { trigger: "automatic", action: { verb: "refresh", data: { nonce: "n" } } } },
    ]);
  });

  it("submits as an old client, installs and uninstalls", async () => {
    await sam.submit(SHOWN, { verb: "approve" });
    await sam.install();
    await sam.uninstall();
    expect(heard).toMatchObject([
      { type: "message", value: { verb: "approve" }, replyToId: "17" },
      { type: "installationUpdate", action: "add" },
      { type: "conversationUpdate" },
      { type: "installationUpdate", action: "remove" },
    ]);
    expect(heard[0]?.text).toBeUndefined();
  });

  it("delivers the same activity again, under its own id or a new one", async () => {
    await sam.click(SHOWN, "approve");
    await sam.redeliver();
    await sam.redeliver({ newId: true });
    const [first, again, renewed] = heard;
    expect(again).toEqual(first);
    expect(renewed?.id).not.toBe(first?.id);
    expect({ ...renewed, id: first?.id }).toEqual(first);
  });

  it("finds the newest message that offers a verb", async () => {
    const post = (card: unknown) =>
      fetch(new URL("/v3/conversations/a%3Asam/activities", connector.serviceUrl), {
        method: "POST",
        body: JSON.stringify({ attachments: [{ contentType: ADAPTIVE_CARD, content: card }] }),
      });
    await post(CARD);
    await post(CARD);
    await post(SETTLED);
    expect(sam.messageWith("approve")?.id).toBe(sam.messages()[1]?.id);
    expect(sam.messageWith("open")).toBeUndefined();
  });
});
