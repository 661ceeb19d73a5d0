import { describe, expect, test } from "vitest";
import type { Insights } from "../../src/approval/insights.js";
import { MINUTE } from "../../src/approval/instant.js";
import { summarizeRequest } from "../../src/approval/request-summary.js";
import type { StageSummary } from "../../src/approval/stage-summary.js";
import { candidate, DANA, delegation, MORGAN, SAM } from "../builders/cast.js";
import { controls, DENIAL, policyStage } from "../builders/controls.js";
import { insightsOf } from "../builders/insights.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const withPolicy = { assignmentPolicy: { ...POLICY, stages: [policyStage()] } };

/** A stage that was opened and asked these; one of them may have decided it. */
function stage(asked: string, decider?: string): StageSummary {
  return {
    ...{ status: "settled", openedAt: NOW },
    ...{ primaryApproverIds: asked.split(" "), fallbackApproverIds: [] },
    ...(decider !== undefined && {
      outcome: { reviewResult: "Approved", reason: "decision", at: NOW, reviewedById: decider },
    }),
  };
}

function loadOf(...stages: readonly StageSummary[]): string[] {
  const summary = { ...summarizeRequest(riskStory().request), stages };
  return insightsOf([summary]).load.map((l) => `${l.personId} ${l.asked} ${l.decided}`);
}

describe("the load of the approvers", () => {
  test.each<[string, readonly StageSummary[], readonly string[]]>([
    [
      "most asked first, whatever they decided",
      [stage("a", "a"), stage("b"), stage("b"), stage("c"), stage("c"), stage("c")],
      ["c 3 0", "b 2 0", "a 1 1"],
    ],
    [
      "asked as often, most decided first",
      [stage("a b c", "b"), stage("a b c", "c"), stage("a b c", "c")],
      ["c 3 2", "b 3 1", "a 3 0"],
    ],
    ["otherwise always in the same order", [stage("c a b")], ["a 1 0", "b 1 0", "c 1 0"]],
    ["the same the other way round", [stage("a b c")], ["a 1 0", "b 1 0", "c 1 0"]],
    ["each once for a stage that names him twice", [stage("a a", "a")], ["a 1 1"]],
  ])("is told %s", (_, stages, expected) => {
    expect(loadOf(...stages)).toEqual(expected);
  });

  test("A5 counts a delegate as asked who decided without being in a set", () => {
    const story = new Story(withPolicy).evaluate([], controls({}));
    story.delegations = [delegation(MORGAN, DANA)];
    story.resolve([candidate(MORGAN)], []).post.deliverAll();
    story.click(DANA, "Approved");
    expect(insightsOf([summarizeRequest(story.request)]).load).toEqual([
      { personId: DANA.id, asked: 1, decided: 1 },
      { personId: MORGAN.id, asked: 1, decided: 0 },
    ]);
  });
});

describe("the outcomes", () => {
  const figures = (story: Story): Insights => insightsOf([summarizeRequest(story.request)]);
  const none = { approved: 0, denied: 0, timedOut: 0, canceled: 0, pending: 0 };

  test("T3 D8 tell a denial by somebody from one by the clock", () => {
    const denied = riskStory(withPolicy);
    denied.now += MINUTE;
    denied.click(SAM, "Denied");
    // The policy stage was never opened.
    expect(figures(denied)).toMatchObject({
      outcomes: { ...none, denied: 1 },
      openedStages: 1,
      timedOutStages: 0,
      timeToDecision: { median: MINUTE, ninetieth: MINUTE },
    });
  });

  test("T3 count as timed out what timed out at a later stage", () => {
    const late = riskStory(withPolicy);
    late.click(SAM, "Approved");
    late.resolve([candidate(MORGAN)], []).wait(DENIAL);
    expect(figures(late)).toMatchObject({
      outcomes: { ...none, timedOut: 1 },
      openedStages: 2,
      timedOutStages: 1,
    });
  });

  test("T3 count as timed out what timed out at the first stage of several", () => {
    const early = riskStory(withPolicy).wait(DENIAL);
    expect(figures(early)).toMatchObject({
      outcomes: { ...none, timedOut: 1 },
      openedStages: 1,
      timedOutStages: 1,
    });
    expect(figures(early)).not.toHaveProperty("timeToDecision");
  });
});
