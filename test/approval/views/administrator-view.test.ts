import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../../src/approval/instant.js";
import { summarizeRequest } from "../../../src/approval/request-summary.js";
import type { RiskSource } from "../../../src/approval/risk.js";
import { administratorView } from "../../../src/approval/views/administrator-view.js";
import { readingView } from "../../../src/approval/views/approval-view.js";
import {
  ADA,
  candidate,
  delegation,
  FAYE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  STRANGER,
  TAYLOR,
} from "../../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../../builders/controls.js";
import { NOW } from "../../builders/request.js";
import { riskStory, Story } from "../../builders/story.js";
import { POLICY } from "../../builders/submission.js";

const BOTH: ReadonlySet<RiskSource> = new Set(["idProtection", "insiderRisk"]);
const NONE: ReadonlySet<RiskSource> = new Set();

function viewOf({ request }: Story, sources = BOTH) {
  const view = administratorView(request, ADA.id, sources);
  if (!view) throw new Error("nothing to see");
  return view;
}

const stageOf = (story: Story, index = 0, sources = BOTH) => viewOf(story, sources).stages[index];

/** A policy stage that Morgan is asked for, with Finn behind him. */
function policyStory(): Story {
  const stages = [policyStage(), policyStage()];
  const story = new Story({ assignmentPolicy: { ...POLICY, stages } });
  story.evaluate([reading("idProtection", 1, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(MORGAN)], [candidate(FINN)]).post.deliverAll();
  return story;
}

describe("a request in front of an administrator", () => {
  test("V4 has the people, the package, the policy, the words, the ledger and what can be done", () => {
    const story = riskStory();
    expect(viewOf(story)).toStrictEqual({
      summary: summarizeRequest(story.request),
      requestor: RILEY,
      accessPackageName: "Finance Data",
      policyName: "Employees",
      justification: "Quarterly close",
      stages: [stageOf(story)],
      otherReadings: [],
      notices: { intended: 3, delivered: 3, failed: 0, withdrawn: 0, pending: 0 },
      openStage: 0,
      can: { cancel: true, escalate: true, resend: true },
    });
  });

  test("V4 names the target where it is somebody else", () => {
    expect(viewOf(riskStory({ target: TAYLOR })).target).toBe(TAYLOR);
  });

  test("C1 U1 says who canceled it and why it ended, and nothing can be done any more", () => {
    const story = riskStory();
    story.cancel(STRANGER, true, "left the company");
    const view = viewOf(story);
    expect(view).toMatchObject({
      endReason: "byAdministrator",
      canceledBy: STRANGER.displayName,
      can: { cancel: false, escalate: false, resend: false },
    });
    expect(view).not.toHaveProperty("openStage");
  });

  test("F1 says how the hand-over stands", () => {
    const story = riskStory();
    story.click(SAM, "Approved");
    story.handOver({ ok: false, reason: "TimeoutError" });
    expect(viewOf(story).handOver).toBe(story.request.handOver);
    expect(viewOf(story).can.cancel).toBe(false);
  });

  test("A3 its cards can be posted again only once its people are known", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    expect(viewOf(story)).toMatchObject({ openStage: 0, can: { cancel: true, resend: false } });
    story.wait(MINUTE);
    expect(story.stage().status).toBe("open");
    expect(viewOf(story).can).toStrictEqual({ cancel: true, escalate: false, resend: false });
  });
});

