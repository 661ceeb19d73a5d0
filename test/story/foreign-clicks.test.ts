import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type CardNode,
  cardIn,
  cardOf,
  textIn,
  textsOf,
} from "../connector/card-reading.js";
import { approvalCard, ask, card } from "./chat-reading.js";
import { asTenant, type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Two administrators, so that a change can be shown to the other one. */
function tenant() {
  const variation = new Variation();
  for (const role of variation.file.directoryRoles)
    if (role.displayName === "Identity Governance Administrator")
      role.memberIds = [variation.id("ada"), variation.id("kwame")];
  return asTenant(variation.file);
}

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let kwame: ListeningUser;
let leo: ListeningUser;
let samsToken: string;
let confirmToken: string;
let attempts = 0;

beforeAll(async () => {
  bot = await RunningBot.start({ tenant: tenant() });
  [riley, sam, ada, kwame, leo] = await bot.installed("riley", "sam", "ada", "kwame", "leo");
  await riley.say('request "Finance Data" because quarterly close');
  samsToken = tokenOf(cardOf(await approvalCard(sam)));
  await ask(ada, "settings id-protection level high");
  confirmToken = tokenOf(cardOf(await card(ada, "confirm")));
  await bot.quiet();
});
afterAll(() => bot.stop());

function tokenOf(shown: CardNode | undefined): string {
  const token = /"t":"([\w-]{16,})"/.exec(JSON.stringify(shown))?.[1];
  if (token === undefined) throw new Error("the card has no token");
  return token;
}

/** A click as any client can make it, from any message. */
function click(user: ListeningUser, verb: string, data: unknown): Promise<Answer> {
  const action = { type: "Action.Execute", verb, data };
  const value = { action, trigger: "manual" };
  return user.send({ type: "invoke", name: "adaptiveCard/action", replyToId: "1", value });
}

/** Every verb with what somebody else's card carries: who clicks, the verb, the data. */
const FOREIGN: readonly (readonly [string, string, () => unknown])[] = [
  ["leo", "approve", () => ({ r: "R-1001", t: samsToken, justification: "x" })],
  ["riley", "approve", () => ({ r: "R-1001", t: samsToken, justification: "x" })],
  ["kwame", "deny", () => ({ r: "R-1001", t: samsToken, justification: "x" })],
  ["sam", "approve", () => ({ r: "R-1001", t: `${samsToken}x`, justification: "x" })],
  ["sam", "deny", () => ({ r: "R-1002", t: samsToken, justification: "x" })],
  ["sam", "approve", () => ({ r: ["R-1001"], t: { toString: "x" } })],
  ["leo", "refresh", () => ({ r: "R-1001", t: samsToken })],
  ["leo", "refresh", () => ({ r: "R-1001" })],
  ["leo", "cancelRequest", () => ({ r: "R-1001" })],
  ["sam", "cancelRequest", () => ({ r: "R-1001" })],
  ["leo", "open", () => ({ l: "approvals", r: "R-1001" })],
  ["leo", "open", () => ({ l: "status", r: "R-1001" })],
  ["leo", "open", () => ({ l: "requests", r: "R-1001" })],
  ["leo", "page", () => ({ l: "requests", p: 1 })],
  ["leo", "page", () => ({ l: "deliveries", p: 1 })],
  ["riley", "page", () => ({ u: "R-1001", p: 1 })],
  ["riley", "page", () => ({ h: "idProtection", p: 1 })],
  ["riley", "withdrawRequest", () => ({ a: "R-1001", i: 0, n: 1, reason: "x" })],
  ["riley", "escalateNow", () => ({ a: "R-1001", i: 0, n: 1, reason: "x" })],
  ["riley", "resendCards", () => ({ a: "R-1001", i: 0, n: 1, reason: "x" })],
  ["riley", "retryDeliveries", () => ({ n: 1 })],
  ["riley", "editSettings", () => ({ c: "idProtection" })],
  ["riley", "saveSettings", () => ({ c: "idProtection", v: 0, f: "form" })],
  ["kwame", "confirm", () => ({ s: "idProtection", t: confirmToken })],
  ["leo", "confirm", () => ({ s: "idProtection", t: confirmToken })],
  ["ada", "confirm", () => ({ s: "insiderRisk", t: confirmToken })],
  ["leo", "discard", () => ({ s: "idProtection", t: confirmToken })],
  ["leo", "submitRequest", () => ({ f: {}, accessPackage: "x" })],
  ["leo", "constructor", () => ({})],
];

/** The requests and the settings as they are stored. */
async function kept(): Promise<[string, string][]> {
  const files = Object.entries(await bot.stored());
  return files.filter(([path]) => /^\/(?:requests|control-configurations)\//.test(path));
}

describe("U1 a click with what stands on somebody else's card", () => {
  it.each(FOREIGN)("by %s, verb %s, changes nothing and tells nothing", async (who, verb, data) => {
    const people: Record<string, ListeningUser> = { riley, sam, ada, kwame, leo };
    const clicker = people[who];
    if (!clicker) throw new Error(who);
    const before = await bot.stored();
    const answer = await click(clicker, verb, data());
    attempts += 1;
    expect(answer.status).toBe(200);
    expect([cardIn(answer), textIn(answer)]).toEqual([undefined, expect.any(String)]);
    expect(textIn(answer)).not.toMatch(/Finance|Riley|risk|quarterly/i);
    expect(await bot.stored()).toEqual(before);
  });

  it.each([
    ["riley", "approve R-1001 because mine"],
    ["leo", "deny R-1001 because mine"],
    ["sam", "deny R-7777 because mine"],
    ["leo", "cancel R-1001"],
    ["ada", "cancel R-7777 because mine"],
    ["leo", "status R-1001"],
  ])("words by %s count as such a click: %s", async (who, text) => {
    const people: Record<string, ListeningUser> = { riley, sam, ada, leo };
    const writer = people[who];
    if (!writer) throw new Error(who);
    const before = await bot.stored();
    expect(await ask(writer, text, /do not find/)).not.toMatch(/Finance|Riley|risk|quarterly/i);
    attempts += 1;
    expect(await bot.stored()).toEqual(before);
  });

  it("D6 from the right person in another conversation: what has a token does nothing, what has none is his there too", async () => {
    const elsewhere = (user: ListeningUser, verb: string, data: object) => {
      const { tenantId } = bot.tenant;
      const conversation = { id: "a:another", conversationType: "personal", tenantId };
      const value = { action: { verb, data } };
      const invoke = { type: "invoke", name: "adaptiveCard/action", value };
      return user.send({ ...invoke, conversation: conversation as never });
    };
    const before = await kept();
    for (const [who, verb, data] of [
      [sam, "approve", { r: "R-1001", t: samsToken, justification: "x" }],
      [sam, "deny", { r: "R-1001", t: samsToken, justification: "x" }],
      [sam, "refresh", { r: "R-1001", t: samsToken }],
      [ada, "confirm", { s: "idProtection", t: confirmToken }],
      [ada, "discard", { s: "idProtection", t: confirmToken }],
    ] as const) {
      attempts += 1;
      expect(textIn(await elsewhere(who, verb, data))).toMatch(
        /not yours to use|cannot be used here/,
      );
    }
    expect(await kept()).toEqual(before);
    // As `status`, `requests` and `cancel` do, wherever they are typed.
    const own = cardIn(await elsewhere(riley, "refresh", { r: "R-1001" }));
    expect(textsOf(own).join()).toContain("Finance Data");
    const details = cardIn(await elsewhere(ada, "open", { l: "requests", r: "R-1001" }));
    expect(textsOf(details).join()).toContain("Riley Chen");
    expect(await kept()).toEqual(before);
    await elsewhere(riley, "cancelRequest", { r: "R-1001" });
    expect((await bot.request("R-1001")).state).toBe("canceled");
  });

  it("is in the security log, every time, and every verb was tried", async () => {
    const source = readFileSync(
      new URL("../../src/teams/clicks/handle-click.ts", import.meta.url),
      "utf8",
    );
    const verbs = [...source.matchAll(/case "(\w+)":/g)].map(([, verb]) => verb);
    const tried = new Set(FOREIGN.map(([, verb]) => verb));
    expect(verbs.filter((verb) => verb !== undefined && !tried.has(verb))).toEqual([]);
    await bot.halt();
    const lines = bot.logLines
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ channel }) => channel === "security");
    const counted = lines.map(({ suppressed }) =>
      typeof suppressed === "number" ? suppressed : 1,
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(attempts);
  });
});
