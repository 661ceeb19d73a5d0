import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Playgrounds, startPlaygrounds } from "../../src/local/playground.js";
import { buildPlaygroundProcess, removePlaygroundProcess } from "./build-playground-process.js";
import { loadDemoTenant } from "./load-demo-tenant.js";

const PATIENCE = 30_000;
let programFile: URL;
let dataDir: string;
let bot: Server;
let playgrounds: Playgrounds;
const sockets: Duplex[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "riskgate-stream-"));
  bot = createServer((_request, answer) => void answer.end()).listen(0, "127.0.0.1");
  await once(bot, "listening");
  programFile = buildPlaygroundProcess();
  const tenant = await loadDemoTenant();
  playgrounds = await startPlaygrounds({
    tenant: { ...tenant, users: tenant.users.slice(0, 1) },
    botEndpoint: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`,
    dataDir,
    programFile,
  });
}, PATIENCE);

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await playgrounds?.stop();
  bot?.closeAllConnections();
  bot?.close();
  removePlaygroundProcess(programFile);
  await rm(dataDir, { recursive: true, force: true });
}, PATIENCE);

describe("a Playground page", () => {
  it("gets what was sent before it was opened, and again when it is loaded again", async () => {
    await say("before");
    const first = await openPage();
    await expect.poll(first.texts, { timeout: PATIENCE }).toEqual(["before"]);
    await say("live");
    await expect.poll(first.texts, { timeout: PATIENCE }).toEqual(["before", "live"]);
    const second = await openPage();
    await expect.poll(second.texts, { timeout: PATIENCE }).toEqual(["before", "live"]);
    await say("both");
    await expect.poll(second.texts, { timeout: PATIENCE }).toEqual(["before", "live", "both"]);
    expect(first.texts()).toEqual(["before", "live", "both"]);
  });

  it("that opens its stream once more gets nothing twice", async () => {
    const again = await openStream();
    await say("after");
    await expect.poll(again.texts, { timeout: PATIENCE }).toEqual(["after"]);
  });

  it("gets no stream before it has its settings", async () => {
    await (await fetch(playgroundUrl())).text();
    const opening = openStream();
    const winner = await Promise.race([
      opening.then(() => "stream"),
      readSettings().then(() => "settings"),
    ]);
    expect(winner).toBe("settings");
    await opening;
  });
});

function playgroundUrl(): string {
  return playgrounds.windows[0]?.url ?? "";
}

async function readSettings(): Promise<void> {
  await (await fetch(`${playgroundUrl()}/_internal/v1/config`)).text();
}

async function openPage() {
  await (await fetch(playgroundUrl())).text();
  const [stream] = await Promise.all([openStream(), readSettings()]);
  return stream;
}

async function openStream(): Promise<{ texts: () => string[] }> {
  const handshake = request(`${playgroundUrl()}/_ws_conversation/v1/conversations/stream`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("sixteen bytes ok").toString("base64"),
    },
  }).end();
  const [, socket, head] = (await once(handshake, "upgrade")) as [IncomingMessage, Duplex, Buffer];
  sockets.push(socket);
  let received = head.toString("latin1");
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
  });
  return {
    texts: () => [...received.matchAll(/"text":"([a-z]+)"/g)].map((match) => match[1] ?? ""),
  };
}

async function say(text: string): Promise<void> {
  const { conversation } = playgrounds.windows[0] ?? {};
  const id = encodeURIComponent(conversation?.conversationId ?? "");
  const response = await fetch(`${conversation?.serviceUrl}/v3/conversations/${id}/activities`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "message", text }),
  });
  expect(response.status).toBe(201);
}