describe("a stage in front of an administrator", () => {
  test("T1 T3 says who is asked and when what falls due", () => {
    expect(stageOf(riskStory())).toStrictEqual({
      kind: "idProtection",
      position: 1,
      status: "open",
      openedAt: NOW,
      isEscalationMissed: false,
      escalationDueAt: NOW + ESCALATION,
      denialDueAt: NOW + DENIAL,
      isGrace: false,
      approvers: [
        { displayName: SAM.displayName, isFallback: false, card: "delivered" },
        { displayName: INGRID.displayName, isFallback: false, card: "delivered" },
        { displayName: FINN.displayName, isFallback: true, card: "none" },
        { displayName: FAYE.displayName, isFallback: true, card: "none" },
      ],
      evidence: readingView(reading("idProtection", 2, NOW)),
      isEvidenceHidden: false,
    });
  });

  test("P1 of the policy has its place, no evidence and none that is hidden", () => {
    const [first, second] = viewOf(policyStory(), NONE).stages;
    expect(first).toMatchObject({ kind: "policy", position: 1, isEvidenceHidden: false });
    expect(first).not.toHaveProperty("evidence");
    expect(second).toStrictEqual({
      kind: "policy",
      position: 2,
      status: "waiting",
      isEscalationMissed: false,
      isGrace: false,
      approvers: [],
      isEvidenceHidden: false,
    });
  });

  test("T1 says when and why it was escalated, and promises no escalation any more", () => {
    const stage = stageOf(riskStory().wait(ESCALATION));
    expect(stage).toMatchObject({
      escalated: { at: NOW + ESCALATION, reason: "deadline" },
      denialDueAt: NOW + DENIAL,
    });
    expect(stage).not.toHaveProperty("escalationDueAt");
  });

  test("A3 promises no escalation where nobody is there, and says that it was missed", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM)], []).post.deliverAll();
    expect(stageOf(story)).not.toHaveProperty("escalationDueAt");
    expect(stageOf(story.wait(ESCALATION))).toMatchObject({ isEscalationMissed: true });
  });

  test("T6 says that it has a grace", () => {
    const story = riskStory();
    story.outages.push({ from: NOW + HOUR });
    expect(stageOf(story.wait(DENIAL))).toMatchObject({
      isGrace: true,
      denialDueAt: NOW + DENIAL + HOUR,
    });
  });

  test("C1 has no deadline once the request has ended in it", () => {
    const story = riskStory();
    story.cancel(RILEY);
    expect(stageOf(story)).not.toHaveProperty("denialDueAt");
    expect(stageOf(story)).not.toHaveProperty("escalationDueAt");
  });

  test("A4 N2 says whose card failed, by the class of the failure", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM), candidate(INGRID)], [candidate(INGRID)]);
    story.post.deliver(SAM, { kind: "unreachable", reason: "unreachable:not installed" });
    story.post.deliver(INGRID, { kind: "retry", reason: "throttled" });
    expect(stageOf(story)?.approvers).toStrictEqual([
      { displayName: SAM.displayName, isFallback: false, card: "failed", failure: "unreachable" },
      { displayName: INGRID.displayName, isFallback: false, card: "pending" },
    ]);
  });

  test("N1 shows the card of this stage, not one of another stage", () => {
    const story = policyStory();
    story.click(MORGAN, "Approved");
    story.resolve([candidate(MORGAN)], [candidate(FINN)]);
    expect(stageOf(story, 0)?.approvers[0]?.card).toBe("delivered");
    expect(stageOf(story, 1)?.approvers).toStrictEqual([
      { displayName: MORGAN.displayName, isFallback: false, card: "pending" },
      { displayName: FINN.displayName, isFallback: true, card: "none" },
    ]);
    story.post.deliver(MORGAN);
    story.wait(ESCALATION / 2);
    expect(story.post.rows("reminder").map(({ state }) => state)).toStrictEqual(["pending"]);
    expect(stageOf(story, 1)?.approvers[0]?.card).toBe("delivered");
  });
});

describe("the end of a stage in front of an administrator", () => {
  test("D1 A5 says how, by whom and for whom, with the words where the source's role allows them", () => {
    const story = riskStory();
    story.appoint(delegation(SAM, FINN)).post.deliverAll();
    story.now += HOUR;
    story.click(FINN, "Denied", { justification: "leaked, not reset" });
    const end = {
      reviewResult: "Denied",
      reason: "decision",
      at: NOW + HOUR,
      by: FINN.displayName,
      onBehalfOf: SAM.displayName,
      justification: "leaked, not reset",
    };
    expect(stageOf(story)?.end).toStrictEqual(end);
    expect(stageOf(story, 0, NONE)?.end).toStrictEqual({ ...end, justification: "" });
    expect(stageOf(story, 0, NONE)).toMatchObject({ isEvidenceHidden: true });
    expect(stageOf(story, 0, NONE)).not.toHaveProperty("evidence");
  });

  test("T3 by the deadline has nobody", () => {
    expect(stageOf(riskStory().wait(DENIAL))?.end).toStrictEqual({
      reviewResult: "Denied",
      reason: "timedOut",
      at: NOW + DENIAL,
      justification: "",
    });
  });

  test("D7 V4 shows the newest reading of the stage", () => {
    const story = riskStory();
    const risen = reading("idProtection", 3, NOW + MINUTE);
    story.click(SAM, "Approved", { reading: risen });
    expect(stageOf(story)?.evidence).toStrictEqual(readingView(risen));
  });
});

test("E4 V4 other readings are those of sources without a stage, whose role the reader holds", () => {
  const story = new Story({ target: TAYLOR });
  const readings = [
    reading("idProtection", 3, NOW, RILEY.id),
    reading("insiderRisk", 0, NOW, TAYLOR.id),
  ];
  story.evaluate(readings, controls({ idProtection: {}, insiderRisk: {} }));
  expect(viewOf(story).otherReadings).toMatchObject([
    { source: "insiderRisk", level: "none", about: TAYLOR.displayName },
  ]);
  expect(viewOf(story, new Set<RiskSource>(["idProtection"])).otherReadings).toStrictEqual([]);
  const risky = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
  const high = [reading("idProtection", 3, NOW), reading("insiderRisk", 3, NOW)];
  risky.evaluate(high, controls({ idProtection: {}, insiderRisk: {} }));
  expect(viewOf(risky).otherReadings).toStrictEqual([]);
});
