import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { isUpdateOwed } from "../../src/approval/notice.js";
import { candidate, delegation, FINN, MORGAN, RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { controls, DENIAL, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

function eventOf(story: Story, type: string) {
  return story.events.find((event) => event.type === type);
}

/** A stage of the policy that Morgan may decide. */
function policyStory(): Story {
  const stages = [policyStage()];
  const story = new Story({ target: TAYLOR, assignmentPolicy: { ...POLICY, stages } });
  story.evaluate([reading("idProtection", 0, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(MORGAN)], []).post.deliverAll();
  return story;
}

describe("the end of a stage in the trail", () => {
  test("U1 V4 names decider, stage and settings; words and the move of the level stand beside it", () => {
    const story = riskStory().wait(MINUTE);
    story.click(SAM, "Denied", { justification: "leaked" });
    expect(eventOf(story, "stageDecided")).toStrictEqual({
      type: "stageDecided",
      at: NOW + MINUTE,
      actor: { kind: "person", id: SAM.id },
      details: {
        requestId: "R-1042",
        stage: 0,
        source: "idProtection",
        configurationVersion: 4,
        reviewResult: "Denied",
        reason: "decision",
      },
      personal: {
        justification: "leaked",
        riskAtDecision: "notLower",
        reviewedBy: SAM.displayName,
      },
    });
  });

  test("D7 says that the level was lower at the click", () => {
    const story = riskStory();
    story.click(SAM, "Approved", { reading: reading("idProtection", 1, NOW) });
    expect(eventOf(story, "stageDecided")?.personal).toMatchObject({ riskAtDecision: "lower" });
  });

  test("A5 names the delegate, and whose right he used", () => {
    const story = riskStory();
    story.appoint(delegation(SAM, FINN)).post.deliverAll();
    story.click(FINN, "Denied");
    expect(eventOf(story, "stageDecided")).toMatchObject({
      actor: { kind: "person", id: FINN.id, onBehalfOf: SAM.id },
      personal: { reviewedBy: FINN.displayName, onBehalfOf: SAM.displayName },
    });
  });

  test("P1 of the policy has no source, no settings and no level", () => {
    const story = policyStory();
    story.click(MORGAN, "Approved", { justification: "fine" });
    const event = eventOf(story, "stageDecided");
    expect(event?.details).toStrictEqual({
      ...{ requestId: "R-1042", stage: 0 },
      ...{ reviewResult: "Approved", reason: "decision" },
    });
    expect(event?.actor).toStrictEqual({ kind: "person", id: MORGAN.id });
    expect(event?.personal).toStrictEqual({
      justification: "fine",
      reviewedBy: MORGAN.displayName,
    });
  });

  test("T3 by the deadline was nobody", () => {
    const story = riskStory().wait(DENIAL);
    expect(eventOf(story, "stageTimedOut")).toStrictEqual({
      type: "stageTimedOut",
      at: NOW + DENIAL,
      actor: { kind: "clock" },
      details: {
        ...{ requestId: "R-1042", stage: 0, source: "idProtection", configurationVersion: 4 },
        ...{ reviewResult: "Denied", reason: "timedOut", dueAt: NOW + DENIAL },
      },
      personal: { justification: "" },
    });
  });
});

describe("what follows the end of a stage", () => {
  test("D8 N1 a denial ends the request and tells requestor and target", () => {
    const story = policyStory().wait(MINUTE);
    story.post.updateAll();
    story.click(MORGAN, "Denied");
    expect(story.request).toMatchObject({
      ...{ state: "denied", completedAt: NOW + MINUTE, endReason: "decision" },
    });
    expect(story.request).not.toHaveProperty("handOver");
    expect(story.post.rows("outcome")).toMatchObject([
      { recipient: RILEY.id, subject: "denied", state: "pending", createdAt: NOW + MINUTE },
      { recipient: TAYLOR.id, subject: "denied", state: "pending", createdAt: NOW + MINUTE },
    ]);
    expect(story.post.rows("ownRequestCard").map(isUpdateOwed)).toStrictEqual([true, true]);
    expect(story.events.at(-1)).toStrictEqual({
      type: "requestDenied",
      at: NOW + MINUTE,
      actor: { kind: "system" },
      details: { requestId: "R-1042", reason: "decision" },
    });
  });

  test("D8 F1 the last approval hands the request over and tells its cards", () => {
    const story = policyStory().wait(MINUTE);
    story.click(MORGAN, "Approved");
    expect(story.request).toMatchObject({
      state: "approved",
      handOver: { isDone: false, attempts: 0, notBefore: NOW + MINUTE },
    });
    expect(story.request).not.toHaveProperty("completedAt");
    expect(story.post.rows("ownRequestCard").map(isUpdateOwed)).toStrictEqual([true, true]);
    expect(story.events.at(-1)).toStrictEqual({
      type: "requestApproved",
      at: NOW + MINUTE,
      actor: { kind: "system" },
      details: { requestId: "R-1042", stages: 1 },
    });
  });

  test("C1 a cancellation is one in the trail too", () => {
    const story = riskStory();
    story.cancel(RILEY);
    expect(eventOf(story, "requestCanceled")).toMatchObject({ actor: { kind: "system" } });
    expect(eventOf(story, "requestDenied")).toBeUndefined();
    expect(story.post.rows("outcome")).toMatchObject([{ subject: "canceled" }]);
  });

  test("I5 F1 the denial of a call-out is resumed in Entra", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.click(SAM, "Denied");
    expect(story.request).toMatchObject({
      state: "denied",
      handOver: { isDone: false, attempts: 0, notBefore: NOW },
    });
  });
});

describe("the cards of a stage that is over", () => {
  test("N3 T6 owe their new look where they were posted, and are withdrawn where not", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve().post.deliver(SAM);
    story.wait(DENIAL / 6).post.deliver(SAM);
    const [reminder] = story.post.rows("reminder");
    expect(reminder?.state).toBe("delivered");
    story.click(SAM, "Approved");
    story.resolve([candidate(MORGAN)], []);
    const cards = story.post.rows("approvalCard");
    expect(cards.map(({ stage, state }) => [stage, state])).toStrictEqual([
      [0, "delivered"],
      [0, "withdrawn"],
      [1, "pending"],
    ]);
    expect(cards.map(isUpdateOwed)).toStrictEqual([true, false, false]);
    expect(cards[1]).toMatchObject({ failure: "overtaken", settledAt: NOW + DENIAL / 6 });
    expect(story.post.rows("reminder").map(({ state }) => state)).toContain("delivered");
    expect(story.post.rows("reminder").filter(isUpdateOwed)).toHaveLength(1);
  });
});
