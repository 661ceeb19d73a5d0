import { describe, expect, test } from "vitest";
import { decideStage, examineDecision, rulesBehind } from "../../src/approval/decide.js";
import { candidate, MANAGER, MORGAN, RILEY, SAM, SECURITY_ROLE } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const withPolicy = { assignmentPolicy: { ...POLICY, stages: [policyStage(), policyStage()] } };
const words = { person: SAM, justification: "as agreed", appointers: [] };
const via = { kind: "typed", activityId: "a1", digest: "d1" } as const;

describe("what is kept of a decision", () => {
  test("D7 D8 that the risk was lower is noted on an approval only, and of a risk stage only", () => {
    const low = { reading: reading("idProtection", 1, NOW) };
    const approved = riskStory();
    approved.click(SAM, "Approved", low);
    expect(approved.stage().outcome?.wasRiskLower).toBe(true);
    const denied = riskStory();
    denied.click(SAM, "Denied", low);
    expect(denied.stage().outcome?.wasRiskLower).toBe(false);
    const policy = new Story(withPolicy).evaluate([], controls({}));
    policy.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    policy.click(MORGAN, "Approved", low);
    expect(policy.stage().outcome?.wasRiskLower).toBe(false);
  });

  test("D9 the rules that are read again are those that named the decider", () => {
    const { request } = riskStory();
    const examined = examineDecision(request, { ...words, reviewResult: "Denied", via }, NOW);
    if (examined.ok !== true) throw new Error("he may decide");
    expect(rulesBehind(examined.authority)).toEqual([
      { rule: SECURITY_ROLE, label: "Security Administrator" },
    ]);
  });

  test.each([
    [0, { answer: "settled", index: 0 }],
    [1, { ok: "cardFirst", index: 0, reason: "notShownYet" }],
    [undefined, { answer: "settled", index: 0 }],
  ])("D6 D9 a decision for which stage %s was read gets its answer", (index, answer) => {
    const seen = reading("idProtection", 2, NOW);
    const facts = { standing: "stands", reading: seen, newToken: "token-x-0000000000" } as const;
    const read = { ...facts, ...(index !== undefined && { index }) };
    const decision = { ...words, reviewResult: "Approved", via } as const;
    expect(decideStage(riskStory().request, decision, read, NOW)).toMatchObject(answer);
  });
});

describe("words that were answered with the card of a stage", () => {
  /** Sam decided the risk stage, and his words about the first policy stage were held. */
  function held(): Story {
    const story = riskStory(withPolicy);
    story.click(SAM, "Approved");
    story.resolve([candidate(SAM, MANAGER), candidate(MORGAN, MANAGER)], []).post.deliverAll();
    const first = { ok: "cardFirst", index: 1, reason: "decidedEarlierStage" };
    expect(story.type(SAM, "Approved", "a1")).toMatchObject(first);
    expect(story.type(SAM, "Approved", "a1")).toEqual(first);
    return story;
  }

  test("D6 get the settled stage when they are delivered again after it, though the next is open", () => {
    const story = held();
    story.click(MORGAN, "Approved");
    story.resolve([candidate(SAM, MANAGER)], []).post.deliverAll();
    expect(story.openIndex).toBe(2);
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: "known", index: 1 });
    expect(story.stage(2).outcome).toBeUndefined();
  });

  test("C1 D6 get the closed stage when the request was canceled meanwhile", () => {
    const story = held();
    story.cancel(RILEY);
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: "known", index: 1 });
  });
});
