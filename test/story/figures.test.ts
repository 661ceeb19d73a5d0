import { afterEach, describe, expect, it, vi } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { PERSON_RATE } from "../../src/teams/limits.js";
import { answers, type Behaviour } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { approvalCard, ask, card } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { APP_ID, CHANNEL_ISSUER, createTestTrust } from "./test-trust.js";

let bot: RunningBot;
/** Every figure of ours, and those that a test has seen change. */
const [known, seen] = [new Set<string>(), new Set<string>()];
/** Needs Microsoft Entra: test/entra/reconcile.test.ts; needs a bot that is not let in: test/story/locked-out.test.ts. */
const ELSEWHERE = ["riskgate_locked_out", "riskgate_reconciled_total"];

afterEach(() => bot.stop());

async function readFigures(): Promise<string> {
  const text = await (await fetch(`${bot.url}/metrics`)).text();
  for (const [, name = ""] of text.matchAll(/^# HELP (riskgate_\w+)/gm)) known.add(name);
  return text;
}

/** The value of a line of `/metrics`; 0 for a counter that has not counted yet. */
async function figure(line: string): Promise<number> {
  seen.add(/^riskgate_\w+?(?=_count|_sum|\{|$)/.exec(line)?.[0] ?? line);
  const text = await readFigures();
  const found = text.split("\n").find((one) => one.startsWith(`${line} `));
  return found === undefined ? 0 : Number(found.slice(line.length + 1));
}

const refused = (code: string, edge = "teams") =>
  figure(`riskgate_refusals_total{edge="${edge}",code="${code}"}`);
const sends = (outcome: string) => figure(`riskgate_sends_total{outcome="${outcome}"}`);

/** The ledger by state, as it is at one moment. */
async function ledger(): Promise<Record<string, number>> {
  seen.add("riskgate_notices");
  const lines = (await readFigures()).matchAll(/^riskgate_notices\{state="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, state, count]) => [state, Number(count)]));
}

/** By how much a figure changes when something happens. */
async function change(of: () => Promise<number>, happen: () => Promise<unknown>): Promise<number> {
  const before = await of();
  await happen();
  return (await of()) - before;
}

describe("the figures of a running bot", () => {
  it("D1 N2 count decisions, commits, and every post and update by what became of it", async () => {
    bot = await RunningBot.start();
    const [riley, sam, ada, leo] = await bot.installed("riley", "sam", "ada", "leo");
    await riley.say('request "Finance Data" because quarterly close');
    const shown = await approvalCard(sam);
    await approvalCard(ada);
    await bot.quiet();
    const sent = bot.connector.requests.length;
    const deny = async () => {
      await sam.click(shown, "deny", { justification: "No" });
      await bot.quiet();
    };
    const decided = () => figure('riskgate_decisions_total{result="settled"}');
    const commits = () => figure("riskgate_commit_seconds_count");
    let [decisions, counted] = [0, 0];
    const committed = await change(commits, async () => {
      decisions = await change(decided, async () => {
        counted = await change(() => sends("sent"), deny);
      });
    });
    expect(decisions).toBe(1);
    expect(committed).toBeGreaterThan(0);
    // Nobody was answered by a message meanwhile: all that went out are notices, and most of it are updates in place.
    expect(counted).toBe(bot.connector.requests.length - sent);
    expect(bot.connector.requests.slice(sent).filter(({ method }) => method === "PUT").length).toBe(
      3,
    );

    const { conversationId } = leo;
    const next = async (behaviour: Behaviour, outcome: string) => {
      // The answer to him may come first, and meet the same.
      const stop = bot.connector.script({ conversationId, name: "post" }, behaviour, 2);
      const before = await sends(outcome);
      await leo.say(`request "Travel Portal" because of trip ${outcome}`);
      await eventually(async () => (await sends(outcome)) > before);
      stop();
    };
    await next(answers.throttled(), "retry");
    await next(answers.badRequest(), "rejected");
    await next(answers.reset(), "unknown");
  });

  it("T4 N2 count lateness, the queue, and the ledger by state", async () => {
    bot = await RunningBot.start({ sendLimits: "teams" });
    const [riley] = await bot.installed("riley", "sam");
    const release = bot.connector.script({ name: "post" }, answers.slow(1_000));
    for (const name of ["Finance Data", "Customer Records", "Payroll Export"])
      await riley.say(`request "${name}" because quarterly close`);
    await eventually(async () => (await figure("riskgate_send_queue_depth")) > 0);
    expect((await ledger()).pending).toBeGreaterThan(0);
    release();
    const isTrue = async () => {
      const { intended, ...others } = await ledger();
      return intended === Object.values(others).reduce((sum, count) => sum + count, 0);
    };
    expect(await isTrue()).toBe(true);
    const late = () => figure("riskgate_due_lateness_seconds_count");
    const before = await late();
    bot.clock.forward(4 * MINUTE);
    await eventually(async () => (await late()) > before);
    expect(await figure("riskgate_due_lateness_seconds_sum")).toBeGreaterThan(0);
    expect(await isTrue()).toBe(true);
    await eventually(async () => (await ledger()).failed);
    expect(await sends("unreachable")).toBeGreaterThan(0);
    expect(await isTrue()).toBe(true);
  });

  it("T4 tell that it is ready, how far it is behind, what it holds, and that sending is paused", async () => {
    let unblock = () => {};
    const blocked = new Promise<void>((resolve) => {
      unblock = resolve;
    });
    let passed = 0;
    let isBlocked = false;
    bot = await RunningBot.start({
      steady: () => Date.now() + passed,
      people: (real) => ({
        ...real,
        resolve: async (...asked) => {
          if (isBlocked) await blocked;
          return real.resolve(...asked);
        },
      }),
    });
    const [riley, ada] = await bot.installed("riley", "ada");
    expect(await figure("riskgate_ready")).toBe(1);
    expect(await figure("riskgate_sending_paused")).toBe(0);
    await ask(ada, "sending pause because the cards show a wrong name", /is paused/);
    expect(await figure("riskgate_sending_paused")).toBe(1);
    await ask(ada, "sending resume", /goes on/);

    isBlocked = true;
    await riley.say('request "Finance Data" because quarterly close');
    await eventually(async () => (await bot.request("R-1001")).isPlanned);
    passed += 30 * SECOND;
    bot.clock.forward(30 * SECOND);
    await eventually(async () => (await figure("riskgate_due_behind_seconds")) > 5);
    expect(await figure("riskgate_ready")).toBe(0);
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(503);
    unblock();
    await eventually(async () => (await figure("riskgate_ready")) === 1);

    const held = () => figure('riskgate_held{reason="clock"}');
    expect(await held()).toBe(0);
    expect(await figure('riskgate_held{reason="restore"}')).toBe(0);
    bot.clock.forward(10 * MINUTE);
    await eventually(async () => (await held()) === 1);
  });

  it("D2 U1 S2 count once, and by code, whoever is refused in Teams", async () => {
    bot = await RunningBot.start();
    const [riley, sam, leo, ada] = await bot.installed("riley", "sam", "leo", "ada");
    await riley.say('request "Finance Data" because quarterly close');
    const shown = await approvalCard(sam);
    const foreign = () => leo.click(shown, "approve", { justification: "mine" });
    expect(await change(() => refused("notFound"), foreign)).toBe(1);
    const blank = () => sam.click(shown, "approve", { justification: " " });
    expect(await change(() => refused("justificationRequired"), blank)).toBe(1);
    const typed = (who: typeof leo, text: string) => () => ask(who, text);
    expect(await change(() => refused("notFound"), typed(leo, "deny R-1001 because no"))).toBe(1);
    expect(await change(() => refused("notFound"), typed(leo, "status R-1001"))).toBe(1);
    expect(await change(() => refused("notFound"), typed(leo, "cancel R-1001"))).toBe(1);
    expect(await change(() => refused("notFound"), typed(ada, "cancel R-7777 because x"))).toBe(1);
    expect(await change(() => refused("notFound"), typed(ada, "resend R-7777"))).toBe(1);
    expect(await change(() => refused("notAllowed"), typed(leo, "settings"))).toBe(1);
    const twice = typed(riley, 'request "Finance Data" because it is another day');
    expect(await change(() => refused("openRequest"), twice)).toBe(1);
    await ada.say("settings id-protection level high");
    const settings = await card(ada, "confirm");
    const stolen = () => leo.click(settings, "confirm");
    expect(await change(() => refused("notFound"), stolen)).toBe(1);
    const withdrawn = typed(ada, "cancel R-1001 because no longer needed");
    expect(await change(() => refused("notFound"), withdrawn)).toBe(0);
    expect(await change(() => refused("notCancelable"), typed(riley, "cancel R-1001"))).toBe(1);
    const stranger = () => riley.say("help", { channelId: "webchat" });
    expect(await change(() => refused("otherChannel"), stranger)).toBe(1);
    const nothing = () => fetch(`${bot.url}/nothing`);
    expect(await change(() => refused("notFound", "http"), nothing)).toBe(1);
  });

  it("U1 count who proves nothing, and who is too fast", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const issuer = await LocalIssuer.start(["msteams"]);
    bot = await RunningBot.start({ trust: createTestTrust(issuer) });
    const claims = { iss: CHANNEL_ISSUER, aud: APP_ID, serviceurl: bot.connector.serviceUrl };
    const riley = bot.user("riley");
    const say = async (overrides: object, from: object = {}) =>
      (
        await fetch(`${bot.url}/api/messages`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${await issuer.mint({ ...claims, ...from })}`,
          },
          body: JSON.stringify({
            ...{ type: "invoke", name: "adaptiveCard/action", channelId: "msteams", id: "1" },
            value: { action: { type: "Action.Execute", verb: "unheardOf", data: {} } },
            serviceUrl: bot.connector.serviceUrl,
            conversation: { ...{ id: riley.conversationId, conversationType: "personal" } },
            channelData: { tenant: { id: bot.tenant.tenantId } },
            from: { id: riley.mri, aadObjectId: riley.objectId },
            recipient: { id: "28:bot" },
            ...overrides,
          }),
        })
      ).status;
    const forged = () => say({}, { aud: "somebody else" });
    expect(await change(() => refused("tokenAudience"), forged)).toBe(1);
    expect(await refused("unauthorized", "http")).toBe(1);
    const foreign = () => say({ channelData: { tenant: { id: APP_ID } } });
    expect(await change(() => refused("otherTenant"), foreign)).toBe(1);
    const stranger = () => say({ from: { id: "29:x", aadObjectId: APP_ID } });
    expect(await change(() => refused("unknownPerson"), stranger)).toBe(1);
    const { burst } = PERSON_RATE;
    await Promise.all(Array.from({ length: burst + 20 }, () => say({})));
    expect(await refused("tooFast")).toBeGreaterThan(0);
    await issuer.stop();
    quiet.mockRestore();
  });
});

it("every figure is shown to change", () => {
  expect([...known].filter((name) => !seen.has(name))).toEqual(ELSEWHERE);
});
