import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CSV, JSON_LINES } from "../../src/audit/export-format.js";
import { verifyExport } from "../../src/audit/verify-export.js";
import { cardOf, findAction } from "../connector/card-reading.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, ask, said, textOf } from "./chat-reading.js";
import { exportAs } from "./export-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

const JUSTIFICATION = "Spoke to Riley, password reset done";
const REASON = 'quarterly close, =SUM(A1) and "quotes"';

let bot: RunningBot;
let riley: ListeningUser;
let sam: ListeningUser;
let ada: ListeningUser;
let kwame: ListeningUser;
let fatima: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, sam, ada, kwame, fatima] = await bot.installed("riley", "sam", "ada", "kwame", "fatima");
  await riley.say(`request "Finance Data" because ${REASON}`);
  const shown = await approvalCard(sam);
  await sam.click(shown, "approve", { justification: JUSTIFICATION });
  await ada.say('request "Travel Portal" because a trip');
  await eventually(async () => (await bot.requestCount()) === 2);
  await bot.quiet();
});
afterAll(() => bot.stop());

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe("who may read the trail", () => {
  it("U1 administrators and auditors may use the three commands, and to others they do not exist", async () => {
    for (const user of [riley, sam])
      for (const command of ["audit R-1001", "audit verify", "audit export"])
        expect(await ask(user, command, /do not know/)).not.toMatch(/trail|chain|export/i);
    for (const user of [ada, fatima, kwame])
      expect(await ask(user, "audit verify", /^(intact|broken)/)).toMatch(/^intact/);
  });

  it("U1 an auditor may use nothing else of administration", async () => {
    for (const command of ["settings id-protection off", "requests", "deliveries", "insights"])
      expect(await ask(fatima, command, /do not know/)).toContain("Nothing was changed");
  });
});

describe("audit verify", () => {
  it("U1 says what it checked, and nothing changes by asking", async () => {
    const before = await bot.stored();
    const words = await ask(fatima, "audit verify", /^intact/);
    expect(words).toMatch(
      /Checked: \d+ aggregates, \d+ events, \d+ anchors, \d+ texts, unanchored tail: \d+ events\./,
    );
    expect(words).toMatch(/Key: [0-9a-f]{4}( [0-9a-f]{4}){3}\./);
    expect(await bot.stored()).toEqual(before);
  });
});

describe("audit <id>", () => {
  it("U1 shows the trail in words, with names and what people wrote", async () => {
    const shown = await ask(ada, "audit R-1001", /Trail of R-1001/);
    expect(shown).toContain("Riley Chen asked for Finance Data");
    expect(shown).toMatch(/chain intact/);
    expect(shown).not.toMatch(/requestSubmitted|approversResolved|idProtection/);
    const trail = await pages(ada);
    expect(trail).toContain("approved by Sam Okafor");
    expect(trail).toContain(JUSTIFICATION);
  });

  it("V4 shows no level to whoever has not the role of its source", async () => {
    const trail = await ask(fatima, "audit R-1001", /Trail of R-1001/);
    expect(trail).toContain("The levels are for holders of the source's role");
    expect(trail).not.toMatch(/\bhigh\b/);
    expect(await pages(fatima)).toContain("The reason is for holders of the source's role.");
    expect(await pages(fatima)).not.toContain(JUSTIFICATION);
  });

  it("V4 a request of one's own is an unknown one, typed and clicked", async () => {
    expect(await ask(ada, "audit R-1002", /do not find/)).toBe(
      (await ask(ada, "audit R-9999", /do not find/)).replaceAll("R-9999", "R-1002"),
    );
    const card = await eventually(() => ada.messageWith("refresh"));
    const forged = await ada.send({
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: card.id,
      value: { action: { verb: "page", data: { u: "R-1002", p: 1 } } },
    });
    expect(said(forged)).toContain("I do not find R-1002");
    expect(await ask(fatima, "audit R-1002", /Trail of R-1002/)).toContain("Ada Novak");
  });

  it("U1 pages of a trail are not for those who may not read it", async () => {
    const answer = await riley.send({
      type: "invoke",
      name: "adaptiveCard/action",
      value: { action: { verb: "page", data: { u: "R-1001", p: 1 } } },
    });
    expect(said(answer)).toContain("I do not find R-1001");
  });

  async function pages(user: ListeningUser): Promise<string> {
    const shown = user
      .messages()
      .findLast((message) => textOf(message).includes("Trail of R-1001"));
    let text = "";
    while (shown) {
      text += textOf(shown);
      const later: unknown = findAction(cardOf(shown), "page");
      if (!later) return text;
      const answer = await user.click(shown, "page");
      text += said(answer);
      return text;
    }
    return text;
  }
});

