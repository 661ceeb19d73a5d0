import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Playgrounds, startPlaygrounds } from "../../src/local/playground.js";
import type { Tenant } from "../../src/local/tenant.js";
import { buildPlaygroundProcess, removePlaygroundProcess } from "./build-playground-process.js";
import { loadDemoTenant } from "./load-demo-tenant.js";

const PATIENCE = 30_000;
let programFile: URL;
let dataDir: string;
let bot: Server;
let botEndpoint: string;
let received: Record<string, unknown>[];
let playgrounds: Playgrounds;

beforeAll(async () => {
  programFile = buildPlaygroundProcess();
  dataDir = await mkdtemp(join(tmpdir(), "riskgate-playground-"));
  received = [];
  bot = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => {
        const body = Buffer.concat(chunks).toString();
        if (body !== "") received.push(JSON.parse(body));
        answer.writeHead(200);
        answer.end();
      });
  }).listen(0, "127.0.0.1");
  await once(bot, "listening");
  botEndpoint = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`;
  playgrounds = await startPlaygrounds({
    tenant: await loadDemoTenant(),
    botEndpoint,
    dataDir,
    programFile,
  });
}, 2 * PATIENCE);

afterAll(async () => {
  await playgrounds?.stop();
  bot?.closeAllConnections();
  bot?.close();
  removePlaygroundProcess(programFile);
  await rm(dataDir, { recursive: true, force: true });
}, PATIENCE);

describe("Playground windows", () => {
  it("start for each persona, on ports of their own", () => {
    expect(playgrounds.failures).toEqual([]);
    expect(playgrounds.windows.map((window) => window.persona.key)).toEqual([
      "riley",
      "sam",
      "morgan",
      "ada",
    ]);
    expect(new Set(playgrounds.windows.map((window) => window.port)).size).toBe(4);
  });

  it("serve the page", async () => {
    for (const { url } of playgrounds.windows) {
      expect(await (await fetch(url)).text()).toContain(
        "<title>Microsoft 365 Agents Playground</title>",
      );
    }
  });

  it("take a message from the bot before the page was ever opened", async () => {
    const { conversation } = windowOf("riley");
    const path = `/v3/conversations/${encodeURIComponent(conversation.conversationId)}/activities`;
    const response = await fetch(`${conversation.serviceUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: "message", text: "hello" }),
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toHaveProperty("id");
  });

  it("send what the conversation facts promise", async () => {
    const { url, conversation, persona } = windowOf("sam");
    const id = encodeURIComponent(conversation.conversationId);
    received.length = 0;
    await fetch(`${url}/_debug/conversation/${id}/installation`, { method: "POST" });
    await expect.poll(() => received.length, { timeout: PATIENCE }).toBeGreaterThan(0);
    expect(received[0]).toMatchObject({
      type: "installationUpdate",
      channelId: "msteams",
      serviceUrl: conversation.serviceUrl,
      from: { id: conversation.mri, aadObjectId: persona.user.id },
      recipient: { id: conversation.botId },
      conversation: {
        id: conversation.conversationId,
        conversationType: "personal",
        tenantId: (await loadDemoTenant()).tenantId,
      },
    });
  });

  it("cannot be reached from outside the machine", async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && !address.internal && address.family === "IPv4");
    for (const address of outside) {
      expect(await canConnect(address?.address ?? "", windowOf("ada").port)).toBe(false);
    }
    expect(await canConnect("::1", windowOf("ada").port)).toBe(false);
    expect(await canConnect("127.0.0.1", windowOf("ada").port)).toBe(true);
  });

  it("refuse other web pages, whether by their origin or by a name that points here", async () => {
    const { port } = windowOf("ada");
    expect(await statusOf(port, { host: "rebound.example" })).toBe(403);
    expect(await statusOf(port, { origin: "http://127.0.0.1:1" })).toBe(403);
    expect(await statusOf(port, { origin: "null" })).toBe(403);
    expect(await statusOf(port, { origin: `http://127.0.0.1:${port}` })).toBe(200);
    expect(await statusOf(port, { host: `localhost:${port}` })).toBe(200);
  });

  it("keep their log in the data folder", async () => {
    const log = await readFile(join(dataDir, "playground", "riley", "playground.log"), "utf8");
    expect(log).toContain(`Listening on ${windowOf("riley").port}`);
  });
});

/** A tenant of one: enough for what does not depend on the number of windows. */
async function loadSingleTenant(): Promise<Tenant> {
  const tenant = await loadDemoTenant();
  return { ...tenant, users: tenant.users.slice(0, 1) };
}

describe("the end of Playground windows", () => {
  it(
    "comes with stop, which frees their ports",
    async () => {
      const second = await startPlaygrounds({
        tenant: await loadSingleTenant(),
        botEndpoint,
        dataDir,
        programFile,
      });
      const ports = second.windows.map((window) => window.port);
      expect(ports).toHaveLength(1);
      expect(
        ports.filter((port) => playgrounds.windows.some((window) => window.port === port)),
      ).toEqual([]);
      await second.stop();
      for (const port of ports) expect(await canConnect("127.0.0.1", port)).toBe(false);
      for (const { processId } of second.windows) expect(isAlive(processId)).toBe(false);
    },
    2 * PATIENCE,
  );

  it(
    "comes by itself when the bot is killed",
    async () => {
      const parent = fork(new URL("./killed-parent.mjs", import.meta.url), [
        programFile.pathname,
        botEndpoint,
      ]);
      const [{ childId }] = (await once(parent, "message")) as [{ childId: number }];
      expect(isAlive(childId)).toBe(true);
      await kill(parent);
      await expect.poll(() => isAlive(childId), { timeout: PATIENCE, interval: 50 }).toBe(false);
    },
    2 * PATIENCE,
  );

  it(
    "is told when nobody asked for it",
    async () => {
      const ended: string[] = [];
      const third = await startPlaygrounds({
        tenant: await loadSingleTenant(),
        botEndpoint,
        dataDir,
        programFile,
        onEnd: (persona) => ended.push(persona.key),
      });
      process.kill(third.windows[0]?.processId ?? 0, "SIGKILL");
      await expect.poll(() => ended, { timeout: PATIENCE, interval: 50 }).toEqual(["riley"]);
      await third.stop();
      expect(ended).toEqual(["riley"]);
    },
    2 * PATIENCE,
  );
});

describe("a Playground that does not start", () => {
  it("is a failure that says what to do, and no more than that", async () => {
    const broken = await startPlaygrounds({
      tenant: await loadSingleTenant(),
      botEndpoint,
      dataDir,
      programFile: new URL("./no-such-program.mjs", import.meta.url),
    });
    expect(broken.windows).toEqual([]);
    expect(broken.failures).toHaveLength(1);
    expect(broken.failures[0]?.message).toMatch(
      /^The Playground window of Riley Chen did not start/,
    );
    expect(broken.failures[0]?.message).toMatch(/PLAYGROUND=off\.$/);
    await broken.stop();
  });
});

function windowOf(key: string) {
  const found = playgrounds.windows.find((window) => window.persona.key === key);
  if (!found) throw new Error(`no window of ${key}`);
  return found;
}

function statusOf(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path: "/_debug/ping", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("timeout", () => socket.destroy()).on("error", () => undefined);
    socket.on("close", () => resolve(false));
  });
}

function isAlive(processId: number | undefined): boolean {
  try {
    return process.kill(processId ?? 0, 0);
  } catch {
    return false;
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
