import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_BODY_BYTES } from "../../src/http/limits.js";
import { createChannelTokens } from "../../src/teams/connector/channel-token.js";
import { trustCloud } from "../../src/teams/connector/channel-trust.js";
import { FORGED_TOKENS } from "../tokens/forged-tokens.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { RawConnection, sendRaw } from "./raw-connection.js";
import { startServer } from "./start-server.js";

const APP_ID = "11111111-2222-4333-8444-555555555555";
const good = { iss: "https://api.botframework.com", aud: APP_ID };

let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await LocalIssuer.start(["msteams"]);
  await issuer.addKey("of-slack", ["slack"]);
});
afterAll(() => issuer.stop());

/** A server that wants the token of Teams, and the activities that it let through. */
async function startProving() {
  const trust = { ...trustCloud("public"), metadataUrl: issuer.metadataUrl };
  const tokens = createChannelTokens(APP_ID, trust);
  const taken: unknown[] = [];
  const server = await startServer({
    admitsActivity: async (authorization) => (await tokens.problemOf(authorization)) === undefined,
    processActivity: async ({ body }, response) => {
      taken.push(body.type);
      response.status(200);
      response.end();
    },
  });
  return { ...server, taken };
}

/** The head of an activity, whose body does not follow. */
function headOf(...more: readonly string[]): string[] {
  return [
    "POST /api/messages HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    `Content-Length: ${MAX_BODY_BYTES}`,
    ...more,
  ];
}

const bearer = (token: string) => `Authorization: Bearer ${token}`;

describe("an activity that proves nothing by its head", () => {
  test.each([
    ["no header", []],
    ["an empty header", ["Authorization:"]],
    ["another scheme", ["Authorization: Basic cmlsZXk6c2VjcmV0"]],
    ["a word that is no token", [bearer("x")]],
    ["a token longer than any", [bearer("x".repeat(9_000))]],
  ])("with %s is answered a bare 401 before its body is read", async (_name, more) => {
    const { port, taken } = await startProving();
    const answer = await sendRaw(port, headOf(...more));
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain("Content-Length: 0");
    expect(answer).toMatch(/\r\n\r\n$/);
    expect(taken).toEqual([]);
  });

  test.each(FORGED_TOKENS)(
    "with a token $name is answered 401 before its body is read",
    async (forged) => {
      const { port, taken } = await startProving();
      const answer = await sendRaw(port, headOf(bearer(await forged.mint(issuer, good))));
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
      expect(taken).toEqual([]);
    },
  );

  test("with a token of another channel's key is answered 401 before its body is read", async () => {
    const { port } = await startProving();
    const token = await issuer.mint(good, { keyId: "of-slack" });
    expect(await sendRaw(port, headOf(bearer(token)))).toMatch(/^HTTP\/1\.1 401 /);
  });

  test("is not told to send its body, and a stream of it is cut off", async () => {
    const { port } = await startProving();
    expect(await sendRaw(port, headOf("Expect: 100-continue"))).toMatch(/^HTTP\/1\.1 401 /);
    const connection = await RawConnection.open(port);
    const head = headOf().filter((line) => !line.startsWith("Content-Length"));
    await connection.write([...head, "Transfer-Encoding: chunked", "", ""].join("\r\n"));
    const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
    for (let sent = 0; sent < 20_000 && !connection.isClosed; sent += 1)
      await connection.write(chunk);
    const answer = await connection.readToEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain("Connection: close");
  });

  test("is refused by its path, type and length first, as every request is", async () => {
    const { port } = await startProving();
    const plain = headOf().map((line) => line.replace("application/json", "text/plain"));
    expect(await sendRaw(port, plain)).toMatch(/^HTTP\/1\.1 415 /);
    const long = headOf().map((line) => line.replace(`${MAX_BODY_BYTES}`, `${MAX_BODY_BYTES + 1}`));
    expect(await sendRaw(port, long)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test("an activity that Teams has signed is read", async () => {
  const { post, taken } = await startProving();
  const headers = { Authorization: `Bearer ${await issuer.mint(good)}` };
  expect((await post("/api/messages", { type: "message" }, headers)).status).toBe(200);
  expect(taken).toEqual(["message"]);
});

test("in local mode nothing is asked for", async () => {
  const { post } = await startServer();
  expect((await post("/api/messages", { type: "message" })).status).toBe(200);
});
