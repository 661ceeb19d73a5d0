import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const demo = new Variation();

let bot: RunningBot;
afterEach(() => bot.stop());

function form(person: string, packageName: string, justification = "quarterly close") {
  return {
    accessPackageAssignmentRequestId: randomUUID(),
    requestor: { objectId: demo.id(person) },
    accessPackage: { id: demo.packageId(packageName) },
    justification,
  };
}

const get = async (path: string) => {
  const response = await fetch(`${bot.url}${path}`);
  return { status: response.status, text: await response.text() };
};

describe("a request over HTTP", () => {
  it("P1 P3 F1 I2 goes the whole way, and its number and state are those of the chat", async () => {
    bot = await RunningBot.start();
    const [riley, sam, morgan] = await bot.installed("riley", "sam", "morgan");
    const body = form("riley", "Finance Data");
    const answer = await bot.post(body);
    expect(answer).toEqual({ status: 202, body: { id: "R-1001", state: "pendingApproval" } });
    await eventually(() => chat(riley).includes("R-1001"));
    await sam.click(await approvalCard(sam), "approve", { justification: "ok" });
    await morgan.click(await approvalCard(morgan), "approve");
    await eventually(() => chat(riley).includes("You now have access to Finance Data."));
    expect(await bot.post(body)).toEqual({
      status: 200,
      body: { id: "R-1001", state: "delivered" },
    });
    const without = await bot.post(form("omar", "Travel Portal"));
    expect(without.status).toBe(202);
    await eventually(
      async () => (await bot.request(String(without.body.id))).state === "delivered",
    );
  });

  it("V1 an answer says nothing of a risk review", async () => {
    bot = await RunningBot.start();
    const risky = await bot.post(form("riley", "Finance Data"));
    const calm = await bot.post(form("omar", "Finance Data"));
    expect(Object.keys(risky.body)).toEqual(Object.keys(calm.body));
    expect(risky.body.state).toBe(calm.body.state);
  });

  it("I2 survives a restart: the same key is the same request", async () => {
    bot = await RunningBot.start();
    const body = form("riley", "Finance Data");
    await bot.post(body);
    await bot.halt();
    await bot.open();
    expect(await bot.post(body)).toMatchObject({ status: 200, body: { id: "R-1001" } });
    expect((await bot.post({ ...body, justification: "other" })).status).toBe(409);
    const next = await bot.post(form("leo", "Finance Data"));
    expect(next.status).toBe(202);
    expect(next.body.id).not.toBe("R-1001");
  });
});

describe("health", () => {
  it("contract: healthz and readyz answer 200, readyz 503 with the reason while due work is behind", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    bot = await RunningBot.start({
      fulfilment: (real) => ({
        handOver: async (request, now) => {
          await gate;
          return real.handOver(request, now);
        },
      }),
    });
    expect(await get("/healthz")).toEqual({ status: 200, text: '{"status":"ok"}' });
    expect((await get("/readyz")).status).toBe(200);
    await bot.post(form("omar", "Travel Portal"));
    await eventually(async () => (await bot.request("R-1001")).state === "approved");
    bot.clock.forward(20 * SECOND);
    const behind = await get("/readyz");
    expect([behind.status, behind.text]).toEqual([503, expect.stringContaining("behind")]);
    expect((await get("/healthz")).status).toBe(200);
    release();
    await eventually(async () => (await get("/readyz")).status === 200);
  });

  it("contract: the figures tell how long commits take", async () => {
    bot = await RunningBot.start();
    const commits = async () => {
      const { text } = await get("/metrics");
      return Number(/^riskgate_commit_seconds_count (\d+)$/m.exec(text)?.[1]);
    };
    const before = await commits();
    await bot.post(form("omar", "Travel Portal"));
    expect(await commits()).toBeGreaterThan(before);
  });

  it("contract: an unknown route is 404 with an error, and says nothing of the inside", async () => {
    bot = await RunningBot.start();
    const { status, text } = await get("/api/nothing");
    expect([status, JSON.parse(text).error.code]).toEqual([404, "notFound"]);
    expect(text).not.toMatch(/restify|node_modules|\bat \S+:\d/);
  });
});

describe("fulfilment", () => {
  it("F1 N1 V1 a hand-over that fails is retried, told to administrators, and done once in the end", async () => {
    let isDown = true;
    const done: string[] = [];
    bot = await RunningBot.start({
      fulfilment: () => ({
        handOver: async (request) => {
          if (isDown) throw new Error("secret words of Entra");
          done.push(request.id);
        },
      }),
    });
    const [omar, ada] = await bot.installed("omar", "ada");
    await omar.say('request "Travel Portal"');
    for (let i = 0; i < 8 && !chat(ada).includes("cannot be handed over"); i += 1) {
      await eventually(
        async () => ((await bot.riskgate.context.store.nextDueAt()) ?? 0) > bot.clock.now(),
      );
      bot.clock.forward(6 * MINUTE);
      await eventually(
        async () => ((await bot.riskgate.context.store.nextDueAt()) ?? 0) > bot.clock.now(),
      );
    }
    await eventually(() => chat(ada).includes("cannot be handed over"));
    await eventually(() => chat(omar).includes("could not be set up yet"));
    expect(chat(ada).match(/⚠/g)?.length).toBeLessThanOrEqual(4);
    isDown = false;
    bot.clock.forward(6 * MINUTE);
    await eventually(() => chat(omar).includes("You now have access to Travel Portal."));
    await bot.halt();
    await bot.open();
    await bot.quiet();
    expect(done).toEqual(["R-1001"]);
    expect(bot.logLines.join("")).not.toContain("secret words");
  });
});
