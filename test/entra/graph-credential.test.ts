import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GRAPH_CLOUDS } from "../../src/entra/graph-clouds.js";
import { createTokenSource } from "../../src/entra/graph-credential.js";

const CLIENT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c001";
const asked: URL[] = [];
let status = 200;
let server: Server;

/** The place where a platform of Azure gives tokens to the managed identity of what runs on it. */
beforeEach(async () => {
  asked.length = 0;
  status = 200;
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "", "http://127.0.0.1"));
    const expires = Math.floor(Date.now() / 1_000) + 86_400;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        status === 200
          ? { access_token: "given-token", expires_on: String(expires), token_type: "Bearer" }
          : {
              error: "invalid_client",
              error_description: "AADSTS700016: somebody@contoso.example",
            },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("IDENTITY_ENDPOINT", `http://127.0.0.1:${port}/msi/token`);
  vi.stubEnv("IDENTITY_HEADER", "secret-header");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});

const open = (clientId: string) =>
  createTokenSource({ kind: "managedIdentity", clientId }, GRAPH_CLOUDS.usGovernment);

test("a managed identity's token is for Graph of its cloud, asked for once by however many calls, and kept", async () => {
  const token = await open(CLIENT);
  const many = await Promise.all(Array.from({ length: 20 }, () => token()));
  expect(new Set(many)).toEqual(new Set(["given-token"]));
  await token();
  expect(asked).toHaveLength(1);
  expect(asked[0]?.searchParams.get("resource")).toBe("https://graph.microsoft.us");
  expect(asked[0]?.searchParams.get("client_id")).toBe(CLIENT);
});

test("a refusal keeps Microsoft's code and no text", async () => {
  status = 400;
  const token = await open("0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c009");
  const error: unknown = await token().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "TokenRefusedError" });
  expect(String(error)).not.toContain("somebody");
});
