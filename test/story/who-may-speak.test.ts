import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { textIn } from "../connector/card-reading.js";
import { TeamsUser } from "../connector/people-on-teams.js";
import { sendRaw } from "../http/raw-connection.js";
import { FORGED_TOKENS } from "../tokens/forged-tokens.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { asTenant, demoTenantFile, RunningBot } from "./running-bot.js";
import { APP_ID, CHANNEL_ISSUER, createTestTrust } from "./test-trust.js";

const TENANT = asTenant(demoTenantFile());

let issuer: LocalIssuer;
let bot: RunningBot;
let good: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  // The SDK prints what it refuses; nothing of it is ours.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  issuer = await LocalIssuer.start(["msteams", "webchat"]);
  await issuer.addKey("of-slack", ["slack"]);
  await issuer.addKey("of-nobody");
  bot = await RunningBot.start({ trust: createTestTrust(issuer) });
  good = { iss: CHANNEL_ISSUER, aud: APP_ID, serviceurl: bot.connector.serviceUrl };
});

afterAll(async () => {
  await bot.stop();
  await issuer.stop();
  vi.restoreAllMocks();
});

/** A bot of its own, whose security log nobody else has filled. */
async function startAnew(): Promise<RunningBot> {
  const other = await RunningBot.start({ trust: createTestTrust(issuer) });
  onTestFinished(() => other.stop());
  return other;
}

/** Riley in Teams; the header goes with everything that he sends. */
function riley(authorization: string | undefined, at = bot, who = "riley"): TeamsUser {
  const { objectId, name } = at.user(who);
  return new TeamsUser({
    botUrl: `${at.url}/api/messages`,
    connector: at.connector,
    tenantId: TENANT.tenantId,
    objectId,
    name,
    ...(authorization !== undefined && { authorization }),
  });
}

const click = (verb = "open") => ({
  type: "invoke",
  name: "adaptiveCard/action",
  value: { action: { type: "Action.Execute", verb, data: {} }, trigger: "manual" },
});

function securityReasons(at: RunningBot): unknown[] {
  return at.logLines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ channel }) => channel === "security")
    .map(({ reason }) => reason);
}

