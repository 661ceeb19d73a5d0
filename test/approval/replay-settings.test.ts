import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { HOUR } from "../../src/approval/instant.js";
import {
  type ReplaySettings,
  ReplayTally,
  wouldBeReviewed,
} from "../../src/approval/replay-settings.js";
import { type RequestSummary, summarizeRequest } from "../../src/approval/request-summary.js";
import {
  candidate,
  FAYE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  SOC_GROUP,
  TAYLOR,
} from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

/** Medium and above are asked about; Sam and Ingrid are asked, then Finn. */
function under(settings = {}, sets: Partial<ReplaySettings> = {}): ReplaySettings {
  return {
    source: "idProtection",
    settings: { ...defaultSettings("idProtection"), isApprovalRequired: true, ...settings },
    primaryApprovers: [candidate(SAM), candidate(INGRID)],
    fallbackApprovers: [candidate(FINN, SOC_GROUP)],
    ...sets,
  };
}

function replay(summaries: readonly RequestSummary[], settings = under()) {
  const tally = new ReplayTally(settings);
  for (const summary of summaries) tally.add(summary);
  return tally.figures();
}

const reviewed = (rank = 2, who = RILEY): RequestSummary =>
  summarizeRequest(riskStory({ requestor: who, target: who }, rank).request);

/** Read as low, so that only the policy's manager was asked. */
function unreviewed(source: "idProtection" | "insiderRisk" = "idProtection"): RequestSummary {
  const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
  const readings =
    source === "idProtection" ? [reading(source, 1, NOW)] : [reading(source, 0, NOW)];
  story.evaluate(readings, controls({ [source]: {} })).resolve([candidate(MORGAN)], []);
  return summarizeRequest(story.request);
}

describe("settings replayed on requests of the past", () => {
  test("E2 a stage that stays is neither gained nor lost", () => {
    expect(replay([reviewed(), reviewed(3)])).toStrictEqual({
      requests: 2,
      unjudged: 0,
      had: 2,
      would: 2,
      gained: 0,
      lost: 0,
      metNobody: 0,
      withoutPrimary: 0,
      load: [
        { personId: SAM.id, before: 2, after: 2 },
        { personId: INGRID.id, before: 2, after: 2 },
      ],
    });
  });

  test("E2 a higher minimum loses the stage, a lower one gains it", () => {
    expect(replay([reviewed(2), reviewed(3)], under({ minimumRiskLevel: "high" }))).toMatchObject({
      ...{ had: 2, would: 1, gained: 0, lost: 1 },
      load: [
        { personId: SAM.id, before: 2, after: 1 },
        { personId: INGRID.id, before: 2, after: 1 },
      ],
    });
    expect(replay([unreviewed()], under({ minimumRiskLevel: "low" }))).toMatchObject({
      ...{ had: 0, would: 1, gained: 1, lost: 0 },
      load: [
        { personId: SAM.id, before: 0, after: 1 },
        { personId: INGRID.id, before: 0, after: 1 },
      ],
    });
    expect(replay([unreviewed()])).toMatchObject({
      had: 0,
      would: 0,
      gained: 0,
      lost: 0,
      load: [],
    });
  });

  test("E4 nothing is guessed about a request whose level was not read", () => {
    expect(replay([unreviewed("insiderRisk")])).toMatchObject({
      ...{ requests: 1, unjudged: 1, had: 0, would: 0, load: [] },
    });
  });

  test("I5 a call-out that no settings put a stage before does not count", () => {
    const { request } = new Story({ origin: callOutOrigin("userRemove") });
    expect(replay([summarizeRequest(request)])).toMatchObject({ requests: 0, unjudged: 0 });
  });

  test("A1 A2 A3 the requestor and the target are not asked, and an empty set is counted", () => {
    const aboutTwo = { ...reviewed(), requestorId: SAM.id, targetId: TAYLOR.id };
    const alone = under({}, { primaryApprovers: [candidate(SAM), candidate(TAYLOR)] });
    expect(replay([aboutTwo], alone)).toMatchObject({
      ...{ would: 1, withoutPrimary: 1, metNobody: 0 },
      load: expect.arrayContaining([{ personId: FINN.id, before: 0, after: 1 }]),
    });
    const nobody = { ...alone, fallbackApprovers: [candidate(TAYLOR)] };
    const figures = replay([aboutTwo], nobody);
    expect(figures).toMatchObject({ would: 1, withoutPrimary: 0, metNobody: 1 });
    expect(figures.load.filter(({ after }) => after > 0)).toStrictEqual([]);
    expect(replay([reviewed()], alone)).toMatchObject({ withoutPrimary: 0, metNobody: 0 });
  });

  test("A1 a requestor in the fallback set is not asked either", () => {
    const own = { ...reviewed(), requestorId: FINN.id, targetId: FINN.id };
    const settings = under({}, { primaryApprovers: [candidate(SAM, undefined, false)] });
    expect(replay([own], settings)).toMatchObject({ withoutPrimary: 0, metNobody: 1 });
    expect(replay([reviewed()], settings)).toMatchObject({ withoutPrimary: 1, metNobody: 0 });
  });

  test("A1 one of the two people is enough to be left out", () => {
    const alone = under({}, { primaryApprovers: [candidate(SAM)] });
    for (const concerned of [{ requestorId: SAM.id }, { targetId: SAM.id }])
      expect(replay([{ ...reviewed(), ...concerned }], alone)).toMatchObject({ withoutPrimary: 1 });
  });

  test("A2 a stage whose primaries were nobody had asked its fallback approvers", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([], [candidate(FAYE)]);
    expect(replay([summarizeRequest(story.request)]).load).toStrictEqual([
      { personId: SAM.id, before: 0, after: 1 },
      { personId: INGRID.id, before: 0, after: 1 },
      { personId: FAYE.id, before: 1, after: 0 },
    ]);
  });

  test("the most asked come first, then those who were most asked before, then by id", () => {
    const [first] = reviewed().stages;
    const asking = (...who: readonly { readonly id: string }[]): RequestSummary => {
      if (!first) throw new Error("no stage");
      const stage = { ...first, primaryApproverIds: who.map(({ id }) => id) };
      return { ...reviewed(), stages: [stage] };
    };
    const summaries = [asking(FAYE, FINN, MORGAN), asking(MORGAN), asking(INGRID)];
    const { load } = replay(summaries, under({}, { primaryApprovers: [candidate(TAYLOR)] }));
    expect(load).toStrictEqual([
      { personId: TAYLOR.id, before: 0, after: 3 },
      { personId: MORGAN.id, before: 2, after: 0 },
      { personId: INGRID.id, before: 1, after: 0 },
      { personId: FINN.id, before: 1, after: 0 },
      { personId: FAYE.id, before: 1, after: 0 },
    ]);
  });
});

