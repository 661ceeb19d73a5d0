import { expect, test } from "vitest";
import { ReplayTally, wouldBeReviewed } from "../../src/approval/replay-settings.js";
import type { RequestSummary } from "../../src/approval/request-summary.js";
import type { RiskSource } from "../../src/approval/risk.js";
import type { StageSummary } from "../../src/approval/stage-summary.js";
import { replaySettings } from "../../src/service/replay-settings.js";
import { resolveRules } from "../../src/service/resolve-rules.js";
import { ADA, RILEY } from "../builders/cast.js";
import { Choices } from "./choices.js";
import {
  type Controls,
  chooseScript,
  chooseSettings,
  type LivedHistory,
  live,
} from "./replay-world.js";

/** A history is lived twice, with every card and click: a share of what the interleavings take. */
const RUNS = Math.ceil(Number(process.env.PROPERTY_RUNS ?? (process.env.CI ? 6_400 : 800)) / 16);
/** With fewer runs not everything that can happen needs to have happened. */
const ENOUGH = 20;
const FOREVER = 400 * 24 * 3_600_000;

const stageOf = (summary: RequestSummary | undefined, source: RiskSource) =>
  summary?.stages.find((stage) => stage.source === source);

/** Whom the stage asked first. */
const askedBy = ({ primaryApproverIds, fallbackApproverIds }: StageSummary) =>
  primaryApproverIds.length > 0 ? primaryApproverIds : fallbackApproverIds;

test(
  `E1 E2 E3 E4 A1 A2 A3 a dry run says what really happens to the same submissions (${RUNS} random histories)`,
  async () => {
    const seen = { gained: 0, lost: 0, unjudged: 0, metNobody: 0, withoutPrimary: 0, asked: 0 };
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const choices = new Choices(seed);
      const script = chooseScript(choices);
      const before: Controls = {
        idProtection: chooseSettings(choices, "idProtection"),
        insiderRisk: chooseSettings(choices, "insiderRisk"),
      };
      const source = choices.pick(["idProtection", "insiderRisk"] as const);
      const after: Controls = { ...before, [source]: chooseSettings(choices, source) };
      const past = await live(script, before, seed);
      const real = await live(script, after, seed);
      await compare(seed, source, after, past, real, seen);
      await Promise.all([past.world.stop(), real.world.stop()]);
    }
    // The histories are rich enough to prove anything at all.
    if (RUNS < ENOUGH) return;
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  },
  30_000 + RUNS * 1_000,
);

async function compare(
  seed: number,
  source: RiskSource,
  after: Controls,
  past: LivedHistory,
  real: LivedHistory,
  seen: Record<string, number>,
): Promise<void> {
  const { context } = past.world;
  const under = { source, settings: after[source] };
  const pairs = past.summaries.map((was, i) => ({ was, is: real.summaries[i] }));
  const judged = pairs.filter(
    ({ was }) => was.isReviewed && wouldBeReviewed(under, was) !== undefined,
  );
  const unjudged = pairs.filter(
    ({ was }) => was.isReviewed && wouldBeReviewed(under, was) === undefined,
  );
  const had = judged.filter(({ was }) => stageOf(was, source));
  const has = judged.filter(({ is }) => stageOf(is, source));

  const replay = await replaySettings(context, source, after[source], ADA.id, FOREVER);
  expect(replay, `seed ${seed}`).toMatchObject({
    requests: judged.length + unjudged.length,
    unjudged: unjudged.length,
    had: had.length,
    would: has.length,
    gained: has.filter((pair) => !had.includes(pair)).length,
    lost: had.filter((pair) => !has.includes(pair)).length,
  });
  // Nothing is called unknown that could be known.
  for (const { was } of unjudged)
    expect(was.readings.filter((r) => r.source === source)).toEqual([]);

  // Whom a stage asks is only known of a stage that an earlier denial did not keep from opening.
  const opened = judged.filter(({ is }) => {
    const stage = stageOf(is, source);
    return stage === undefined || stage.status !== "waiting";
  });
  const [primary, fallback] = await Promise.all([
    resolveRules(context, under.settings.primaryApprovers, ""),
    resolveRules(context, under.settings.fallbackApprovers, ""),
  ]);
  const sets = { primaryApprovers: primary.candidates, fallbackApprovers: fallback.candidates };
  const tally = new ReplayTally({ ...under, ...sets });
  for (const { was } of opened) tally.add(was);
  const figures = tally.figures();
  const stages = opened.flatMap(({ is }) => stageOf(is, source) ?? []);
  const load = new Map<string, number>();
  for (const id of stages.flatMap(askedBy)) load.set(id, (load.get(id) ?? 0) + 1);
  const foreseen = figures.load.filter((entry) => entry.after > 0);
  expect(new Map(foreseen.map((entry) => [entry.personId, entry.after])), `seed ${seed}`).toEqual(
    load,
  );
  const empty = stages.filter((stage) => askedBy(stage).length === 0).length;
  const fallbackOnly = stages.filter(
    (stage) => stage.primaryApproverIds.length === 0 && stage.fallbackApproverIds.length > 0,
  ).length;
  expect(figures, `seed ${seed}`).toMatchObject({ metNobody: empty, withoutPrimary: fallbackOnly });

  // V4: Riley administers too, and none of his own is in any figure.
  const own = (s: RequestSummary) => s.requestorId === RILEY.id || s.targetId === RILEY.id;
  const hidden = await replaySettings(context, source, after[source], RILEY.id, FOREVER);
  expect(hidden.requests).toBe(past.summaries.filter((s) => s.isReviewed && !own(s)).length);

  const { gained, lost } = replay;
  for (const [what, count] of Object.entries({ gained, lost, unjudged: unjudged.length }))
    seen[what] = (seen[what] ?? 0) + count;
  seen.metNobody = (seen.metNobody ?? 0) + empty;
  seen.withoutPrimary = (seen.withoutPrimary ?? 0) + fallbackOnly;
  seen.asked = (seen.asked ?? 0) + load.size;
}
