import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createSigningKeys,
  KEYS_COOLDOWN,
  KEYS_FRESH,
  KEYS_KEPT,
  type SigningKeys,
} from "../../src/tokens/signing-keys.js";
import { verifyToken } from "../../src/tokens/verify-token.js";
import { LocalIssuer } from "./local-issuer.js";

let issuer: LocalIssuer;
let keys: SigningKeys;
let instant: number;

beforeEach(async () => {
  issuer = await LocalIssuer.start();
  instant = 1_000_000;
  keys = createSigningKeys({ metadataUrl: issuer.metadataUrl, now: () => instant });
});

afterEach(() => issuer.stop());

/** "ok", or why not. */
async function check(keyId = "key-1"): Promise<string> {
  const token = await issuer.mint({ iss: "issuer", aud: "bot" }, { keyId });
  const rules = { keys, issuers: ["issuer"], audiences: ["bot"], clockTolerance: 60 };
  const verified = await verifyToken(token, rules);
  return verified.ok ? "ok" : verified.problem;
}

describe("the keys of an issuer", () => {
  test("are read once, however many tokens come in at the same time", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => check()));
    expect(new Set(all)).toEqual(new Set(["ok"]));
    expect(issuer.requests).toBe(2);
  });

  test("are read again when a token names a new one, and the old one goes with them", async () => {
    expect(await check()).toBe("ok");
    await issuer.addKey("key-2");
    issuer.withdrawKey("key-1");
    instant += KEYS_COOLDOWN;
    expect(await check("key-2")).toBe("ok");
    expect(await check("key-1")).toBe("tokenKey");
  });

  test("that are withdrawn are believed for an hour at most while the key server answers", async () => {
    expect(await check()).toBe("ok");
    await issuer.addKey("key-2");
    issuer.withdrawKey("key-1");
    instant += KEYS_FRESH;
    expect(await check("key-1")).toBe("tokenKey");
  });

  test("are not asked for by every token with an unknown key", async () => {
    expect(await check()).toBe("ok");
    await issuer.addKey("key-2");
    issuer.withdrawKey("key-2");
    for (let count = 0; count < 20; count += 1) expect(await check("key-2")).toBe("tokenKey");
    expect(issuer.requests).toBe(2);
    instant += KEYS_COOLDOWN;
    for (let count = 0; count < 20; count += 1) expect(await check("key-2")).toBe("tokenKey");
    expect(issuer.requests).toBe(4);
  });

  test.each(["fail", "nonsense"] as const)(
    "outlive an outage of a day, and nothing is believed after it (%s)",
    async (behaviour) => {
      expect(await check()).toBe("ok");
      issuer.behaviour = behaviour;
      instant += KEYS_KEPT - 1;
      expect(await check()).toBe("ok");
      instant += KEYS_COOLDOWN;
      expect(await check()).toBe("keysUnavailable");
      issuer.behaviour = "answer";
      instant += KEYS_COOLDOWN;
      expect(await check()).toBe("ok");
    },
  );

  test("that were never read let nobody in, and the key server is not asked for every token", async () => {
    issuer.behaviour = "fail";
    for (let count = 0; count < 20; count += 1) expect(await check()).toBe("keysUnavailable");
    expect(issuer.requests).toBe(1);
  });

  test("are not waited for without end when the key server hangs", async () => {
    issuer.behaviour = "hang";
    expect(await check()).toBe("keysUnavailable");
  });

  test.each(["http://keys.example/metadata", "file:///etc/passwd", "no address"])(
    "are not read from %s",
    async (metadataUrl) => {
      keys = createSigningKeys({ metadataUrl });
      expect(await check()).toBe("keysUnavailable");
    },
  );
});
