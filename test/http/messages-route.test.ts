import { describe, expect, test } from "vitest";
import type { ProcessActivity } from "../../src/http/messages-route.js";
import { createAdapter } from "../../src/teams/connector/adapter.js";
import { trustCloud } from "../../src/teams/connector/channel-trust.js";
import { readError, startServer } from "./start-server.js";

const activity = {
  type: "message",
  id: "1",
  text: "help",
  channelId: "msteams",
  serviceUrl: "http://127.0.0.1:1/",
  from: { id: "29:riley" },
  recipient: { id: "28:bot" },
  conversation: { id: "a:1" },
};

/** The real adapter of the Bot Framework behind the route. */
function serveByAdapter(
  act: (type: string) => Promise<void> = async () => undefined,
  entry?: Parameters<typeof createAdapter>[0],
): ProcessActivity {
  const adapter = createAdapter(entry, { log: () => undefined });
  return (request, response) =>
    adapter.process(request, response, async (context) => {
      await act(context.activity.type);
      if (context.activity.name !== "adaptiveCard/action") return;
      const card = { statusCode: 200, type: "application/vnd.microsoft.activity.message" };
      const value = { status: 200, body: { ...card, value: "Grüße" } };
      await context.sendActivity({ type: "invokeResponse", value });
    });
}

describe("POST /api/messages with the adapter of the Bot Framework", () => {
  test("an activity reaches the bot and is answered 200", async () => {
    const seen: string[] = [];
    const processActivity = serveByAdapter(async (type) => {
      seen.push(type);
    });
    const { post } = await startServer({ processActivity });
    const answer = await post("/api/messages", activity);
    expect([answer.status, await answer.text(), seen]).toEqual([200, "", ["message"]]);
  });

  test("an Action.Execute is answered with the bot's body as JSON", async () => {
    const { post } = await startServer({ processActivity: serveByAdapter() });
    const invoke = { ...activity, type: "invoke", name: "adaptiveCard/action" };
    const answer = await post("/api/messages", invoke);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await answer.json()).toMatchObject({ statusCode: 200, value: "Grüße" });
  });

  test("an invoke that nobody handles is answered 501", async () => {
    const { post } = await startServer({ processActivity: serveByAdapter() });
    const invoke = { ...activity, type: "invoke", name: "other/thing" };
    expect((await post("/api/messages", invoke)).status).toBe(501);
  });

  test.each([{}, { type: "" }, { type: 7 }, { type: null }, { type: ["message"] }, { text: "hi" }])(
    "%j has no type and is refused",
    async (body) => {
      const { post } = await startServer({ processActivity: serveByAdapter() });
      const answer = await post("/api/messages", body);
      expect(answer.status).toBe(400);
      expect(await readError(answer)).toMatchObject({ code: "invalidRequest", target: "type" });
    },
  );

  test.each([
    { type: "message", timestamp: { a: 1 }, from: "riley", conversation: 7 },
    { type: "invoke", name: { a: 1 }, value: "x" },
    { type: "message", channelId: [], serviceUrl: 5 },
    { type: "message", text: "x", attachments: "none", entities: { a: 1 } },
    { type: "conversationUpdate", membersAdded: "everybody" },
  ])("a crooked activity %j never gets a 5xx", async (body) => {
    const { post } = await startServer({ processActivity: serveByAdapter() });
    expect((await post("/api/messages", body)).status).toBeLessThan(500);
  });

  test("an activity that is nested 40,000 deep never gets a 5xx", async () => {
    const { post, call } = await startServer({ processActivity: serveByAdapter() });
    const deep = `{"type":"message","value":${'{"a":'.repeat(40_000)}1${"}".repeat(40_001)}`;
    expect((await post("/api/messages", deep)).status).toBeLessThan(500);
    expect((await call("/healthz")).status).toBe(200);
  });

  test("with credentials an unsigned activity is answered 401 and reaches nobody", async () => {
    let turns = 0;
    const tenantId = "00000000-0000-0000-0000-000000000001";
    const appType = "SingleTenant" as const;
    const credentials = { appId: tenantId, tenantId, appType, password: "x" };
    const processActivity = serveByAdapter(
      async () => {
        turns += 1;
      },
      { credentials, trust: trustCloud("public") },
    );
    const { post, logLines } = await startServer({ processActivity });
    expect((await post("/api/messages", activity)).status).toBe(401);
    expect(logLines.filter((line) => line.includes('"channel":"security"'))).toEqual([
      expect.stringContaining('"where":"/api/messages"'),
    ]);
    expect(turns).toBe(0);
  });
});

describe("POST /api/messages when the inside fails", () => {
  const secret = "password=hunter2 at /srv/app/store.js";

  test.each<[string, ProcessActivity]>([
    ["rejects", () => Promise.reject(new Error(secret))],
    [
      "throws",
      () => {
        throw new Error(secret);
      },
    ],
    ["answers nothing", async () => undefined],
    [
      "answers 500 with its message",
      async (_request, response) => {
        response.status(500);
        response.send(secret);
        response.end();
      },
    ],
    [
      "answers 503",
      async (_request, response) => {
        response.status(503);
        response.end();
      },
    ],
  ])("an adapter that %s is answered 400 without its words", async (_case, processActivity) => {
    const { post } = await startServer({ processActivity });
    const answer = await post("/api/messages", activity);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain("hunter2");
  });
});