describe("audit export", () => {
  it("U1 gives JSON Lines and CSV whose events, texts and trailer verify", async () => {
    const { words, links } = await exportAs(fatima);
    const jsonl = await download(links.jsonl);
    const csv = await download(links.csv);
    expect(verifyExport(jsonl)).toMatchObject({ isIntact: true, problems: [] });
    expect(verifyExport(csv)).toMatchObject({ isIntact: true, problems: [] });
    const records = jsonl.toString().trimEnd().split("\n").map(JSON_LINES.decode);
    const events = records.slice(0, -1);
    expect(events.every((event) => "prev" in event && "hash" in event)).toBe(true);
    expect(records.at(-1)).toMatchObject({ trailer: "riskgate-audit-1", count: events.length });
    const rows = csv.toString().trimEnd().split("\r\n").slice(1).map(CSV.decode);
    expect(rows.slice(0, -1)).toEqual(events);
    expect(words).toContain(`${events.length} events`);
  });

  it("V4 has neither evidence nor the reasons of a risk stage for an auditor without its role", async () => {
    const { links } = await exportAs(fatima);
    for (const file of [await download(links.jsonl), await download(links.csv)]) {
      expect(file.toString()).not.toContain(JUSTIFICATION);
      expect(file.toString()).not.toMatch(/\brank\b|riskState/);
      expect(file.toString()).toContain("quarterly close");
    }
  });

  it("V4 leaves out one's own requests and the content of evidence that is for others, and says so", async () => {
    const { words, links } = await exportAs(ada);
    const text = (await download(links.jsonl)).toString();
    expect(words).toContain("Requests that you made or that are for you are left out: 1.");
    expect(text).not.toContain("R-1002");
    expect(text).not.toMatch(/"rank":|"riskState"/);
    expect(words).toMatch(/Events with what you may not see, such as risk evidence: \d+/);
    expect(text).toContain('"withheld":"riskEvidence"');
    expect(verifyExport(Buffer.from(text))).toMatchObject({ isIntact: true });
  });

  it("S2 a period without events and one that ends before it begins export nothing", async () => {
    expect(await ask(ada, "audit export from 2019-01-01 to 2019-02-01", /no events/)).toContain(
      "Nothing was exported",
    );
    expect(await ask(ada, "audit export from tomorrow to today", /after the last/)).toContain(
      "Nothing was exported",
    );
  });

  it("U1 a part of the trail verifies too", async () => {
    const { links } = await exportAs(kwame, "audit export from today");
    const verdict = verifyExport(await download(links.jsonl));
    expect(verdict).toMatchObject({ isIntact: true });
    expect(verdict.trailer?.from).toBeDefined();
  });

  it("V3 a link works once, on this machine, and not from a web page", async () => {
    const { links } = await exportAs(kwame);
    const foreign = await fetch(links.csv, { headers: { Origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    const proxied = await fetch(links.csv, { headers: { "X-Forwarded-For": "10.0.0.1" } });
    expect(proxied.status).toBe(403);
    const response = await fetch(links.csv);
    expect(response.headers.get("content-disposition")).toMatch(/attachment; filename="riskgate-/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect((await fetch(links.csv)).status).toBe(404);
    expect((await fetch(`${links.csv.slice(0, -1)}A`)).status).toBe(404);
  });
});
