import { describe, expect, it } from "vitest";
import { HOUR } from "../../src/approval/instant.js";
import { summarizeRequest } from "../../src/approval/request-summary.js";
import { FAYE, FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { submission } from "../builders/submission.js";

describe("a summary", () => {
  it("E4, P2 knows what was read, from which settings, and which deadline is next", () => {
    const { request } = riskStory();
    expect(summarizeRequest(request)).toMatchObject({
      isCallOut: false,
      readings: [{ source: "idProtection", personId: RILEY.id, rank: 2 }],
      settingsVersions: { idProtection: 4 },
      nextDeadline: NOW + ESCALATION,
      stages: [
        {
          source: "idProtection",
          status: "open",
          openedAt: NOW,
          escalationDueAt: NOW + ESCALATION,
          denialDueAt: NOW + DENIAL,
          primaryApproverIds: [SAM.id, INGRID.id],
          fallbackApproverIds: [FINN.id, FAYE.id],
        },
      ],
    });
  });

  it("T1 names the denial as the next deadline once a stage is escalated, and why it was", () => {
    const story = riskStory();
    story.wait(ESCALATION);
    const summary = summarizeRequest(story.request);
    expect(summary.nextDeadline).toBe(NOW + DENIAL);
    expect(summary.stages[0]).toMatchObject({
      escalatedAt: NOW + ESCALATION,
      escalationReason: "deadline",
    });
    expect(summary.stages[0]).not.toHaveProperty("escalationDueAt");
  });

  it("D1 knows who decided and when, and T3 that nobody did, without a word of theirs", () => {
    const story = riskStory();
    story.now += HOUR;
    story.click(SAM, "Denied", { justification: "not this week" });
    const decided = summarizeRequest(story.request);
    expect(decided.stages[0]?.outcome).toEqual({
      reviewResult: "Denied",
      reason: "decision",
      at: NOW + HOUR,
      reviewedById: SAM.id,
    });
    expect(JSON.stringify(decided)).not.toMatch(/not this week|Sam Okafor|leaked/);
    expect(decided).not.toHaveProperty("nextDeadline");

    const silent = riskStory();
    silent.wait(DENIAL);
    expect(summarizeRequest(silent.request).stages[0]?.outcome).toEqual({
      reviewResult: "Denied",
      reason: "timedOut",
      at: NOW + DENIAL,
    });
  });

  it("E3 keeps that a source could not be read, also one that led to no stage", () => {
    const policy = { ...submission().assignmentPolicy, stages: [policyStage()] };
    const story = new Story({ assignmentPolicy: policy });
    const proceeding = { whenRiskUnavailable: "proceed" as const };
    story.evaluate(
      [reading("idProtection", null, story.now)],
      controls({ idProtection: proceeding }),
    );
    expect(summarizeRequest(story.request)).toMatchObject({
      readings: [{ rank: null, unavailable: "noAnswer" }],
      settingsVersions: {},
      riskStages: 0,
      policyStages: 1,
      stages: [{ status: "resolving" }],
    });
  });

  it("C1 has no deadline left after the request was canceled in its stage", () => {
    const story = riskStory();
    story.cancel(RILEY);
    const summary = summarizeRequest(story.request);
    expect(summary).not.toHaveProperty("nextDeadline");
    expect(summary.stages[0]).not.toHaveProperty("denialDueAt");
  });
});
