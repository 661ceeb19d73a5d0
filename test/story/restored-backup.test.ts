import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { walkTrail } from "../../src/service/walk-trail.js";
import { type Backup, backUpStore } from "../../src/store/lowdb/back-up-store.js";
import { allSummaries } from "../builders/all-summaries.js";
import { cardIn, verbsOf } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, chat, said } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let sam: ListeningUser;
let ada: ListeningUser;
let riley: ListeningUser;
let place: string;
let backup: string;

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "riskgate-backup-"));
  backup = join(place, "backup");
  bot = await RunningBot.start();
  [sam, ada, riley] = await bot.installed("sam", "ada", "riley");
  await riley.say('request "Finance Data" because quarterly close');
  await approvalCard(sam);
  await bot.quiet();
});
afterEach(async () => {
  await bot.stop();
  rmSync(place, { recursive: true, force: true });
});

/** A copy of the running bot, checked as `node dist/backup.js` checks it. */
function backUp(): Promise<Backup> {
  const check: Parameters<typeof backUpStore>[0]["check"] = async (trail, now) => {
    const { problems } = await walkTrail(trail, now);
    return problems.map(({ place: where, what }) => `${where}: ${what}`);
  };
  return backUpStore({ from: bot.folder, to: backup, check });
}

async function restore(): Promise<void> {
  await bot.halt();
  rmSync(bot.folder, { recursive: true });
  cpSync(backup, bot.folder, { recursive: true });
  await bot.open();
}

const ready = async () => JSON.stringify(await (await fetch(`${bot.url}/readyz`)).json());
const posts = () => bot.connector.requests.length;

it("S D1 N2 a restored backup decides nothing and sends nothing until an administrator goes on, and never reopens what was decided since", async () => {
  await backUp();
  const card = await approvalCard(sam);
  await sam.click(card, "deny", { justification: "No" });
  expect((await bot.request("R-1001")).state).toBe("denied");
  await restore();

  // Ready, so that what asks here lets the administrator through to it.
  expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
  expect(await ready()).toContain('"store":"held"');
  expect(await ready()).toContain("restored from a backup");
  expect((await bot.post({})).status).not.toBe(202);
  const told = bot.logLines.filter((line) => /restored copy|could not be removed/.test(line));
  expect(told).toEqual([expect.stringContaining("it waits for an administrator")]);
  const before = posts();
  bot.clock.forward(30 * 86_400_000);
  await sam.click(card, "approve", { justification: "Yes" });
  expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  expect(posts()).toBe(before);
  expect(await ask(riley, "restore", /do not know/)).not.toContain("backup");
  expect(await ask(sam, "restore confirm keep all", /do not know/)).not.toContain("backup");

  const report = await ask(ada, "restore", /restored from a backup/);
  expect(report).toContain("Open in the backup, and perhaps decided since: R-1001.");
  expect(await ask(ada, "restore confirm keep R-1077", /not open/)).toContain(
    "Nothing was changed",
  );
  expect((await bot.request("R-1001")).state).toBe("pendingApproval");
  expect(await ask(ada, "restore confirm keep none", /Confirmed/)).toContain("Canceled: 1");
  expect((await bot.request("R-1001")).state).toBe("canceled");
  await eventually(async () => !(await ready()).includes('"held"'));
  const late = await sam.click(card, "approve", { justification: "Yes" });
  expect(verbsOf(cardIn(late))).not.toContain("approve");
  const events = await bot.riskgate.context.store.events("person", ada.objectId);
  expect(events.map(({ type }) => type)).toContain("restoreConfirmed");
  const { auditTrail } = bot.riskgate.context;
  expect((await walkTrail(auditTrail, () => bot.riskgate.context.store.now())).problems).toEqual(
    [],
  );
}, 60_000);

it("I2 U1 what is kept goes on, and numbers that were given out since do not come again", async () => {
  await backUp();
  await bot.user("leo").say('request "Finance Data" because audit');
  await eventually(() => bot.request("R-1002").catch(() => undefined));
  await restore();
  const report = await ask(ada, "restore confirm keep R-1001", /Confirmed/);
  expect(report).toContain("Kept: 1. Canceled: 0.");
  const card = await approvalCard(sam);
  await sam.click(card, "approve", { justification: "Spoke to the person" });
  expect((await bot.request("R-1001")).stages[0]?.outcome?.reviewResult).toBe("Approved");
  await bot.user("leo").say('request "Finance Data" because audit');
  const { store } = bot.riskgate.context;
  await eventually(async () => (await allSummaries(store)).length === 2);
  const ids = (await allSummaries(store)).map(({ id }) => Number(id.slice(2)));
  expect(Math.max(...ids)).toBeGreaterThan(2_000);
}, 60_000);

it.each([
  {
    part: "requestor",
    who: "ada",
    text: 'request "Customer Records" for riley@contoso.example because x',
  },
  {
    part: "target",
    who: "riley",
    text: 'request "Customer Records" for ada@contoso.example because x',
  },
])(
  "V4 D1 N3 U1 what the administrator who goes on is $part of never stays open, and is named to nobody by it",
  async ({ who, text }) => {
    await bot.user(who).say(text.replace("because x", "because quarterly close"));
    const card = await approvalCard(sam, "R-1002");
    await bot.quiet();
    await backUp();
    await sam.click(card, "deny", { justification: "No" });
    await restore();

    expect(await ask(ada, "restore", /restored from a backup/)).not.toContain("R-1002");
    const refused = await ask(ada, "restore confirm keep R-1002", /not open/);
    expect(refused).toContain("Nothing was changed");
    const told = await ask(ada, "restore confirm keep all", /Confirmed/);
    expect(told).toContain("Kept: 1. Canceled: 0.");
    expect(await bot.request("R-1002")).toMatchObject({
      state: "canceled",
      endReason: "restoredFromBackup",
    });
    expect((await bot.request("R-1001")).state).toBe("pendingApproval");
    const late = await sam.click(card, "approve", { justification: "Yes" });
    expect(said(late)).toContain("Withdrawn");
    expect(verbsOf(cardIn(late))).not.toContain("approve");
    for (const user of [ada, riley]) await eventually(() => chat(user).includes("was withdrawn"));
    const { store } = bot.riskgate.context;
    const ended = (await store.events("request", "R-1002")).find(
      ({ type }) => type === "endedByRestore",
    );
    expect(ended).toMatchObject({ actor: { kind: "system" }, details: { requestId: "R-1002" } });
    const confirmed = (await store.events("person", ada.objectId)).filter(
      ({ type }) => type === "restoreConfirmed",
    );
    expect(confirmed).toHaveLength(1);
    expect(JSON.stringify(confirmed)).not.toContain("R-1002");
  },
  60_000,
);

it("U1 a backup that does not fit its anchors leaves nothing, and one that exists is not overwritten", async () => {
  const refuse = backUpStore({
    from: bot.folder,
    to: backup,
    check: async () => ["R-1001: it is gone"],
  });
  await expect(refuse).rejects.toThrow("R-1001: it is gone");
  await backUp();
  await expect(backUp()).rejects.toThrow("is there already");
  const inside = { from: bot.folder, to: join(bot.folder, "x"), check: async () => [] };
  await expect(backUpStore(inside)).rejects.toThrow("inside the data folder");
}, 60_000);
