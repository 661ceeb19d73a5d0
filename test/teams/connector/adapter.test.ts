import { ActivityTypes, TeamsActivityHandler, type TurnContext } from "botbuilder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAdapter, type FailureContext } from "../../../src/teams/connector/adapter.js";
import type { BotCredentials } from "../../../src/teams/connector/authentication.js";
import { trustCloud } from "../../../src/teams/connector/channel-trust.js";
import { answers } from "../../connector/behaviours.js";
import { type Answer, textIn } from "../../connector/card-reading.js";
import { ConnectorStandIn } from "../../connector/connector-stand-in.js";
import { TeamsUser } from "../../connector/people-on-teams.js";
import { startInlineBot } from "./inline-bot.js";

const CREDENTIALS: BotCredentials = {
  appId: "11111111-2222-3333-4444-555555555555",
  appType: "SingleTenant",
  tenantId: "66666666-2222-3333-4444-555555555555",
  password: "not a real one",
};
const CLICK = {
  type: "invoke",
  name: "adaptiveCard/action",
  value: { action: { type: "Action.Execute", verb: "approve", data: {} }, trigger: "manual" },
};

const entry = (credentials: BotCredentials) => ({ credentials, trust: trustCloud("public") });

let connector: ConnectorStandIn;
let stopBot: (() => Promise<void>) | undefined;
let logged: { readonly error: unknown; readonly context: FailureContext }[];

beforeEach(async () => {
  connector = await ConnectorStandIn.start();
  logged = [];
});

afterEach(async () => {
  await stopBot?.();
  await connector.stop();
});

async function riley(
  logic: (context: TurnContext) => Promise<void>,
  credentials?: BotCredentials,
): Promise<TeamsUser> {
  const adapter = createAdapter(credentials && entry(credentials), {
    log: (error, context) => logged.push({ error, context }),
  });
  const bot = await startInlineBot(adapter, logic);
  stopBot = bot.stop;
  return new TeamsUser({
    botUrl: bot.url,
    connector,
    tenantId: CREDENTIALS.tenantId,
    objectId: "77777777-2222-3333-4444-555555555555",
    name: "Riley Chen",
  });
}

function expectNothingInside(answer: Answer): void {
  expect(JSON.stringify(answer)).not.toMatch(/secret|Error|\.ts|node_modules/);
}

async function fail(): Promise<void> {
  throw new Error("a secret of the inside");
}

describe("createAdapter", () => {
  it("runs a turn and sends its reply in local mode", async () => {
    const user = await riley(async (context) => {
      await context.sendActivity(`You said ${context.activity.text}`);
    });
    expect(await user.say("hello")).toMatchObject({ status: 200 });
    expect(user.messages()).toMatchObject([{ activity: { text: "You said hello" } }]);
    expect(connector.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("answers a click whose handler threw with 200 and a neutral message", async () => {
    const user = await riley(fail);
    const answer = await user.send(CLICK);
    expect(answer.status).toBe(200);
    expect(textIn(answer)).toMatch(/Something went wrong/);
    expectNothingInside(answer);
    expect(logged).toMatchObject([
      {
        error: { message: "a secret of the inside" },
        context: { during: "turn", activityType: "invoke", activityName: "adaptiveCard/action" },
      },
    ]);
  });

  it("answers a message whose handler threw with a bare 200 and sends nothing", async () => {
    const user = await riley(fail);
    expect(await user.say("hello")).toEqual({ status: 200, body: undefined });
    expect(connector.requests).toHaveLength(0);
    expect(logged).toHaveLength(1);
  });

  it("answers 501 to an invoke of another name", async () => {
    const handler = new TeamsActivityHandler();
    const user = await riley((context) => handler.run(context));
    expect(await user.send({ ...CLICK, name: "composeExtension/query" })).toMatchObject({
      status: 501,
    });
  });

  it("passes the bot's own answer to a click through", async () => {
    const user = await riley(async (context) => {
      const body = { statusCode: 200, type: "application/vnd.microsoft.activity.message" };
      const value = { status: 200, body: { ...body, value: "done" } };
      await context.sendActivity({ type: ActivityTypes.InvokeResponse, value });
    });
    expect(textIn(await user.send(CLICK))).toBe("done");
  });

  it("sends a reply of a turn once, whatever the connector answers", async () => {
    connector.script({}, answers.broken(503));
    const user = await riley(async (context) => {
      await context.sendActivity("hello");
    });
    expect((await user.say("hello")).status).toBe(200);
    expect(connector.requests).toHaveLength(1);
    expect(logged).toHaveLength(1);
  });

  it("refuses an activity that names a foreign service URL, without running the bot", async () => {
    let turns = 0;
    const user = await riley(async () => {
      turns += 1;
    });
    const answer = await user.say("hello", { serviceUrl: "https://evil.example/" });
    expect(answer).toEqual({ status: 400, body: undefined });
    expect(turns).toBe(0);
    expect(logged).toMatchObject([{ context: { during: "receive", activityType: "message" } }]);
  });

  it("refuses unsigned activities with a bare 401 when there are credentials", async () => {
    let turns = 0;
    const user = await riley(async () => {
      turns += 1;
    }, CREDENTIALS);
    expect(await user.say("hello")).toEqual({ status: 401, body: undefined });
    expect(await user.send(CLICK)).toEqual({ status: 401, body: undefined });
    expect(turns).toBe(0);
    expect(logged).toHaveLength(2);
  });

  it("builds with a certificate or a managed identity", () => {
    const { password: _, ...rest } = CREDENTIALS;
    const log = () => undefined;
    const certificate = { thumbprint: "00", privateKey: "key" };
    expect(() => createAdapter(entry({ ...rest, certificate }), { log })).not.toThrow();
    expect(() =>
      createAdapter(entry({ ...rest, appType: "UserAssignedMSI" }), { log }),
    ).not.toThrow();
    expect(() => createAdapter(entry(rest), { log })).toThrow(/MicrosoftAppPassword/);
  });
});