describe("with bot credentials", () => {
  test("a person whose activity Teams has signed is heard", async () => {
    const user = riley(`Bearer ${await issuer.mint(good)}`);
    const answer = await user.send(click("unheardOf"));
    expect(answer.status).toBe(200);
    expect(textIn(answer)).toMatch(/another version/);
    await user.install();
    const { store } = bot.riskgate.context;
    expect((await store.load("person", user.objectId))?.value.isInstalled).toBe(true);
  });

  test.each(FORGED_TOKENS)("a token $name is a bare 401 and changes nothing", async (forged) => {
    const before = await bot.stored();
    const sent = bot.connector.requests.length;
    const user = riley(`Bearer ${await forged.mint(issuer, good)}`);
    expect(await user.uninstall()).toEqual({ status: 401, body: undefined });
    expect(await user.send(click())).toEqual({ status: 401, body: undefined });
    expect(await bot.stored()).toEqual(before);
    expect(bot.connector.requests).toHaveLength(sent);
  });

  test.each([
    ["no token", undefined],
    ["an empty header", ""],
    ["another scheme", "Basic cmlsZXk6c2VjcmV0"],
  ])("%s is a bare 401", async (_name, authorization) => {
    expect(await riley(authorization).say("help")).toEqual({ status: 401, body: undefined });
  });

  test("nobody who proves nothing has a body read", async () => {
    const forged = await issuer.mint({ ...good, aud: "somebody else" });
    for (const more of [[], [`Authorization: Bearer ${forged}`]]) {
      const head = ["POST /api/messages HTTP/1.1", "Host: localhost", ...more];
      const body = ["Content-Type: application/json", "Content-Length: 200000"];
      const answer = await sendRaw(Number(new URL(bot.url).port), [...head, ...body]);
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    }
  });

  test.each([
    ["another service URL than the token's", { serviceUrl: "http://127.0.0.1:1/" }],
    ["no service URL", { serviceUrl: undefined }],
    ["another channel", { channelId: "webchat" }],
    ["the channel inside Azure", { channelId: "AseChannel" }],
    ["the Emulator's channel", { channelId: "emulator" }],
  ])("a real token does not speak for %s", async (_name, overrides) => {
    const user = riley(`Bearer ${await issuer.mint(good)}`);
    expect((await user.send({ ...click(), ...(overrides as object) })).status).toBe(401);
  });

  test.each(["of-slack", "of-nobody"])(
    "a key that is endorsed for other channels alone, or for none, does not speak for Teams: %s",
    async (keyId) => {
      const user = riley(`Bearer ${await issuer.mint(good, { keyId })}`);
      expect((await user.send(click())).status).toBe(401);
    },
  );

  test("a foreign service URL is refused even when it is signed, and gets neither token nor card", async () => {
    const sent = bot.connector.requests.length;
    const serviceurl = `${bot.connector.serviceUrl}evil/`;
    const user = riley(`Bearer ${await issuer.mint({ ...good, serviceurl })}`);
    const answer = await user.say("help", { serviceUrl: serviceurl });
    expect(answer).toEqual({ status: 400, body: undefined });
    expect(bot.connector.requests).toHaveLength(sent);
  });

  test.each([
    ["another tenant", { conversation: { id: "a:1", tenantId: APP_ID } }],
    ["no object id", { from: { id: "29:riley", name: "Riley" } }],
  ])("a signed activity of %s is answered neutrally and changes nothing", async (_n, other) => {
    const before = await bot.stored();
    const user = riley(`Bearer ${await issuer.mint(good)}`);
    const answer = await user.send({ ...click(), ...(other as object) });
    expect(textIn(answer)).toBe("This cannot be done here. Nothing was changed.");
    expect(await bot.stored()).toEqual(before);
  });

  test("U1 what was refused is in the security log, with the address and the reason", async () => {
    const other = await startAnew();
    await riley(undefined, other).say("help");
    await riley(`Bearer ${await issuer.mint({ ...good, aud: "x" })}`, other).say("help");
    const serviceurl = other.connector.serviceUrl;
    const authorization = `Bearer ${await issuer.mint({ ...good, serviceurl })}`;
    await riley(authorization, other).say("help", { channelId: "webchat" });
    await riley(authorization, other).say("help", { from: { id: "29:x", name: "X" } });
    const reasons = ["tokenMissing", "tokenAudience", "otherChannel", "noObjectId", "unauthorized"];
    expect(new Set(securityReasons(other))).toEqual(new Set(reasons));
    expect(other.logLines.join("")).toMatch(/"actor":"(::ffff:)?127\.0\.0\.1"/);
  });

  test("an outage of the key server lets nobody in, and asks it once", async () => {
    const keyless = await LocalIssuer.start(["msteams"]);
    onTestFinished(() => keyless.stop());
    keyless.behaviour = "fail";
    const { teams, ...callers } = createTestTrust(issuer);
    const trust = { ...teams.trust, metadataUrl: keyless.metadataUrl };
    const other = await RunningBot.start({ trust: { teams: { ...teams, trust }, ...callers } });
    onTestFinished(() => other.stop());
    const user = riley(`Bearer ${await keyless.mint(good)}`, other);
    for (let count = 0; count < 5; count += 1) expect((await user.say("help")).status).toBe(401);
    expect(keyless.requests).toBe(1);
    expect(securityReasons(other)).toContain("keysUnavailable");
  });

  test("one person who writes without end is held back, and another is not", async () => {
    const authorization = `Bearer ${await issuer.mint(good)}`;
    const user = riley(authorization);
    const texts: string[] = [];
    // Many at once: what is regained meanwhile is less on any machine.
    for (let round = 0; round < 5 && !texts.some((text) => text.includes("faster")); round += 1) {
      const clicks = Array.from({ length: 200 }, () => user.send(click("unheardOf")));
      texts.push(...(await Promise.all(clicks)).map((answer) => `${textIn(answer)}`));
    }
    expect(texts).toContainEqual(expect.stringContaining("faster than I can answer"));
    const sam = riley(authorization, bot, "sam");
    expect(textIn(await sam.send(click("unheardOf")))).toMatch(/another version/);
  });

  test("figures are for this machine alone, and requests want a token", async () => {
    const headers = { "X-Forwarded-For": "203.0.113.9" };
    expect((await fetch(`${bot.url}/metrics`, { headers })).status).toBe(403);
    expect((await bot.post({})).status).toBe(401);
  });

  test("no log has a token or a word that somebody wrote", async () => {
    const [real, forged] = [await issuer.mint(good), await issuer.mint({ ...good, aud: "x" })];
    await riley(`Bearer ${real}`, bot, "sam").say("status sesame-open");
    await riley(`Bearer ${forged}`).say("status sesame-open");
    const log = bot.logLines.join("");
    for (const part of [...real.split("."), ...forged.split(".")]) expect(log).not.toContain(part);
    expect(log).not.toContain("sesame");
  });
});
