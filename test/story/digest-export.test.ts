import { afterEach, expect, it, vi } from "vitest";
import { verifyExport } from "../../src/audit/verify-export.js";
import { eventually } from "../connector/eventually.js";
import { textOf } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const PATIENCE = { timeoutMs: 25_000 };
vi.setConfig({ testTimeout: 90_000 });
const PACKAGES = ["Payroll Export", "Finance Data"];
const REQUESTORS = ["riley", "sam", "ada", "ingrid", "kwame", "priya"];
const COUNT = PACKAGES.length * REQUESTORS.length;

let bot: RunningBot;
afterEach(() => bot.stop());

/** Twelve requests, two of them Ada's, come to Morgan in one message: he had removed the app, and installs it again. */
async function readDigest(): Promise<void> {
  const variation = new Variation();
  variation.file.riskyUsers = [];
  variation.file.insiderRiskLevels = [];
  for (const name of PACKAGES)
    variation.policy(name).stages = [{ ...variation.stage(["morgan"], ["omar"]) }];
  bot = await RunningBot.start({ tenant: variation.tenant(), sendLimits: "teams" });
  const [morgan] = await bot.installed("morgan", "omar");
  await eventually(() => morgan.messages().length === 1, PATIENCE);
  await morgan.uninstall();
  for (const packageName of PACKAGES) {
    const found = bot.tenant.accessPackages.find((p) => p.displayName === packageName);
    for (const name of REQUESTORS)
      await bot.post({
        accessPackageAssignmentRequestId: crypto.randomUUID(),
        requestor: { objectId: bot.user(name).objectId },
        accessPackage: { id: found?.id },
        justification: "quarterly close",
      });
  }
  await eventually(() => areRowsOf(morgan, "failed"), PATIENCE);
  await morgan.install();
  await eventually(() => areRowsOf(morgan, "delivered"), PATIENCE);
}

async function areRowsOf(person: ListeningUser, state: string): Promise<boolean> {
  for (let i = 1; i <= COUNT; i += 1) {
    const { notices } = await bot.request(`R-${1000 + i}`);
    const row = notices.find((n) => n.recipient === person.objectId && n.kind === "approvalCard");
    if (row?.state !== state) return false;
  }
  return true;
}

async function exportFor(person: ListeningUser): Promise<string> {
  await person.say("audit export");
  const link = await eventually(() => {
    const words = person
      .messages()
      .map(textOf)
      .find((text) => text.includes(".jsonl: "));
    return /http:\S+\/downloads\/[\w-]+/.exec(words ?? "")?.[0];
  }, PATIENCE);
  return (await fetch(link)).text();
}

it("V1 V4 an export does not tell an administrator who was asked about his own request, together with others", async () => {
  await readDigest();
  const [ada, fatima] = await bot.installed("ada", "fatima");
  const forAda = await exportFor(ada);
  const own = ["R-1003", "R-1009"];
  for (const id of own) expect((await bot.request(id)).requestor.id).toBe(ada.objectId);
  expect(forAda).not.toMatch(new RegExp(own.join("|")));
  expect(forAda).toContain('"withheld":"requests"');
  expect(verifyExport(Buffer.from(forAda))).toMatchObject({ isIntact: true, problems: [] });
  expect(await exportFor(fatima)).toMatch(/"details":\{[^}]*"rows":\[.*"type":"digestPlanned"/);
});
