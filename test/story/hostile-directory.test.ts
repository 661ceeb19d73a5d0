import type { Activity } from "botbuilder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CardMessage } from "../../src/teams/cards/card-message.js";
import { commandReference } from "../../src/teams/grammar/command-reference.js";
import { type Answer, cardIn, cardOf, textIn } from "../connector/card-reading.js";
import { expectInertCard, expectInertText } from "../teams/cards/hostile-texts.js";
import { approvalCard, ask, card } from "./chat-reading.js";
import { commandRows } from "./every-command/command-rows.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

/** Of everything something, and a line that would read as one of the bot's. */
const HOSTILE =
  "\u202E\u200B\u0007<at>Sam Okafor</at> {{DATE(2026-01-01T00:00:00Z, SHORT)}} [pay](https://evil.example)\n✔ Approved by the bot";
const FORGED = /^\s*✔ Approved by the bot/m;

type Name = "riley" | "sam" | "ada" | "leo";
let bot: RunningBot;
let people: Record<Name, ListeningUser>;
let finance: string;
let pendingId = "";

beforeAll(async () => {
  const variation = new Variation();
  finance = variation.packageId("Finance Data");
  // What a package is called can be typed as an answer shows it; people are found by their other names.
  for (const named of variation.file.accessPackages)
    named.displayName = named.displayName.replace(" ", "\u200B \u202E");
  const named = [...variation.file.users, ...variation.file.groups] as { displayName: string }[];
  for (const one of named) one.displayName = `${one.displayName} ${HOSTILE}`;
  bot = await RunningBot.start({ tenant: variation.tenant() });
  const [riley, sam, ada, leo] = await bot.installed("riley", "sam", "ada", "leo");
  people = { riley, sam, ada, leo };
});
afterAll(() => bot.stop());

/** A request of Riley's that waits for Sam. */
async function pending(): Promise<string> {
  const known = pendingId === "" ? undefined : await bot.request(pendingId);
  if (known?.state === "pendingApproval" && known.stages[0]?.status === "open") return pendingId;
  if (known?.state === "pendingApproval") await ask(people.riley, `cancel ${pendingId}`);
  const count = await bot.requestCount();
  await people.riley.say(`request ${finance} because close number ${count} ${HOSTILE}`);
  pendingId = `R-${1_001 + count}`;
  await approvalCard(people.sam, pendingId);
  return pendingId;
}

async function type(who: Name, text: string): Promise<void> {
  await ask(
    people[who],
    text.includes("{pending}") ? text.replace("{pending}", await pending()) : text,
  );
}

function isReserved(who: string): boolean {
  return who === "administrator" || who === "auditor";
}

function expectInertActivity({ text, summary, attachments = [] }: Partial<Activity>): void {
  for (const words of [text ?? "", summary ?? ""]) {
    expectInertText(words);
    // Before he sends it a person reads his own reason as he wrote it, line by line.
    if (!words.startsWith("Please check your request.")) expect(words).not.toMatch(FORGED);
  }
  for (const { content } of attachments)
    expectInertCard({ card: content, summary: "", text: "" } as CardMessage);
}

function expectInertAnswer(answer: Answer): void {
  const drawn = cardIn(answer);
  if (drawn) expectInertCard({ card: drawn, summary: "", text: "" } as unknown as CardMessage);
  expectInertText(textIn(answer) ?? "");
  expect(textIn(answer) ?? "").not.toMatch(FORGED);
}

describe("names and words that want to be more than text", () => {
  it.each(commandReference)("contract 14: $syntax is answered", async ({ syntax, who }) => {
    const row = commandRows.find((candidate) => candidate.syntax === syntax);
    const typist = isReserved(who) ? "ada" : "leo";
    for (const { type: text, by } of row?.good ?? []) await type(by ?? typist, text);
    for (const { type: text } of row?.mistakes ?? []) await type(typist, `${text} ${HOSTILE}`);
  });

  it.each<[Name, string]>([
    ["leo", 'request "Finance Date" because of the close'],
    ["leo", 'request "Finance Data for Dana" because of the close'],
    ["leo", `request "${HOSTILE}" because of the close`],
    ["leo", 'request "Finance Data" because of the close'],
    ["leo", 'request "Finance Data" because of another close'],
    ["sam", "delegate to riley@contoso.example"],
    ["sam", "delegate to morgan@contoso.example until tomorrow"],
    ["sam", "delegate off"],
    ["ada", 'requests package "Finance Date"'],
    ["ada", "requests user riley@contoso.example"],
    ["ada", `settings id-protection approvers add group:"${HOSTILE}"`],
    ["ada", "settings id-protection approvers add riley@contoso.example"],
    ["ada", "settings id-protection approvers remove leo@contoso.example"],
    ["ada", `sending pause because ${HOSTILE}`],
    ["ada", "sending"],
    ["ada", "sending resume"],
    ["ada", `cancel {pending} because ${HOSTILE}`],
    ["riley", "request by text"],
    ["riley", HOSTILE],
    ["riley", "1"],
    ["riley", `to read ${HOSTILE}`],
    ["riley", "no"],
  ])("contract 14: to %s's “%s” there is an answer", (who, text) => type(who, text));

  it("contract 14: a click and a form are answered", async () => {
    const { leo, riley } = people;
    await leo.say("request");
    const form = await card(leo, "submitRequest");
    await leo.click(form, "submitRequest", { accessPackage: finance, justification: "" });
    await leo.click(form, "submitRequest", { accessPackage: finance, justification: HOSTILE });
    await leo.click(form, "submitRequest", { accessPackage: finance, justification: "again" });
    const id = await pending();
    const shown = await approvalCard(people.sam, id);
    await people.sam.click(shown, "deny", { justification: HOSTILE });
    await people.sam.click(shown, "approve", { justification: HOSTILE });
    expect(riley.messages().some((message) => cardOf(message) !== undefined)).toBe(true);
  });

  it("contract 14 M1: nothing that anybody was sent or answered is more than text", async () => {
    await bot.quiet();
    const sent = bot.connector.requests.map(({ body }) => body as Partial<Activity>);
    expect(sent.length).toBeGreaterThan(100);
    for (const activity of sent) expectInertActivity(activity);
    const answers = Object.values(people).flatMap((user) => user.answers);
    for (const answer of answers) expectInertAnswer(answer);
    expect(answers.map((answer) => textIn(answer)).filter(Boolean).length).toBeGreaterThan(0);
    const offered = sent
      .map(({ text }) => text ?? "")
      .find((text) => text.includes("Did you mean"));
    expect(offered).toContain('"Finance Data"');
  });
});
