import { describe, expect, test } from "vitest";
import { sendRaw } from "./raw-connection.js";
import { readError, startServer } from "./start-server.js";

const statusOf = (answer: string) => Number(answer.split(" ", 2)[1]);

describe("local mode and web pages", () => {
  test.each([
    "localhost",
    "localhost:3978",
    "LOCALHOST",
    "127.0.0.1",
    "127.8.9.10:80",
    "[::1]",
    "[::1]:3978",
  ])("a Host of %s is served", async (host) => {
    const { port } = await startServer();
    expect(statusOf(await sendRaw(port, ["GET /healthz HTTP/1.1", `Host: ${host}`]))).toBe(200);
  });

  test.each([
    "evil.example",
    "evil.example:3978",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "127.1.2.3.4",
    "127.0.0.999",
    "192.168.0.7",
    "0.0.0.0",
    "[::2]",
    "",
  ])("a Host of '%s' is refused on every route", async (host) => {
    const { port } = await startServer();
    for (const path of ["/healthz", "/readyz", "/metrics", "/nowhere"]) {
      const answer = await sendRaw(port, [`GET ${path} HTTP/1.1`, `Host: ${host}`]);
      expect(statusOf(answer)).toBe(403);
      expect(answer).toContain('"code":"forbidden"');
      expect(answer).toContain('"target":"Host"');
    }
    for (const path of ["/api/messages", "/api/access-requests"]) {
      const head = ["Content-Type: application/json", "Content-Length: 2"];
      const answer = await sendRaw(port, [`POST ${path} HTTP/1.1`, `Host: ${host}`, ...head], "{}");
      expect(statusOf(answer)).toBe(403);
    }
  });

  test("a request without a Host is refused", async () => {
    const { port } = await startServer();
    expect(statusOf(await sendRaw(port, ["GET /healthz HTTP/1.0"]))).toBe(403);
    expect(statusOf(await sendRaw(port, ["GET /healthz HTTP/1.1"]))).toBe(400);
  });

  test.each([
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
    "null",
    "file://",
    "",
  ])("an Origin of '%s' is refused and reaches nobody", async (origin) => {
    let calls = 0;
    const { post, call } = await startServer({
      submit: async () => {
        calls += 1;
        return { kind: "created", id: "R-1", state: "approved" };
      },
      processActivity: async (_request, response) => {
        calls += 1;
        response.end();
      },
    });
    for (const path of ["/api/messages", "/api/access-requests"]) {
      const answer = await post(path, { type: "message" }, { Origin: origin });
      expect(answer.status).toBe(403);
      expect(await readError(answer)).toMatchObject({ code: "forbidden", target: "Origin" });
    }
    expect((await call("/healthz", { headers: { Origin: origin } })).status).toBe(403);
    expect(calls).toBe(0);
  });

  test("an Origin of this machine is served, and no answer allows another page to read it", async () => {
    const { post } = await startServer();
    const answer = await post(
      "/api/messages",
      { type: "message" },
      { Origin: "http://localhost:56150" },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("outside local mode other hosts and origins are served", async () => {
    const { port } = await startServer({ isLocal: false });
    const lines = [
      "GET /healthz HTTP/1.1",
      "Host: bot.contoso.example",
      "Origin: https://a.example",
    ];
    expect(statusOf(await sendRaw(port, lines))).toBe(200);
  });

  test.each(["[", "a b", "a/api/access-requests?", "x:99999", "999.999.999.999", "a@b", "%"])(
    "outside local mode a Host of '%s' is refused and the server lives on",
    async (host) => {
      const { port } = await startServer({ isLocal: false });
      const answer = await sendRaw(port, ["GET /healthz HTTP/1.1", `Host: ${host}`]);
      expect(statusOf(answer)).toBe(400);
      expect(statusOf(await sendRaw(port, ["GET /healthz HTTP/1.1", "Host: a.example"]))).toBe(200);
    },
  );
});

describe("paths and methods", () => {
  test.each([
    "/",
    "/nowhere",
    "/healthz/",
    "//healthz",
    "/api/messages/x",
    "/%2e%2e/etc/passwd",
    "/HEALTHZ",
    "http://127.0.0.1/healthz",
    "http://[/",
  ])("there is nothing at %s", async (path) => {
    const { port } = await startServer();
    const answer = await sendRaw(port, [`GET ${path} HTTP/1.1`, "Host: localhost"]);
    expect(statusOf(answer)).toBe(404);
    expect(answer).toContain(
      '{"error":{"code":"notFound","message":"There is nothing at this path."}}',
    );
  });

  test.each([
    ["GET", "/api/messages", "POST"],
    ["PUT", "/api/access-requests", "POST"],
    ["OPTIONS", "/api/access-requests", "POST"],
    ["POST", "/healthz", "GET, HEAD"],
    ["DELETE", "/metrics", "GET, HEAD"],
  ])("%s is no method of %s", async (method, path, allowed) => {
    const { call } = await startServer();
    const answer = await call(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allowed);
    expect((await readError(answer)).code).toBe("invalidRequest");
  });

  test("a query changes nothing, HEAD is answered without a body", async () => {
    const { call } = await startServer();
    expect((await call("/healthz?probe=1")).status).toBe(200);
    const head = await call("/healthz", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("an upgrade that is asked for is not made, and the request is served", async () => {
    const { port } = await startServer();
    const lines = ["GET /healthz HTTP/1.1", "Host: localhost", "Upgrade: h2c"];
    const answer = await sendRaw(port, [...lines, "Connection: Upgrade"]);
    expect(statusOf(answer)).toBe(200);
  });

  test("no answer names the software, and none may be kept or reinterpreted", async () => {
    const { call, post } = await startServer();
    const answers = [
      await call("/healthz"),
      await call("/nowhere"),
      await post("/api/messages", { type: "message" }),
      await post("/api/access-requests", {}),
    ];
    for (const { headers } of answers) {
      expect(headers.get("server")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("U1 a refused caller is in the security log, without the query", async () => {
    const { call, logLines } = await startServer();
    await call("/metrics?who=riley", { headers: { Origin: "https://evil.example" } });
    const line = logLines.find((text) => text.includes("attempt refused")) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      channel: "security",
      actor: "127.0.0.1",
      reason: "forbidden",
      where: "/metrics",
    });
    expect(line).not.toContain("riley");
  });
});
