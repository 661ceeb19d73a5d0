import { afterEach, describe, expect, it, vi } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { Database } from "../../src/store/postgres/database.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, chat, openApproval, said } from "./chat-reading.js";
import { DatabaseNodes } from "./database-nodes.js";
import type { RunningBot } from "./running-bot.js";

const ASK = 'request "Finance Data" because quarterly close';

const nodes = new DatabaseNodes();
afterEach(() => vi.restoreAllMocks());

/** Half a minute goes by in which nobody asks a node for anything: only signs of life went on. */
async function passUnused(): Promise<void> {
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => steady() + MINUTE / 2);
  const sql = (text: string) => nodes.server().query(new URL(nodes.url).pathname.slice(1), text);
  const [row] = await sql("select clock_timestamp()::text as start");
  // Whoever has sent a second one has read the answer to the first.
  await eventually(async () => {
    const [found] =
      await sql(`select min(state_change) > '${row?.start}'::timestamptz + interval '600 ms' as is_over
      from pg_stat_activity where application_name like 'riskgate % session' and datname = current_database()`);
    return found?.is_over === true;
  });
}

describe("the bot on PostgreSQL", () => {
  it("D1 N2 U1 takes a request to its end, over a restart", async () => {
    const bot = await nodes.start();
    const [riley, sam, ada] = await bot.installed("riley", "sam", "ada", "morgan");
    await riley.say(ASK);
    const card = await approvalCard(sam);
    await bot.quiet();
    await bot.halt();
    await bot.open();
    expect(said(await sam.click(card, "approve", { justification: "sams words" }))).toContain(
      "Approved by Sam Okafor",
    );
    await eventually(() => chat(ada).includes("Approved by Sam Okafor"));
    await bot.quiet();
    const { auditTrail, store } = bot.riskgate.context;
    expect(await walkTrail(auditTrail, () => store.now())).toMatchObject({
      isIntact: true,
      problems: [],
    });
  });

  it("T3 an overdue deadline fires", async () => {
    const bot = await nodes.start();
    const [riley, sam] = await bot.installed("riley", "sam");
    await riley.say(ASK);
    await approvalCard(sam);
    await bot.quiet();
    bot.clock.forward(15 * 24 * 60 * MINUTE);
    await eventually(async () => (await bot.request("R-1001")).state === "denied");
    await bot.quiet();
  });

  it("D1 D6 two nodes take clicks on the same stage, and only one of them wins", async () => {
    const [one, two] = [await nodes.start(), await nodes.start()];
    const [riley, sam] = await one.installed("riley", "sam", "morgan");
    const [ada] = await two.installed("ada");
    await riley.say(ASK);
    const [samsCard, adasCard] = [await approvalCard(sam), await approvalCard(ada)];
    const answers = await Promise.all([
      sam.click(samsCard, "approve", { justification: "sams words" }),
      ada.click(adasCard, "deny", { justification: "adas words" }),
    ]);
    const winner = said(answers[0]).includes("Approved by")
      ? "Approved by Sam Okafor"
      : "Denied by Ada Novak";
    for (const answer of answers) expect(said(answer)).toContain(winner);
    await eventually(() => !openApproval(sam) && !openApproval(ada));
    const events = await one.riskgate.context.store.events("request", "R-1001");
    expect(events.filter(({ type }) => type === "stageDecided").length).toBeLessThanOrEqual(1);
  });

  it("N2 only one of two nodes sends, and the other takes over when it stops", async () => {
    const [one, two] = [await nodes.start(), await nodes.start()];
    const [riley, sam, ada] = await two.installed("riley", "sam", "ada", "morgan");
    await riley.say(ASK);
    await approvalCard(sam);
    await approvalCard(ada);
    expect(await two.riskgate.context.store.sendable(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
    await eventually(async () => (await one.riskgate.context.store.nextSendAt()) === undefined);
    await one.halt();
    const card = await approvalCard(sam);
    await sam.click(card, "approve", { justification: "sams words" });
    await eventually(() => chat(ada).includes("Approved by Sam Okafor"));
    await two.quiet();
  });

  it("D1 a decision costs two round trips to the database, from the click to its answer", async () => {
    const [one, two] = [await nodes.start(), await nodes.start()];
    await one.installed("riley", "ada", "morgan");
    // The first node sends what comes of it; the second has nothing to do but the click.
    const [riley, sam] = await two.installed("riley", "sam");
    await riley.say(ASK);
    const card = await approvalCard(sam);
    await one.quiet();
    await passUnused();
    const sent = await statementsOf(two);
    expect(said(await sam.click(card, "approve", { justification: "sams words" }))).toContain(
      "Approved by Sam Okafor",
    );
    expect(sent()).toEqual(["load", "commit-change"]);
  });
});

/** What this node has sent to the database since then, but for its own look at what is due, once a second. */
async function statementsOf(bot: RunningBot): Promise<() => string[]> {
  const spies = [vi.spyOn(Database.prototype, "read"), vi.spyOn(Database.prototype, "write")];
  await bot.riskgate.context.store.load("person", "nobody");
  const own = spies[0]?.mock.contexts.at(-1);
  for (const spy of spies) spy.mockClear();
  return () =>
    spies.flatMap(({ mock }) =>
      mock.calls
        .filter(
          ([{ text }], call) => mock.contexts[call] === own && !text.includes("next_due_at <"),
        )
        .map(([{ name, text }]) => name ?? text),
    );
}
