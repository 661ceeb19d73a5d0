import { describe, expect, test } from "vitest";
import { HOUR } from "../../../src/approval/instant.js";
import type { AccessRequest } from "../../../src/approval/request.js";
import { approvalView, readingView } from "../../../src/approval/views/approval-view.js";
import {
  ADA,
  candidate,
  delegation,
  FAYE,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
  TAYLOR,
} from "../../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../../builders/controls.js";
import { NOW } from "../../builders/request.js";
import { riskStory, Story } from "../../builders/story.js";
import { POLICY } from "../../builders/submission.js";

const read = reading("idProtection", 2, NOW);
const copy = { token: "token-0000000000001", reading: read, isConfirmation: false };

function viewOf(story: Story, who = SAM, changes = {}, appointers: readonly string[] = []) {
  const reader = { id: who.id, appointers };
  const index = story.openIndex;
  return approvalView(story.request, index, reader, { ...copy, ...changes }, undefined, []);
}

/** A stage of the policy that Morgan is asked for. */
function policyStory(changes = {}): Story {
  const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] }, ...changes });
  story.evaluate([reading("idProtection", 1, NOW)], controls({ idProtection: {} }));
  return story.resolve([candidate(MORGAN, MANAGER)], []);
}

describe("the card of an open stage", () => {
  test("D2 E4 has the request, the evidence, the deadlines and who else is asked", () => {
    const history = [
      { id: "R-1", accessPackageName: "Payroll", state: "denied" as const, submittedAt: NOW },
    ];
    const reader = { id: SAM.id, appointers: [] };
    expect(approvalView(riskStory().request, 0, reader, copy, undefined, history)).toStrictEqual({
      kind: "approval",
      requestId: "R-1042",
      token: copy.token,
      stageKind: "idProtection",
      requestor: RILEY,
      accessPackage: { displayName: "Finance Data", description: "the ledger" },
      justification: "Quarterly close",
      submittedAt: NOW,
      risk: {
        source: "idProtection",
        rank: 2,
        level: "medium",
        readAt: NOW,
        riskState: "atRisk",
        riskDetail: "leaked credentials",
        lastUpdated: NOW - HOUR,
      },
      draft: "",
      escalation: { dueAt: NOW + ESCALATION, to: ["SOC on call"] },
      denialDueAt: NOW + DENIAL,
      isGrace: false,
      askedAs: { labels: ["Security Administrator"], others: 1 },
      isJustificationRequired: true,
      asked: [{ displayName: INGRID.displayName, reached: "delivered" }],
      history,
    });
  });

  test("V2 of the policy has no evidence, even if its copy had a reading", () => {
    const view = viewOf(policyStory(), MORGAN);
    expect(view).toMatchObject({
      ...{ stageKind: "policy", place: { position: 1, count: 1 }, isJustificationRequired: false },
    });
    expect(view).not.toHaveProperty("risk");
    expect(viewOf(riskStory())).not.toHaveProperty("place");
    expect(viewOf(riskStory(), SAM, { reading: null })).not.toHaveProperty("risk");
  });

  test("I1 E1 names the target where it is somebody else, and whose level it is", () => {
    const story = riskStory({ target: TAYLOR });
    expect(viewOf(story)).toMatchObject({ target: TAYLOR, risk: { about: RILEY.displayName } });
    const his = { reading: { ...read, personId: TAYLOR.id } };
    expect(viewOf(story, SAM, his)?.risk?.about).toBe(TAYLOR.displayName);
    expect(viewOf(riskStory())).not.toHaveProperty("target");
    expect(viewOf(riskStory())?.risk).not.toHaveProperty("about");
  });

  test("E4 shows what was detected of this person by this source, and of nobody else", () => {
    const detections = [{ riskEventType: "leakedCredentials", detectedAt: NOW }];
    const story = riskStory({ target: TAYLOR });
    const other = reading("insiderRisk", 2, NOW);
    const withReadings = (...readings: AccessRequest["readings"]) => {
      story.request = { ...story.request, readings };
      return viewOf(story)?.risk?.detections;
    };
    expect(withReadings({ ...read, detections })).toBe(detections);
    expect(withReadings({ ...other, detections })).toBeUndefined();
    expect(withReadings({ ...read, personId: TAYLOR.id, detections }, read)).toBeUndefined();
    expect(withReadings()).toBeUndefined();
  });

  test("D7 a question without the card before it says only what is", () => {
    const view = viewOf(riskStory(), SAM, { isConfirmation: true, draft: "known" });
    expect(view).toMatchObject({ question: { before: undefined }, draft: "known" });
    expect(view).toHaveProperty("question");
    expect(viewOf(riskStory())).not.toHaveProperty("question");
    const blind = { ...copy, generation: 1, isQuestioned: true, reading: null };
    const reader = { id: SAM.id, appointers: [] };
    const asked = { ...copy, isConfirmation: true };
    const { request } = riskStory();
    expect(approvalView(request, 0, reader, asked, blind, [])?.question).toStrictEqual({
      before: undefined,
    });
  });

  test("A5 says for whom the delegate is asked", () => {
    const story = riskStory();
    story.appoint(delegation(SAM, FINN));
    expect(viewOf(story, FINN, {}, [SAM.id])?.askedAs).toStrictEqual({
      labels: ["Security Administrator"],
      onBehalfOf: SAM.displayName,
      others: 2,
    });
    expect(viewOf(story, FINN)).toBeUndefined();
  });

  test("T1 T6 says to whom it was escalated, and that it has a grace", () => {
    const story = riskStory();
    story.outages.push({ from: NOW + HOUR });
    story.wait(DENIAL);
    expect(viewOf(story)).toMatchObject({
      ...{ isGrace: true, denialDueAt: NOW + DENIAL + HOUR },
      escalated: { at: NOW + ESCALATION, to: ["SOC on call"], reason: "deadline" },
    });
    expect(viewOf(story)).not.toHaveProperty("escalation");
    expect(viewOf(riskStory())).not.toHaveProperty("escalated");
  });

  test("T1 an escalation of the time before its reason was kept was one by the deadline", () => {
    const story = riskStory().wait(ESCALATION);
    const stages = story.request.stages.map(({ escalationReason: _, ...stage }) => stage);
    story.request = { ...story.request, stages };
    expect(viewOf(story)?.escalated?.reason).toBe("deadline");
  });

  test("N1 A4 says whose card arrived, waits, failed, was withdrawn or was never made", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve(
      [candidate(SAM), candidate(INGRID), candidate(FINN), candidate(FAYE)],
      [candidate(INGRID, SOC_GROUP), candidate(ADA, SOC_GROUP)],
    );
    story.post.deliver(INGRID);
    story.post.deliver(FAYE, { kind: "unreachable", reason: "unreachable" });
    const reached = () =>
      viewOf(story)?.asked.map((person) => [person.displayName.split(" ")[0], person.reached]);
    expect(reached()).toStrictEqual([
      ["Ingrid", "delivered"],
      ["Finn", "pending"],
      ["Faye", "failed"],
    ]);
    const notices = story.request.notices.map((notice) =>
      notice.recipient === FINN.id ? { ...notice, state: "withdrawn" as const } : notice,
    );
    story.request = { ...story.request, notices: notices.filter((n) => n.recipient !== FAYE.id) };
    expect(reached()).toStrictEqual([
      ["Ingrid", "delivered"],
      ["Finn", "failed"],
      ["Faye", "notAsked"],
    ]);
    expect(viewOf(story)?.escalation?.to).toStrictEqual(["SOC on call"]);
  });

  test("N1 a reminder, or the card of another stage, says nothing of this stage's card", () => {
    const story = riskStory().wait(ESCALATION / 2);
    const moved = story.request.notices.map((notice) =>
      notice.kind === "reminder" ? notice : { ...notice, stage: 1 },
    );
    story.request = { ...story.request, notices: moved };
    expect(viewOf(story)?.asked).toStrictEqual([
      { displayName: INGRID.displayName, reached: "notAsked" },
    ]);
  });

  test("A1 names every rule that named the reader", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM, SECURITY_ROLE), candidate(SAM, SOC_GROUP)], []);
    expect(viewOf(story)?.askedAs).toStrictEqual({
      labels: ["Security Administrator", "SOC on call"],
      others: 0,
    });
  });

  test("D2 is nothing before its people are known, once it is over, or where there is none", () => {
    const opening = new Story();
    opening.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    expect(viewOf(opening)).toBeUndefined();
    const reader = { id: SAM.id, appointers: [] };
    const { request } = riskStory();
    expect(approvalView(request, 1, reader, copy, undefined, [])).toBeUndefined();
    const settled = request.stages.map((stage) => ({ ...stage, status: "settled" as const }));
    const wentOn: AccessRequest = { ...request, stages: settled };
    expect(approvalView(wentOn, 0, reader, copy, undefined, [])).toBeUndefined();
    const ended: AccessRequest = { ...request, state: "canceled" };
    expect(approvalView(ended, 0, reader, copy, undefined, [])).toBeUndefined();
  });

  test("E3 E4 a reading without a level has none, and says why; a copy says of when it is", () => {
    const reported = { reportedBy: "export", recordedAt: NOW, expiresAt: NOW + HOUR };
    expect(
      readingView({ ...reading("insiderRisk", null, NOW), asOf: NOW - 1, reported }),
    ).toStrictEqual({
      ...{ source: "insiderRisk", rank: null, level: null, readAt: NOW },
      ...{ unavailable: "noAnswer", asOf: NOW - 1, reported },
    });
  });
});
