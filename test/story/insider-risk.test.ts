import { afterEach, describe, expect, it } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { eventually } from "../connector/eventually.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { approvalCard, chat, said, textOf } from "./chat-reading.js";
import { type BotOptions, type ListeningUser, RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';
const EVIDENCE = /risk|insider|purview|elevated|minor/i;

let bot: RunningBot;
afterEach(() => bot?.stop());

const server = usePostgres();

const stores: readonly (readonly [string, () => Promise<BotOptions>])[] = [
  ["the embedded store", async () => ({})],
  [
    "PostgreSQL",
    async () => {
      const url = await server().createDatabase();
      return { openStore: (tenantId, clock) => openPostgresStore({ url, tenantId, clock }) };
    },
  ],
];

function isoIn(ms: number): string {
  return new Date(bot.clock.now() + ms).toISOString();
}

async function report(user: ListeningUser, body: object): Promise<number> {
  const answer = await fetch(`${bot.url}/api/insider-risk/${user.objectId}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ source: "Purview export", ...body }),
  });
  return answer.status;
}

describe.each(stores)("reported levels in %s", (_name, options) => {
  it("E1 E4 V1 V2 outlast a restart, stand on the approver's card with where they come from, and are hidden from the requestor", async () => {
    bot = await RunningBot.start(await options());
    const [leo, , kwame] = await bot.installed("leo", "ingrid", "kwame");
    expect(await report(leo, { level: "elevated", expirationDateTime: isoIn(9 * DAY) })).toBe(200);
    await bot.halt();
    await bot.open();
    await leo.say(ASK);
    const card = await approvalCard(kwame);
    expect(textOf(card)).toMatch(/Elevated insider risk/);
    expect(textOf(card)).toMatch(/[Rr]eported by Purview export, received .*, valid until /);
    expect(card.activity.summary).not.toMatch(EVIDENCE);
    await kwame.click(card, "deny", { justification: "not now" });
    await eventually(() => chat(leo).includes("was not approved"));
    await bot.quiet();
    expect(bot.everythingFor(leo).filter((text) => EVIDENCE.test(text))).toEqual([]);
    const { auditTrail, store } = bot.riskgate.context;
    expect(await walkTrail(auditTrail, () => store.now())).toMatchObject({ isIntact: true });
    const events = await store.events("insiderRisk", leo.objectId);
    expect(events.map(({ type }) => type)).toEqual(["insiderRiskReported"]);
  });

  it("E3 a level that has expired is unknown: the stage is inserted, and the card says why", async () => {
    bot = await RunningBot.start(await options());
    const [leo, , kwame] = await bot.installed("leo", "ingrid", "kwame");
    await report(leo, { level: "minor", expirationDateTime: isoIn(DAY) });
    await leo.say(ASK);
    await eventually(async () => (await bot.request("R-1001")).stages.length > 0);
    expect((await bot.request("R-1001")).stages.map(({ source }) => source)).toEqual([undefined]);
    await leo.say("cancel R-1001");
    bot.clock.forward(2 * DAY);
    await leo.say(ASK);
    const text = textOf(await approvalCard(kwame, "R-1002"));
    expect(text).toContain("The insider risk level could not be read");
    expect(text).toMatch(/The level that was reported has expired.*minor until /s);
  });

  it("E3 D7 taken off the list he has level none, and an approval stands", async () => {
    bot = await RunningBot.start(await options());
    const [leo, , kwame] = await bot.installed("leo", "ingrid", "kwame");
    await report(leo, { level: "elevated", expirationDateTime: isoIn(DAY) });
    await leo.say(ASK);
    const card = await approvalCard(kwame);
    const answer = await fetch(`${bot.url}/api/insider-risk/${leo.objectId}`, { method: "DELETE" });
    expect(answer.status).toBe(200);
    const settled = said(await kwame.click(card, "approve", { justification: "fine" }));
    expect(settled).toMatch(/Approved by Kwame.*lower when decided/s);
  });
});

it("E3 of a source that nobody ever reported to nothing can be read; after the first report whom it does not name has level none", async () => {
  bot = await RunningBot.start({ signals: (real) => ({ ...real, reportedOnly: ["insiderRisk"] }) });
  const [leo] = await bot.installed("leo");
  const { signals } = bot.riskgate.context;
  const read = (id: string) => signals.read("insiderRisk", id, new AbortController().signal);
  const stranger = bot.user("omar").objectId;
  expect(await read(stranger)).toEqual({ kind: "failed", reason: "nothingReported" });
  expect(await report(leo, { level: "none" })).toBe(200);
  expect(await read(stranger)).toEqual({ kind: "notListed" });
  expect(await read(leo.objectId)).toEqual({ kind: "notListed" });
});

it("I1 a level of somebody whom the directory does not know is 404, and nothing is stored", async () => {
  bot = await RunningBot.start();
  const answer = await fetch(`${bot.url}/api/insider-risk/00000000-0000-4000-8000-000000000009`, {
    method: "DELETE",
  });
  expect(answer.status).toBe(404);
  const { store } = bot.riskgate.context;
  expect(await store.load("insiderRisk", "00000000-0000-4000-8000-000000000009")).toBeUndefined();
});

it("the command of local mode counts until the next report, and the report until the next command", async () => {
  bot = await RunningBot.start();
  const [leo] = await bot.installed("leo");
  const { signals } = bot.riskgate.context;
  const level = () => signals.read("insiderRisk", leo.objectId, new AbortController().signal);
  await report(leo, { level: "minor", expirationDateTime: isoIn(DAY) });
  bot.clock.forward(1_000);
  signals.set?.("insiderRisk", leo.objectId, "elevated");
  expect(await level()).toMatchObject({ kind: "listed", level: "elevated" });
  bot.clock.forward(1_000);
  await report(leo, { level: "moderate", expirationDateTime: isoIn(DAY) });
  expect(await level()).toMatchObject({ kind: "listed", level: "moderate" });
});