describe("the time to a decision", () => {
  const decidedAfter = (ms: number) => {
    const story = riskStory();
    story.now += ms;
    story.click(SAM, "Denied");
    return summarizeRequest(story.request);
  };

  test("D1 counts from the opening of this source's stage to somebody's decision", () => {
    expect(replay([decidedAfter(HOUR), decidedAfter(3 * HOUR)]).timeToDecision).toStrictEqual({
      median: HOUR,
      ninetieth: 3 * HOUR,
    });
  });

  test("T3 leaves out what the deadline decided, what is open and what another source asked", () => {
    const timedOut = summarizeRequest(riskStory().wait(4 * 24 * HOUR).request);
    const [stage] = decidedAfter(HOUR).stages;
    if (!stage) throw new Error("no stage");
    const { source: _, ...policy } = stage;
    const other = { ...unreviewed(), stages: [policy] };
    const { openedAt: __, ...unopened } = stage;
    const old = { ...decidedAfter(HOUR), stages: [unopened] };
    expect(replay([timedOut, reviewed(), other, old])).not.toHaveProperty("timeToDecision");
  });
});

describe("whether a stored request would have had the stage", () => {
  const settings = under();

  test("E2 E3 is judged by its readings of this source only", () => {
    const insider = reading("insiderRisk", 3, NOW);
    const withReadings = (...readings: RequestSummary["readings"]) => ({
      ...unreviewed(),
      readings,
    });
    const low = reading("idProtection", 1, NOW);
    expect(wouldBeReviewed(settings, withReadings(low, insider))).toBe(false);
    expect(wouldBeReviewed(settings, withReadings(low, reading("idProtection", 2, NOW)))).toBe(
      true,
    );
    expect(wouldBeReviewed(settings, withReadings(reading("idProtection", null, NOW)))).toBe(true);
    expect(wouldBeReviewed(settings, withReadings(insider))).toBeUndefined();
  });

  test("E1 is certain for settings that are switched off", () => {
    const off = under({ isApprovalRequired: false });
    expect(wouldBeReviewed(off, unreviewed("insiderRisk"))).toBe(false);
    expect(wouldBeReviewed(off, reviewed())).toBe(false);
  });

  test("E4 is not known of a summary that was stored before stages were part of it", () => {
    const old = { ...reviewed(), stages: [] };
    expect(wouldBeReviewed(settings, old)).toBeUndefined();
    expect(wouldBeReviewed(under({ isApprovalRequired: false }), old)).toBeUndefined();
    expect(replay([old])).toMatchObject({ requests: 1, unjudged: 1, had: 0, would: 0 });
  });
});
