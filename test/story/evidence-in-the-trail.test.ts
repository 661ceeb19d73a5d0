import { afterEach, expect, it } from "vitest";
import { verifyExport } from "../../src/audit/verify-export.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, said, textOf } from "./chat-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/downloads\/[\w-]+/;

let bot: RunningBot;
afterEach(() => bot.stop());

/** Riley's request with the level at medium; Fatima audits without a risk role, Kwame with it. */
async function pending() {
  const tenant = new Variation().role("Security Administrator", "sam", "kwame").tenant();
  bot = await RunningBot.start({ tenant });
  const [riley, sam, fatima, kwame] = await bot.installed("riley", "sam", "fatima", "kwame");
  const setLevel = (level: string) => bot.signals.set("idProtection", riley.objectId, level);
  setLevel("medium");
  await riley.say('request "Finance Data" because quarterly close');
  const card = await approvalCard(sam);
  return { sam, card, fatima, kwame, setLevel };
}

async function exportFor(user: ListeningUser): Promise<string> {
  await bot.quiet();
  const before = user.messages().length;
  await user.say("audit export");
  const link = await eventually(() => {
    const shown = user.messages().slice(before).map(textOf);
    return LINK.exec(shown.find((text) => text.includes(".jsonl: ")) ?? "")?.[0];
  });
  const response = await fetch(link);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(verifyExport(bytes)).toMatchObject({ isIntact: true, problems: [] });
  return bytes.toString();
}

async function timelineFor(user: ListeningUser): Promise<string> {
  let text = await ask(user, "audit R-1001", /Trail of R-1001/);
  const first = user.messages().findLast((message) => textOf(message).includes("Trail of R-1001"));
  for (let p = 2; first && p <= 4; p += 1)
    text += said(await user.click(first, "refresh", { u: "R-1001", p: String(p) }));
  return text;
}

it("V4 U1 whether the risk had fallen at the decision is in the trail for holders of the source's role only", async () => {
  const { sam, card, fatima, kwame, setLevel } = await pending();
  setLevel("low");
  expect(said(await sam.click(card, "approve", { justification: "fine" }))).toContain("Approved");
  const forAuditor = await exportFor(fatima);
  expect(forAuditor).toContain('"type":"stageDecided"');
  expect(forAuditor).not.toMatch(/lower/i);
  expect(await exportFor(kwame)).toContain('"text":"lower"');
});

it("V4 U1 that somebody was asked again, because the risk had risen, is told to holders of its role only", async () => {
  const { sam, card, fatima, kwame, setLevel } = await pending();
  setLevel("high");
  await sam.click(card, "approve", { justification: "typed once" });
  await ask(sam, "approve R-1001 because typed twice", /look at the card/);
  expect(await timelineFor(fatima)).not.toMatch(/confirm|asked again|risen/i);
  expect(await exportFor(fatima)).not.toMatch(/confirmationAsked|questioned/);
  expect(await timelineFor(kwame)).toContain("was asked to confirm");
  expect(await exportFor(kwame)).toContain('"answer":"questioned"');
});
