import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { DAY } from "../../src/approval/instant.js";
import { type RequestSummary, summarizeRequest } from "../../src/approval/request-summary.js";
import type { Context } from "../../src/service/context.js";
import { replaySettings } from "../../src/service/replay-settings.js";
import { renderSettingsPreview } from "../../src/teams/cards/render-settings-preview.js";
import { replayCount, replayLines } from "../../src/teams/cards/replay-words.js";
import { riskStory } from "../builders/story.js";
import { ADA, CROWD_GROUP, openSettingsWorld, type SettingsWorld } from "./settings-world.js";

const MANY = 10_000;
/** The issue of a dry run over 90 days. Milliseconds. */
const PATIENCE = 3_000;

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

/** A store that holds these summaries and nothing else that counts here. */
function contextWith(summaries: readonly RequestSummary[]): Context {
  const requestSummaries = async () => summaries;
  const store = { now: () => world.now, requestSummaries } as unknown as Context["store"];
  return { ...world.context, store };
}

/** Somebody's who is no administrator here. */
function aRequest(): RequestSummary {
  return {
    ...summarizeRequest(riskStory().request),
    requestorId: "somebody",
    targetId: "somebody",
  };
}

const settings = {
  ...defaultSettings("idProtection"),
  isApprovalRequired: true,
  minimumRiskLevel: "low",
  fallbackApprovers: [{ kind: "group", id: CROWD_GROUP } as const],
};

test("10,000 requests are replayed within 3 s, and timers get their turn meanwhile", async () => {
  const summary = aRequest();
  const context = contextWith(Array.from({ length: MANY }, () => summary));
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const began = performance.now();
  const replay = await replaySettings(context, "idProtection", settings, ADA.id, 90 * DAY);
  clearInterval(timer);
  expect(performance.now() - began).toBeLessThan(PATIENCE);
  expect(replay).toMatchObject({ requests: MANY, had: MANY, would: MANY, gained: 0, lost: 0 });
  expect(turns).toBeGreaterThan(3);
});

test("V4 without the source's role no two periods differ by one request, whose level their figures would tell", async () => {
  const requests = Array.from({ length: 12 }, (_, i) => ({
    ...aRequest(),
    submittedAt: world.now - i * DAY,
  }));
  const store = {
    now: () => world.now,
    requestSummaries: async (since = 0) =>
      requests.filter(({ submittedAt }) => submittedAt >= since),
  };
  const context = { ...world.context, store } as unknown as Context;
  const replayed = (days: number, isApprovalRequired = true) =>
    replaySettings(
      context,
      "idProtection",
      { ...settings, isApprovalRequired },
      ADA.id,
      days * DAY,
    );
  for (const days of [1, 4.5, 9, 30])
    expect(await replayed(days)).toMatchObject({ requests: 12, span: 30 * DAY });
  expect(await replayed(31)).toMatchObject({ span: 60 * DAY });
  expect(await replayed(4.5, false)).toMatchObject({ requests: 5, span: 4.5 * DAY });
});

test("V4 without the source's role small figures are blurred, with it they are exact", async () => {
  const context = contextWith([aRequest()]);
  const strict = { ...settings, minimumRiskLevel: "high" };
  const replay = await replaySettings(context, "idProtection", strict, ADA.id, 90 * DAY);
  expect(replay).toMatchObject({ had: 1, mayCountExactly: false });
  expect(replayLines(replay)[0]).toBe(
    "Judged: 1 of 1 requests. Would gain this review: too few to tell. Would lose it: too few to tell.",
  );
  expect(replayLines({ ...replay, mayCountExactly: true })[0]).toBe(
    "Reviewed: 0 of 1 requests. Would gain this review: 0. Would lose it: 1.",
  );
});

test("A1 what the directory does not tell is not counted as nobody", async () => {
  const context = contextWith([aRequest()]);
  world.directory.isDown = true;
  const replay = await replaySettings(context, "idProtection", settings, ADA.id, 90 * DAY);
  expect(replay.isResolved).toBe(false);
  expect(replayLines(replay).join(" ")).not.toMatch(/nobody|fallback/);
});

test.each([
  [0, 9, "too few to tell"],
  [9, 9, "too few to tell"],
  [0, 10, "fewer than 5"],
  [4, 400, "fewer than 5"],
  [5, 10, "5 or more"],
  [10, 10, "5 or more"],
  [14, 400, "10 or more"],
  [400, 400, "395 or more"],
])(
  "V4 without the role, %i of %i are told as %s: neither none, nor few, nor all",
  (count, of, told) => {
    expect(replayCount({ mayCountExactly: false }, count, of)).toBe(told);
    expect(replayCount({ mayCountExactly: true }, count, of)).toBe(String(count));
  },
);

test("V4 without the role no figure of a level tells one request from another", async () => {
  const high = aRequest();
  const low = { ...high, readings: high.readings.map((reading) => ({ ...reading, rank: 1 })) };
  const strict = { ...settings, minimumRiskLevel: "high" };
  const words = async (summary: RequestSummary) => {
    const context = contextWith([summary]);
    const replay = await replaySettings(context, "idProtection", strict, ADA.id, 90 * DAY);
    const load = replay.load.map(({ personId, ...counts }) => ({ name: personId, ...counts }));
    const input = {
      source: "idProtection" as const,
      period: "the last day",
      rows: [],
      replay,
      load,
    };
    const { card } = renderSettingsPreview(input);
    return JSON.stringify([card, replayLines(replay)]);
  };
  expect(await words(high)).toBe(await words(low));
});
