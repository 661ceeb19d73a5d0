import { expect } from "vitest";
import { eventually } from "../connector/eventually.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

export const PATIENCE = { timeoutMs: 25_000 };
export const PACKAGES = ["Payroll Export", "Finance Data"];
export const REQUESTORS = ["riley", "sam", "ada", "ingrid", "kwame", "priya"];
export const COUNT = PACKAGES.length * REQUESTORS.length;

/** Twelve requests will wait for Morgan, more than he gets cards at once; omar is asked after him. */
export async function startForTwelve(): Promise<{
  bot: RunningBot;
  morgan: ListeningUser;
  omar: ListeningUser;
}> {
  const variation = new Variation();
  variation.file.riskyUsers = [];
  variation.file.insiderRiskLevels = [];
  for (const name of PACKAGES)
    variation.policy(name).stages = [
      {
        ...variation.stage(["morgan"], ["omar"]),
        durationBeforeEscalation: "P2D",
        durationBeforeAutomaticDenial: "P7D",
      },
    ];
  const bot = await RunningBot.start({ tenant: variation.tenant(), sendLimits: "teams" });
  const [morgan, omar] = await bot.installed("morgan", "omar");
  await eventually(() => morgan.messages().length === 1, PATIENCE);
  return { bot, morgan, omar };
}

export async function submitAll(
  bot: RunningBot,
  packages: readonly string[] = PACKAGES,
): Promise<void> {
  const tenant = bot.tenant;
  for (const packageName of packages) {
    const found = tenant.accessPackages.find((p) => p.displayName === packageName);
    for (const name of REQUESTORS) {
      const { status } = await bot.post({
        accessPackageAssignmentRequestId: crypto.randomUUID(),
        requestor: { objectId: bot.user(name).objectId },
        accessPackage: { id: found?.id },
        justification: "quarterly close",
      });
      expect(status).toBe(202);
    }
  }
}

/** The twelve become due for Morgan at once: his cards have failed, and he installs the app again. */
export async function submitWhileAway(bot: RunningBot, morgan: ListeningUser): Promise<void> {
  await morgan.uninstall();
  await submitAll(bot);
  await eventually(
    async () => (await rowsOf(bot, morgan)).every((n) => n.state === "failed"),
    PATIENCE,
  );
}

/** The rows of his twelve cards. */
export async function rowsOf(bot: RunningBot, person: ListeningUser) {
  const rows = [];
  for (let i = 1; i <= COUNT; i += 1) {
    const { notices } = await bot.request(`R-${1000 + i}`);
    const row = notices.find((n) => n.recipient === person.objectId && n.kind === "approvalCard");
    if (!row) throw new Error("there is no row yet");
    rows.push(row);
  }
  return rows;
}

export const digestsOf = (person: ListeningUser) =>
  person.messages().filter((m) => JSON.stringify(m).includes('"l":"digest"'));
export const cardsOf = (person: ListeningUser) =>
  person.messages().filter((m) => JSON.stringify(m).includes('"verb":"approve"'));
export const allDelivered = async (bot: RunningBot, person: ListeningUser) =>
  (await rowsOf(bot, person)).every((row) => row.state === "delivered");

export async function digestOf(person: ListeningUser) {
  return eventually(() => digestsOf(person)[0], PATIENCE);
}
