import { ConfigurationServiceClientCredentialFactory } from "botbuilder";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAdapter } from "../../../src/teams/connector/adapter.js";
import type { BotCredentials } from "../../../src/teams/connector/authentication.js";
import { trustCloud } from "../../../src/teams/connector/channel-trust.js";
import {
  type ConversationAddress,
  createPoster,
  type Poster,
} from "../../../src/teams/connector/poster.js";
import { trustLoopback } from "../../../src/teams/connector/service-url.js";
import { answers, type Behaviour } from "../../connector/behaviours.js";
import { ConnectorStandIn } from "../../connector/connector-stand-in.js";

/** Of answers that come, and of those that never do. Milliseconds. */
const PATIENCE = 20_000;
const SHORT_PATIENCE = 500;
const CREDENTIALS: BotCredentials = {
  appId: "11111111-2222-3333-4444-555555555555",
  appType: "SingleTenant",
  tenantId: "66666666-2222-3333-4444-555555555555",
  password: "not a real one",
};

let connector: ConnectorStandIn;
let to: ConversationAddress;

beforeEach(async () => {
  connector = await ConnectorStandIn.start();
  to = {
    tenantId: CREDENTIALS.tenantId,
    conversationId: "a:1/x;y=ü",
    serviceUrl: connector.serviceUrl,
    botId: "28:bot",
    recipientMri: "29:riley",
  };
});

afterEach(async () => {
  vi.restoreAllMocks();
  await connector.stop();
});

function posterWith(credentials?: BotCredentials, timeout = PATIENCE): Poster {
  const entry = credentials && {
    credentials,
    trust: { ...trustCloud("public"), trustsServiceUrl: trustLoopback },
  };
  return createPoster(createAdapter(entry, { log: () => undefined, timeout }));
}

function giveToken(signRequest: () => Promise<string>): void {
  vi.spyOn(
    ConfigurationServiceClientCredentialFactory.prototype,
    "createCredentials",
  ).mockImplementation(async (appId) => ({
    async signRequest(request) {
      request.headers.set("authorization", `Bearer ${await signRequest()} of ${appId}`);
      return request;
    },
  }));
}

/** What the connector does, what a post then is, what an update then is. */
const cases: readonly (readonly [string, Behaviour, object, object])[] = [
  ...[500, 502, 503, 504].map(
    (status) =>
      [
        `${status}`,
        answers.broken(status),
        { kind: "unknown", detail: `${status} ServiceError` },
        { kind: "retry", reason: "busy", detail: `${status} ServiceError` },
      ] as const,
  ),
  [
    "500 after the work is done",
    answers.broken(500, true),
    { kind: "unknown" },
    { kind: "retry", reason: "busy" },
  ],
  [
    "408",
    { kind: "answer", status: 408 },
    { kind: "unknown", detail: "408" },
    { kind: "retry", reason: "busy" },
  ],
  ["no answer", answers.hang(), { kind: "unknown" }, { kind: "retry", reason: "busy" }],
  [
    "half an answer",
    { kind: "hang", headOnly: true },
    { kind: "unknown" },
    { kind: "retry", reason: "busy" },
  ],
  ["a reset", answers.reset(), { kind: "unknown" }, { kind: "retry", reason: "busy" }],
  same("429", answers.throttled(), { kind: "retry", reason: "throttled", detail: "429 Throttled" }),
  same("429 with seconds", answers.throttled(7), { kind: "retry", retryAfterMs: 7_000 }),
  same("429 with an absurd wait", answers.throttled(1e9), { retryAfterMs: 3_600_000 }),
  same("429 with nonsense", answers.throttled("soon"), {
    kind: "retry",
    reason: "throttled",
    detail: "429 Throttled",
  }),
  same("412", answers.busy(), { kind: "retry", reason: "busy", detail: "412 PreconditionFailed" }),
  same("403", answers.forbidden(), {
    kind: "unreachable",
    detail: "403 BotNotInConversationRoster",
  }),
  same("403 not installed", answers.forbidden("BadArgument"), { kind: "unreachable" }),
  same("403 of the other shape", answers.blocked("ConversationBlockedByUser"), {
    kind: "unreachable",
    detail: "403 209 ConversationBlockedByUser",
  }),
  same(
    "403 of a proxy",
    { kind: "answer", status: 403, body: "<html>no Riley Chen</html>" },
    {
      kind: "unreachable",
      detail: "403",
    },
  ),
  same("403 wrong cloud", answers.forbidden("InvalidBotApiHost"), { kind: "rejected" }),
  same("404 conversation", answers.conversationGone(), { kind: "gone" }),
  same("404 message", answers.activityGone(), { kind: "gone" }),
  same("400", answers.badRequest(), { kind: "rejected", detail: "400 BadArgument" }),
  same("401", answers.unauthorized(), { kind: "lockedOut", detail: "401 BotNotRegistered" }),
  same("413", answers.tooBig(), { kind: "rejected" }),
  same(
    "a redirect",
    { kind: "answer", status: 307, headers: { location: "/elsewhere" } },
    {
      kind: "rejected",
      detail: "307",
    },
  ),
  same(
    "an unreadable yes",
    { kind: "answer", status: 201, headers: {}, body: "{bad" },
    {
      kind: "sent",
    },
  ),
  same("a 204", { kind: "answer", status: 204 }, { kind: "sent" }),
];

