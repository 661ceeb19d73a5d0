import { describe, expect, test } from "vitest";
import { decideStage } from "../../src/approval/decide.js";
import { DAY, MINUTE } from "../../src/approval/instant.js";
import {
  candidate,
  DANA,
  delegation,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
} from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const settled = { ok: true, answer: "settled" };
const first = { ok: "cardFirst", index: 1, reason: "decidedEarlierStage" };

/** Sam approved the risk stage and is also asked by the policy stage, which is open. */
function twice(decideFirst: (story: Story) => unknown): Story {
  const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
  expect(decideFirst(story)).toMatchObject(settled);
  story.resolve([candidate(SAM, MANAGER), candidate(MORGAN, MANAGER)], []).post.deliverAll();
  return story;
}

describe("a click that is delivered again", () => {
  test("D6 on a settled stage gets the same answer and never touches the next stage", () => {
    let token = "";
    const story = twice((s) => {
      token = s.post.card(SAM).copies[0]?.token ?? "";
      return s.click(SAM, "Approved");
    });
    const before = story.stage(0);
    for (const result of ["Approved", "Denied"] as const) {
      expect(story.click(SAM, result, { token })).toEqual({ ok: "known", index: 0 });
      expect(story.wait(DAY / 4).click(SAM, result, { token })).toMatchObject({ index: 0 });
    }
    expect(story.stage(0)).toBe(before);
    expect(story.stage(1).status).toBe("open");
  });

  test("D6 D1 by a delegate gets the same answer though his delegation has ended", () => {
    const assignmentPolicy = { ...POLICY, stages: [policyStage(), policyStage()] };
    const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
    const lent = delegation(MORGAN, DANA);
    story.delegations = [lent];
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    const token = story.post.card(DANA).copies[0]?.token ?? "";
    expect(story.click(DANA, "Approved", { token })).toMatchObject(settled);
    story.endDelegation(lent);
    expect(story.click(DANA, "Approved", { token })).toEqual({ ok: "known", index: 0 });
  });

  test("D6 N3 on a canceled request gets the closed card", () => {
    const story = riskStory();
    story.cancel(RILEY);
    expect(story.click(SAM, "Approved")).toEqual({ ok: "known", index: 0 });
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: "known", index: 0 });
    expect(story.stage().outcome).toBeUndefined();
  });
});

describe("words that are delivered again", () => {
  test("D6 with the same activity id get the same answer, however late", () => {
    const story = twice((s) => s.type(SAM, "Approved", "a1"));
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: "known", index: 0 });
    story.wait(30 * MINUTE);
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: "known", index: 0 });
    expect(story.stage(1).status).toBe("open");
  });

  test("D6 with a new activity id within two minutes get the same answer", () => {
    const story = twice((s) => s.type(SAM, "Approved", "a1")).wait(2 * MINUTE - 1);
    expect(story.type(SAM, "Approved", "a2")).toEqual({ ok: "known", index: 0 });
  });

  test("D6 D1 that came too late do not decide a later stage of the same person", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.click(INGRID, "Approved");
    expect(story.type(SAM, "Denied", "a1")).toMatchObject({ ok: "known", index: 0 });
    story.resolve([candidate(SAM, MANAGER)], []).post.deliverAll();
    story.wait(30 * MINUTE);
    expect(story.type(SAM, "Denied", "a1")).toEqual({ ok: "known", index: 0 });
    expect(story.type(SAM, "Denied", "a2")).toMatchObject({ ...settled, index: 1 });
  });

  test("D6 of one person say nothing about another's", () => {
    const story = twice((s) => s.type(SAM, "Approved", "a1"));
    expect(story.type(MORGAN, "Approved", "a1")).toMatchObject({ ...settled, index: 1 });
  });
});

describe("words of somebody who decided an earlier stage", () => {
  test("D6 get the open stage's card first, and decide once he has it", () => {
    const story = twice((s) => s.click(SAM, "Approved"));
    for (const result of ["Approved", "Denied"] as const) {
      expect(story.type(SAM, result, `first ${result}`)).toMatchObject(first);
    }
    expect(story.stage(1).status).toBe("open");
    story.prompt(SAM).wait(3 * MINUTE);
    expect(story.type(SAM, "Approved", "later")).toMatchObject({ ...settled, index: 1 });
  });

  test("D6 delivered again do not decide because the card has come meanwhile", () => {
    const story = twice((s) => s.click(SAM, "Approved"));
    story.type(SAM, "Approved", "a1");
    story.prompt(SAM);
    expect(story.type(SAM, "Approved", "a1")).toMatchObject(first);
    expect(story.type(SAM, "Approved", "a2")).toMatchObject(first);
    story.wait(30 * MINUTE);
    expect(story.type(SAM, "Approved", "a1")).toMatchObject(first);
    expect(story.stage(1).status).toBe("open");
  });

  test("D6 are remembered once, with an event", () => {
    const story = twice((s) => s.click(SAM, "Approved"));
    story.type(SAM, "Approved", "a1");
    const before = story.request;
    story.type(SAM, "Approved", "a1");
    expect(story.request).toBe(before);
    expect(story.eventTypes().filter((type) => type === "typedDecisionAnswered")).toHaveLength(1);
  });

  test("D6 do not hold up a click on the open stage's own card", () => {
    const story = twice((s) => s.click(SAM, "Approved"));
    expect(story.click(SAM, "Approved")).toMatchObject({ ...settled, index: 1 });
  });

  test("D6 are remembered without end only if they settled something", () => {
    const story = twice((s) => s.type(SAM, "Approved", "settling"));
    for (let i = 0; i < 200; i += 1) {
      story.type(SAM, "Approved", `spam ${i}`, { justification: `spam ${i}` });
    }
    expect(story.request.typedDecisions.length).toBeLessThan(60);
    expect(story.type(SAM, "Denied", "settling")).toEqual({ ok: "known", index: 0 });
  });
});

test("D6 D9 what was read for one stage does not decide the next one", () => {
  const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
  const words = { person: INGRID, justification: "ok", appointers: [], reviewResult: "Approved" };
  const via = { kind: "typed", activityId: "a1", digest: "d1" };
  const seen = reading("idProtection", 2, NOW);
  const facts = { standing: "stands", reading: seen, index: 0, newToken: "token-x-0000000000" };
  story.click(SAM, "Approved");
  story.resolve([candidate(INGRID, MANAGER)], []).post.deliverAll();
  const decision = { ...words, via } as Parameters<typeof decideStage>[1];
  const read = facts as Parameters<typeof decideStage>[2];
  expect(decideStage(story.request, decision, read, NOW)).toMatchObject({
    ok: "cardFirst",
    index: 1,
  });
});
