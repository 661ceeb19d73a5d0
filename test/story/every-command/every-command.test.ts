import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CommandReferenceEntry,
  commandReference,
} from "../../../src/teams/grammar/command-reference.js";
import { eventually } from "../../connector/eventually.js";
import { approvalCard, ask } from "../chat-reading.js";
import { type ListeningUser, RunningBot } from "../running-bot.js";
import { commandRows, rowOf } from "./command-rows.js";

type Name = "riley" | "sam" | "ada" | "leo";
let bot: RunningBot;
let people: Record<Name, ListeningUser>;
let pendingId = "";
beforeAll(async () => {
  bot = await RunningBot.start();
  const [riley, sam, ada, leo] = await bot.installed("riley", "sam", "ada", "leo");
  people = { riley, sam, ada, leo };
});
afterAll(() => bot.stop());

const keywords = new Set(everyonesWords());

/** What a row's typist types with: administrators hold the auditors' commands too. */
function typistOf({ who }: CommandReferenceEntry): Name {
  return who === "administrator" || who === "auditor" ? "ada" : "leo";
}

function everyonesWords(): string[] {
  const open = commandReference.filter(({ who }) => who === "everyone" || who === "approver");
  return open.map(({ syntax }) => syntax.split(" ", 1)[0] ?? "");
}

/** A request of Riley's that waits for Sam, the last one if it still does. */
async function pendingRequest(): Promise<string> {
  const known = pendingId === "" ? undefined : await bot.request(pendingId);
  if (known?.state === "pendingApproval" && known.stages[0]?.status === "open") return pendingId;
  if (known?.state === "pendingApproval") {
    await ask(people.riley, `cancel ${pendingId}`, /withdrawn/i);
  }
  const count = await bot.requestCount();
  await people.riley.say(`request "Finance Data" because close number ${count}`);
  pendingId = `R-${1_001 + count}`;
  await approvalCard(people.sam, pendingId);
  await bot.quiet();
  return pendingId;
}

async function typed(text: string): Promise<string> {
  return text.includes("{pending}") ? text.replace("{pending}", await pendingRequest()) : text;
}

/** What a person reads as answer to a mistake: plain text. */
async function answerTo(user: ListeningUser, text: string): Promise<string | undefined> {
  const before = new Set(user.messages().map(({ id }) => id));
  await user.say(text);
  const [first] = await eventually(() => {
    const fresh = user.messages().filter(({ id }) => !before.has(id));
    return fresh.length > 0 && fresh;
  });
  return first?.activity.text;
}

it("contract: every command has a row, and every row a command", () => {
  const rows = commandRows.map(({ syntax }) => syntax);
  expect(rows.toSorted()).toEqual(commandReference.map(({ syntax }) => syntax).toSorted());
  expect(new Set(rows).size).toBe(rows.length);
  for (const { syntax, good, mistakes } of commandRows) {
    expect(good, syntax).not.toEqual([]);
    if (syntax !== "request by text") expect(mistakes, syntax).not.toEqual([]);
  }
});

describe.each(commandReference)("$syntax", (entry) => {
  const row = rowOf(entry.syntax);

  it.each(row.good)("S1 $type is answered", async ({ type, answer, by }) => {
    const user = people[by ?? typistOf(entry)];
    expect(await ask(user, await typed(type), answer)).toMatch(answer);
  });

  it.each(row.mistakes)(
    "S2 $type changes nothing and says what is allowed",
    async ({ type, answer }) => {
      await bot.quiet();
      const before = await bot.stored();
      expect(await answerTo(people[typistOf(entry)], type)).toBe(answer);
      expect(await bot.stored()).toEqual(before);
    },
  );

  const isReserved = entry.who === "administrator" || entry.who === "auditor";
  const isOwnWord = keywords.has(entry.syntax.split(" ", 1)[0] ?? "");
  const tried = isReserved && !isOwnWord ? [...row.good, ...row.mistakes] : [];
  it.skipIf(tried.length === 0).each(tried)(
    "S1 V1 for everybody else $type is an unknown command and changes nothing",
    async ({ type }) => {
      const text = await typed(type);
      await bot.quiet();
      const before = await bot.stored();
      const answer = await answerTo(people.leo, text);
      expect(answer).toMatch(/^I do not know the command "\w+"/);
      expect(answer).toContain("Nothing was changed");
      expect(answer?.replace(/"\w+"/, "")).not.toMatch(
        /risk|protection|insider|level|settings:|administrator/i,
      );
      expect(await bot.stored()).toEqual(before);
    },
  );
});