function same(name: string, behaviour: Behaviour, outcome: object) {
  return [name, behaviour, outcome, outcome] as const;
}

describe("createPoster", () => {
  it.each(cases)("sends one request and classifies %s", async (_, behaviour, onPost, onUpdate) => {
    const poster = posterWith(undefined, behaviour.kind === "hang" ? SHORT_PATIENCE : PATIENCE);
    connector.script({}, behaviour);
    expect(await poster.post(to, { text: "hello" })).toMatchObject(onPost);
    expect(connector.requests).toHaveLength(1);
    expect(await poster.update(to, "1", { text: "hello" })).toMatchObject(onUpdate);
    expect(connector.requests).toHaveLength(2);
  });

  it("reads a Retry-After that is a date", async () => {
    connector.script({}, answers.throttled(new Date(Date.now() + 30_000).toUTCString()));
    const outcome = await posterWith().post(to, { text: "hello" });
    expect(outcome).toMatchObject({ kind: "retry", reason: "throttled" });
    expect(outcome.kind === "retry" && outcome.retryAfterMs).toBeGreaterThan(25_000);
  });

  it("posts at the end of the conversation, addressed, and tells the id", async () => {
    const outcome = await posterWith().post(to, { text: "hello" });
    const [message] = connector.messagesIn(to.conversationId);
    expect(outcome).toEqual({ kind: "sent", activityId: message?.id });
    expect(message?.activity).toMatchObject({
      type: "message",
      text: "hello",
      from: { id: "28:bot" },
      recipient: { id: "29:riley" },
      conversation: { id: to.conversationId, tenantId: to.tenantId },
    });
    expect(connector.requests[0]).toMatchObject({ name: "post" });
    expect(connector.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("updates a message in place", async () => {
    const poster = posterWith();
    const posted = await poster.post(to, { text: "open" });
    const id = posted.kind === "sent" ? posted.activityId : "";
    expect(await poster.update(to, id, { text: "settled" })).toEqual({
      kind: "sent",
      activityId: id,
    });
    expect(connector.messagesIn(to.conversationId)).toMatchObject([
      { id, edits: 1, activity: { text: "settled" } },
    ]);
  });

  it("counts a message without an id as sent", async () => {
    connector.script({ name: "post" }, answers.withoutId());
    expect(await posterWith().post(to, { text: "hello" })).toEqual({
      kind: "sent",
      activityId: "",
    });
  });

  it("tries later when nobody listens, because nothing was sent", async () => {
    const elsewhere = await ConnectorStandIn.start();
    const { serviceUrl } = elsewhere;
    await elsewhere.stop();
    const refused = { kind: "retry", reason: "busy", detail: "ECONNREFUSED" };
    expect(await posterWith().post({ ...to, serviceUrl }, { text: "hello" })).toEqual(refused);
    expect(await posterWith().update({ ...to, serviceUrl }, "1", {})).toEqual(refused);
  });

  it.each(["https://evil.example/", "http://smba.trafficmanager.net/", "ftp://127.0.0.1/", ""])(
    "sends nothing to %s",
    async (serviceUrl) => {
      giveToken(async () => "secret");
      expect(await posterWith(CREDENTIALS).post({ ...to, serviceUrl }, {})).toEqual({
        kind: "rejected",
        detail: "UntrustedServiceUrl",
      });
    },
  );

  it("rejects an activity that the SDK cannot write", async () => {
    const broken = JSON.parse('{"attachments":"none"}');
    expect(await posterWith().post(to, broken)).toEqual({ kind: "rejected", detail: "Error" });
    expect(connector.requests).toHaveLength(0);
  });
});

describe("createPoster with credentials", () => {
  it("sends the bot's token", async () => {
    giveToken(async () => "token");
    expect(await posterWith(CREDENTIALS).post(to, { text: "hello" })).toMatchObject({
      kind: "sent",
    });
    expect(connector.requests[0]?.headers.authorization).toBe(
      `Bearer token of ${CREDENTIALS.appId}`,
    );
  });

  it.each([
    ["is refused", "invalid_client"],
    ["cannot be had now", "network_error"],
  ])("sends nothing when the token %s, and says that it is locked out", async (_, errorCode) => {
    giveToken(() => Promise.reject(Object.assign(new Error("no"), { errorCode })));
    const poster = posterWith(CREDENTIALS);
    const outcome = { kind: "lockedOut", detail: `no token: ${errorCode}` };
    expect(await poster.post(to, { text: "hello" })).toEqual(outcome);
    expect(await poster.update(to, "1", { text: "hello" })).toEqual(outcome);
    expect(await poster.openChat(to)).toEqual(outcome);
    expect(connector.requests).toHaveLength(0);
  });

  it("does not wait for a token forever", async () => {
    giveToken(() => new Promise(() => undefined));
    expect(await posterWith(CREDENTIALS, SHORT_PATIENCE).post(to, { text: "hello" })).toEqual({
      kind: "lockedOut",
      detail: "no token",
    });
    expect(connector.requests).toHaveLength(0);
  });
});
