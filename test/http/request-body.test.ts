import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { MAX_BODY_BYTES } from "../../src/http/limits.js";
import { RawConnection, sendRaw } from "./raw-connection.js";
import { readError, startServer } from "./start-server.js";

const PATHS = ["/api/messages", "/api/access-requests"];
const statusOf = (answer: string) => Number(answer.split(" ", 2)[1]);

function headOf(path: string, ...more: readonly string[]): string[] {
  return [`POST ${path} HTTP/1.1`, "Host: localhost", "Content-Type: application/json", ...more];
}

/** An activity that is exactly this many bytes long. */
function activityOf(bytes: number): string {
  const empty = JSON.stringify({ type: "message", text: "" });
  return JSON.stringify({ type: "message", text: "x".repeat(bytes - empty.length) });
}

describe("what a body may be", () => {
  test.each(PATHS)("%s refuses a body over 256 KiB before it is sent", async (path) => {
    const { port } = await startServer();
    const answer = await sendRaw(port, headOf(path, `Content-Length: ${MAX_BODY_BYTES + 1}`));
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('"code":"tooLarge"');
  });

  test("a body of exactly 256 KiB is taken, one byte more is not", async () => {
    const { post } = await startServer();
    expect((await post("/api/messages", activityOf(MAX_BODY_BYTES))).status).toBe(200);
    const answer = await post("/api/messages", activityOf(MAX_BODY_BYTES + 1));
    expect(answer.status).toBe(413);
    expect((await readError(answer)).code).toBe("tooLarge");
  });

  test.each(PATHS)("%s answers 413 and closes when a body outgrows the limit", async (path) => {
    const { port } = await startServer();
    const connection = await RawConnection.open(port);
    await connection.write([...headOf(path, "Transfer-Encoding: chunked"), "", ""].join("\r\n"));
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 200 && !connection.isClosed; sent += 1) await connection.write(chunk);
    const answer = await connection.readToEnd();
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain("Connection: close");
    expect(answer).toContain('"code":"tooLarge"');
  });

  test("a client that streams without end reads the 413", async () => {
    const { call } = await startServer();
    const answer = await call("/api/messages", {
      method: "POST",
      duplex: "half",
      headers: { "Content-Type": "application/json" },
      body: new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
      }),
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  test("a client that asks first is not told to send what would be refused", async () => {
    const { port } = await startServer();
    const length = `Content-Length: ${MAX_BODY_BYTES + 1}`;
    const refused = await sendRaw(port, headOf("/api/messages", length, "Expect: 100-continue"));
    expect(statusOf(refused)).toBe(413);
    expect(refused).not.toContain("100 Continue");
    const head = headOf("/api/messages", "Content-Length: 18", "Expect: 100-continue");
    const taken = await sendRaw(port, head, '{"type":"message"}');
    expect(taken).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test("a body that is longer than it says ends the connection, and no more is read", async () => {
    const { port, call } = await startServer({
      processActivity: async (request, response) => {
        expect(request.body).toEqual({ type: "message" });
        response.end();
      },
    });
    const body = `{"type":"message"}${"x".repeat(1000)}`;
    const connection = await RawConnection.open(port);
    await connection.write(
      [...headOf("/api/messages", "Content-Length: 18"), "", body].join("\r\n"),
    );
    expect(await connection.readToEnd()).toContain("400 Bad Request");
    expect((await call("/healthz")).status).toBe(200);
  });

  test("two lengths at once are refused", async () => {
    const { port } = await startServer();
    const head = headOf("/api/messages", "Content-Length: 5", "Transfer-Encoding: chunked");
    expect(statusOf(await sendRaw(port, head, "0\r\n\r\n"))).toBe(400);
  });

  test.each(PATHS)("%s gives up on a body that does not come", async (path) => {
    const { port } = await startServer({ bodyPatience: 50 });
    const connection = await RawConnection.open(port);
    await connection.write([...headOf(path, "Content-Length: 100"), "", '{"type":'].join("\r\n"));
    const answer = await connection.readToEnd();
    expect(statusOf(answer)).toBe(408);
    expect(answer).toContain('"code":"invalidRequest"');
  });

  test("a caller that goes away in the middle leaves the server alive", async () => {
    const { port, call } = await startServer();
    const connection = await RawConnection.open(port);
    const head = [...headOf("/api/messages", "Content-Length: 100"), "", "{"].join("\r\n");
    await connection.write(head);
    connection.destroy();
    expect((await call("/healthz")).status).toBe(200);
  });

  test.each(["gzip", "deflate", "br", "identity, gzip", "GZIP", "x-unknown"])(
    "a body with Content-Encoding %s is refused unread",
    async (encoding) => {
      let calls = 0;
      const { call } = await startServer({
        processActivity: async (_request, response) => {
          calls += 1;
          response.end();
        },
      });
      const bomb = gzipSync(JSON.stringify({ type: "message", text: "x".repeat(20_000_000) }));
      const answer = await call("/api/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Content-Encoding": encoding },
        body: new Uint8Array(bomb),
      });
      expect(answer.status).toBe(415);
      expect(await readError(answer)).toMatchObject({
        code: "unsupportedMediaType",
        target: "Content-Encoding",
      });
      expect(calls).toBe(0);
    },
  );

  test("a transfer that is compressed is refused, identity is taken", async () => {
    const { port, post } = await startServer();
    const head = headOf("/api/messages", "Transfer-Encoding: gzip, chunked");
    expect(statusOf(await sendRaw(port, head, "0\r\n\r\n"))).toBe(415);
    const plain = { "Content-Encoding": "identity" };
    expect((await post("/api/messages", { type: "message" }, plain)).status).toBe(200);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json-patch+json",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "",
  ])("a Content-Type of '%s' is refused", async (contentType) => {
    const { post } = await startServer();
    for (const path of PATHS) {
      const answer = await post(path, "{}", { "Content-Type": contentType });
      expect(answer.status).toBe(415);
      expect(await readError(answer)).toMatchObject({
        code: "unsupportedMediaType",
        target: "Content-Type",
      });
    }
  });

  test.each([
    "application/json",
    "Application/JSON; charset=UTF-8",
    'application/json;charset="utf-8"',
  ])("a Content-Type of %s is taken", async (contentType) => {
    const { post } = await startServer();
    const answer = await post("/api/messages", '{"type":"message"}', {
      "Content-Type": contentType,
    });
    expect(answer.status).toBe(200);
  });

  test.each(["", "{", "nonsense", '{"a":1}{"b":2}', "{'a':1}", '{"a":"\u0001"}', "undefined"])(
    "a body of '%s' is no JSON",
    async (body) => {
      const { post } = await startServer();
      for (const path of PATHS) {
        const answer = await post(path, body);
        expect(answer.status).toBe(400);
        const error = await readError(answer);
        expect(error).toEqual({
          code: "invalidRequest",
          message: "The body is not valid JSON in UTF-8.",
        });
      }
    },
  );

  test("a body that is not UTF-8 is no JSON", async () => {
    const { port } = await startServer();
    const body = '{"type":"\xff\xfe"}';
    const head = headOf("/api/messages", `Content-Length: ${body.length}`);
    expect(statusOf(await sendRaw(port, head, body))).toBe(400);
  });

  test.each(["[]", "null", "1", '"text"', "true"])("JSON that is %s is no object", async (body) => {
    const { post } = await startServer();
    for (const path of PATHS) {
      const answer = await post(path, body);
      expect(answer.status).toBe(400);
      expect((await readError(answer)).message).toContain("must be a JSON object");
    }
  });

  test("one connection serves request after request, also after a refusal", async () => {
    const { port } = await startServer();
    const body = '{"type":"message"}';
    const good = [...headOf("/api/messages", `Content-Length: ${body.length}`), "", body];
    const bad = ["POST /nowhere HTTP/1.1", "Host: localhost", "Content-Length: 18", "", body];
    const last = ["GET /healthz HTTP/1.1", "Host: localhost", "Connection: close", "", ""];
    const connection = await RawConnection.open(port);
    await connection.write(good.join("\r\n"));
    await connection.write(bad.join("\r\n"));
    await connection.write(last.join("\r\n"));
    const statuses = [...(await connection.readToEnd()).matchAll(/HTTP\/1\.1 (\d+)/g)];
    expect(statuses.map((match) => match[1])).toEqual(["200", "404", "200"]);
  });
});
