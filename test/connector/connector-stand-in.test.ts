import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answers } from "./behaviours.js";
import { ConnectorStandIn } from "./connector-stand-in.js";
import { eventually } from "./eventually.js";

let connector: ConnectorStandIn;

beforeEach(async () => {
  connector = await ConnectorStandIn.start();
});

afterEach(() => connector.stop());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(new URL(path, connector.serviceUrl), {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(2_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

const CHAT = "/v3/conversations/a%3A1/activities";

describe("ConnectorStandIn", () => {
  it("creates the same conversation for one person each time", async () => {
    const one = await call("POST", "/v3/conversations", { members: [{ id: "29:1" }] });
    const other = await call("POST", "/v3/conversations", { members: [{ id: "1" }] });
    expect(one).toMatchObject({ status: 201, body: { id: "a:1" } });
    expect(other.body).toEqual(one.body);
    expect(connector.conversationIdOf("29:1")).toBe("a:1");
  });

  it("posts, replies, updates and deletes, and shows what is left", async () => {
    const first = await call("POST", CHAT, { text: "one" });
    const second = await call("POST", `${CHAT}/${first.body.id}`, { text: "two" });
    await call("PUT", `${CHAT}/${second.body.id}`, { text: "three" });
    expect(connector.messagesIn("a:1")).toMatchObject([
      { id: first.body.id, edits: 0, activity: { text: "one" } },
      { id: second.body.id, edits: 1, activity: { text: "three" } },
    ]);
    await call("DELETE", `${CHAT}/${first.body.id}`);
    expect(connector.messagesIn("a:1")).toHaveLength(1);
    expect((await call("PUT", `${CHAT}/${first.body.id}`, {})).status).toBe(404);
  });

  it("records requests in order, with times", async () => {
    await call("POST", CHAT, { text: "one" });
    await call("GET", "/v3/conversations/a%3A1/pagedmembers");
    await call("GET", "/v3/conversations/a%3A1/members/29%3A1");
    expect(connector.requests).toMatchObject([
      { order: 0, name: "post", conversationId: "a:1", body: { text: "one" } },
      { order: 1, name: "members" },
      { order: 2, name: "member", memberId: "29:1" },
    ]);
    const times = connector.requests.map(({ at }) => at);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(connector.requestsTo({ name: "post" })).toHaveLength(1);
  });

  it("misbehaves as scripted, as often as scripted, the newest script first", async () => {
    connector.script({ name: "post" }, answers.throttled(3), 2);
    const takeBack = connector.script(({ body }) => body.text === "big", answers.tooBig());
    expect((await call("POST", CHAT, { text: "big" })).status).toBe(413);
    takeBack();
    const throttled = await call("POST", CHAT, { text: "big" });
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get("retry-after")).toBe("3");
    expect((await call("POST", CHAT, {})).status).toBe(429);
    expect((await call("POST", CHAT, {})).status).toBe(201);
  });

  it("fails before or after it has stored the message", async () => {
    connector.script({}, answers.broken(500), 1);
    await call("POST", CHAT, { text: "lost" });
    connector.script({}, answers.broken(500, true), 1);
    await call("POST", CHAT, { text: "stored" });
    connector.script({}, answers.reset(true), 1);
    await expect(call("POST", CHAT, { text: "stored too" })).rejects.toThrow();
    expect(connector.messagesIn("a:1").map(({ activity }) => activity.text)).toEqual([
      "stored",
      "stored too",
    ]);
  });

  it("hangs until it is stopped, and answers slowly", async () => {
    connector.script({}, answers.slow(20), 1);
    expect((await call("POST", CHAT, {})).status).toBe(201);
    connector.script({}, answers.hang());
    const hanging = call("POST", CHAT, {});
    await eventually(() => connector.requests.length === 2);
    await Promise.all([expect(hanging).rejects.toThrow(), connector.stop()]);
    connector = await ConnectorStandIn.start();
  });
});

describe("eventually", () => {
  it("waits for an answer and gives it back", async () => {
    let asked = 0;
    const value = await eventually(() => {
      asked += 1;
      if (asked < 3) throw new Error("not yet");
      return asked;
    });
    expect(value).toBe(3);
  });

  it("fails with the last error after the bound", async () => {
    const never = eventually(() => false, { timeoutMs: 20 });
    await expect(never).rejects.toThrow(/Still not so after 20 ms/);
    const failing = eventually(() => Promise.reject(new Error("why")), { timeoutMs: 20 });
    await expect(failing).rejects.toThrow("why");
  });
});
