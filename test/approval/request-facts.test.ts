import { describe, expect, test } from "vitest";
import { HOUR } from "../../src/approval/instant.js";
import {
  findableBy,
  historyFor,
  type RequestSummary,
  summarizeRequest,
} from "../../src/approval/request-summary.js";
import {
  candidate,
  delegation,
  FAYE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  TAYLOR,
} from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

const onePolicyStage = { ...POLICY, stages: [policyStage()] };

/** A risk stage that Sam approves, then Morgan's stage of the policy. */
function atPolicyStage(): Story {
  const story = new Story({ assignmentPolicy: onePolicyStage });
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(SAM)], []).post.deliverAll();
  story.click(SAM, "Approved");
  story.resolve([candidate(MORGAN)], []).post.deliverAll();
  return story;
}

describe("what lists know of a request", () => {
  test("I1 is who, for whom, what and when, with its stages by kind", () => {
    const { request } = new Story({ target: TAYLOR });
    expect(summarizeRequest(request)).toStrictEqual({
      id: "R-1042",
      state: "pendingApproval",
      isCallOut: false,
      isReviewed: true,
      requestorId: RILEY.id,
      requestorName: RILEY.displayName,
      targetId: TAYLOR.id,
      targetName: TAYLOR.displayName,
      accessPackageId: "package-1",
      accessPackageName: "Finance Data",
      submittedAt: NOW,
      policyStages: 0,
      riskStages: 0,
      endedAtRiskStage: false,
      readings: [],
      stages: [],
      settingsVersions: {},
    });
    expect(summarizeRequest(atPolicyStage().request)).toMatchObject({
      riskStages: 1,
      policyStages: 1,
    });
  });

  test("E4 P2 keeps every reading in short, and the version of each source that put a stage there", () => {
    const story = new Story({ assignmentPolicy: onePolicyStage });
    const readings = [reading("idProtection", 2, NOW), reading("insiderRisk", 0, NOW)];
    story.evaluate(readings, controls({ idProtection: {}, insiderRisk: {} }));
    expect(summarizeRequest(story.request).readings).toStrictEqual([
      { source: "idProtection", personId: RILEY.id, rank: 2 },
      { source: "insiderRisk", personId: RILEY.id, rank: 0 },
    ]);
    expect(summarizeRequest(story.request).settingsVersions).toStrictEqual({ idProtection: 4 });
  });

  test("I5 a call-out is marked, and one that is not reviewed too", () => {
    const of = (type: string) =>
      summarizeRequest(new Story({ origin: callOutOrigin(type) }).request);
    expect(of("userAdd")).toMatchObject({ isCallOut: true, isReviewed: true });
    expect(of("userRemove")).toMatchObject({ isCallOut: true, isReviewed: false });
  });

  test("V2 a denial by a risk stage is marked, an approval and a policy's denial are not", () => {
    const denied = riskStory();
    denied.now += HOUR;
    denied.click(SAM, "Denied");
    expect(summarizeRequest(denied.request)).toMatchObject({
      ...{ state: "denied", endedAtRiskStage: true, completedAt: NOW + HOUR },
    });
    const approved = riskStory();
    approved.click(SAM, "Approved");
    expect(summarizeRequest(approved.request).endedAtRiskStage).toBe(false);
    const byPolicy = atPolicyStage();
    byPolicy.click(MORGAN, "Denied");
    expect(summarizeRequest(byPolicy.request)).toMatchObject({
      ...{ state: "denied", endedAtRiskStage: false },
    });
    expect(summarizeRequest(riskStory().wait(DENIAL).request).endedAtRiskStage).toBe(true);
    const before = new Story({ assignmentPolicy: onePolicyStage });
    before.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    before.resolve().post.deliverAll();
    before.click(SAM, "Denied");
    expect(summarizeRequest(before.request).endedAtRiskStage).toBe(true);
  });

  test("T1 T3 the next deadline is the escalation, or the denial where nobody is behind", () => {
    expect(summarizeRequest(atPolicyStage().request).nextDeadline).toBe(NOW + DENIAL);
    expect(summarizeRequest(riskStory().request).nextDeadline).toBe(NOW + ESCALATION);
  });

  test("P1 only the stage that it waits for has deadlines", () => {
    const { stages } = summarizeRequest(atPolicyStage().request);
    expect(stages[0]).toStrictEqual({
      source: "idProtection",
      status: "settled",
      openedAt: NOW,
      primaryApproverIds: [SAM.id],
      fallbackApproverIds: [],
      outcome: { reviewResult: "Approved", reason: "decision", at: NOW, reviewedById: SAM.id },
    });
    expect(stages[1]).toStrictEqual({
      status: "open",
      openedAt: NOW,
      denialDueAt: NOW + DENIAL,
      primaryApproverIds: [MORGAN.id],
      fallbackApproverIds: [],
    });
  });

  test("P1 a stage that waits has not been opened", () => {
    const story = new Story({ assignmentPolicy: onePolicyStage });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    expect(summarizeRequest(story.request).stages[1]).toStrictEqual({
      status: "waiting",
      primaryApproverIds: [],
      fallbackApproverIds: [],
    });
  });
});

describe("whom a request is found by", () => {
  test("D2 is the primaries, after the escalation the fallbacks too, each once", () => {
    const story = new Story({ target: TAYLOR });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM), candidate(INGRID)], [candidate(INGRID), candidate(FAYE)]);
    expect(findableBy(story.request)).toStrictEqual({
      concerned: [RILEY.id, TAYLOR.id],
      deciders: [SAM.id, INGRID.id],
    });
    expect(findableBy(story.wait(ESCALATION).request).deciders).toStrictEqual([
      ...[SAM.id, INGRID.id, FAYE.id],
    ]);
  });

  test("A5 is not the delegate: who appointed him is", () => {
    const story = riskStory();
    story.appoint(delegation(SAM, FINN));
    expect(findableBy(story.request).deciders).toStrictEqual([SAM.id, INGRID.id]);
  });

  test("D2 is no decider before its people are known, and none once it has ended", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    const [stage] = story.request.stages;
    const [sam] = riskStory().stage().primaryApprovers;
    if (!stage || !sam) throw new Error("no stage");
    const resolving = { ...story.request, stages: [{ ...stage, primaryApprovers: [sam] }] };
    expect(findableBy(resolving).deciders).toStrictEqual([]);
    const ended = riskStory();
    ended.cancel(RILEY);
    expect(findableBy(ended.request)).toStrictEqual({ concerned: [RILEY.id], deciders: [] });
  });
});

describe("other requests of a person", () => {
  const summary = (id: string, submittedAt: number, endedAtRiskStage = false): RequestSummary => ({
    ...summarizeRequest(riskStory().request),
    ...{ id, submittedAt, endedAtRiskStage },
  });

  test("V2 are lines of number, package, state and date, from that instant on", () => {
    const summaries = [summary("R-1", NOW - 1), summary("R-2", NOW), summary("R-3", NOW + 1)];
    const line = { accessPackageName: "Finance Data", state: "pendingApproval" };
    expect(historyFor("insiderRisk", "R-3", summaries, NOW)).toStrictEqual([
      { id: "R-2", ...line, submittedAt: NOW },
    ]);
    expect(
      historyFor(undefined, "R-9", [summary("R-4", NOW, true), ...summaries], NOW),
    ).toStrictEqual([
      { id: "R-2", ...line, submittedAt: NOW },
      { id: "R-3", ...line, submittedAt: NOW + 1 },
    ]);
  });
});
