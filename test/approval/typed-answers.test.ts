import { describe, expect, test } from "vitest";
import { findAuthority } from "../../src/approval/authority.js";
import { MINUTE } from "../../src/approval/instant.js";
import {
  candidate,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
} from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

describe("a decision", () => {
  test("D6 by card keeps the card's token with the outcome, one by words has none", () => {
    const clicked = riskStory();
    clicked.click(SAM, "Denied");
    const { copies } = clicked.post.card(SAM);
    expect(clicked.stage().outcome?.token).toBe(copies[0]?.token);
    const typed = riskStory();
    typed.type(SAM, "Denied", "activity-1");
    expect(typed.stage().outcome).not.toHaveProperty("token");
    expect(typed.request.typedDecisions).toHaveLength(1);
    expect(clicked.request.typedDecisions).toEqual([]);
  });

  test("D6 by the token of a reminder or of an own card decides nothing: only an approval card does", () => {
    const story = riskStory().wait(12 * 60 * MINUTE);
    story.post.deliverAll();
    const [reminder] = story.post.rows("reminder").filter((row) => row.recipient === SAM.id);
    const token = reminder?.copies[0]?.token ?? "";
    expect(token).not.toBe("");
    expect(story.click(SAM, "Denied", { token })).toEqual({ ok: false, code: "notFound" });
    expect(story.stage().outcome).toBeUndefined();
  });

  test("D1 D2 by words of a stranger is answered as if there were no request, open or over", () => {
    const story = riskStory();
    expect(story.type(MORGAN, "Denied", "activity-1")).toEqual({ ok: false, code: "notFound" });
    story.click(SAM, "Denied");
    expect(story.type(MORGAN, "Denied", "activity-2")).toEqual({ ok: false, code: "notFound" });
  });

  test("T5 by words while nobody is resolved yet decides nothing", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    expect(story.type(SAM, "Denied", "activity-1")).toEqual({ ok: false, code: "notFound" });
    expect(story.stage().status).toBe("resolving");
  });

  test("D7 by words waits for a card that was delivered, not for one that is on its way", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
    const sending = story.post.begin(story.post.card(SAM).number);
    expect(story.type(SAM, "Approved", "activity-1")).toMatchObject({ reason: "notShownYet" });
    if (sending) story.post.report(sending);
    expect(story.type(SAM, "Approved", "activity-2", { digest: "other words" })).toMatchObject({
      answer: "settled",
    });
  });

  test("D7 by words about a policy stage needs no card: it shows no risk", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([], controls({})).resolve([candidate(SAM, MANAGER)], []);
    expect(story.type(SAM, "Approved", "activity-1")).toMatchObject({ answer: "settled" });
  });

  test("D7 a reading of another source says nothing about this stage", () => {
    const story = riskStory();
    const other = reading("insiderRisk", 0, story.now);
    expect(story.click(SAM, "Approved", { reading: other })).toMatchObject({
      ok: false,
      code: "approverUnreadable",
    });
  });
});

describe("words that are delivered again", () => {
  test("D6 that settled the stage get the settled stage, also when another one is open by then", () => {
    const stages = [policyStage()];
    const story = new Story({ assignmentPolicy: { ...POLICY, stages } });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve().post.deliverAll();
    expect(story.type(SAM, "Approved", "activity-1")).toMatchObject({ answer: "settled" });
    story.resolve([candidate(SAM, MANAGER)], []);
    expect(story.type(SAM, "Approved", "activity-1")).toEqual({ ok: "known", index: 0 });
    expect(story.stage(1).outcome).toBeUndefined();
  });

  test("D6 that were answered with a question get it again while the stage is open, and are told once", () => {
    const story = riskStory();
    const higher = { reading: reading("idProtection", 3, story.now) };
    expect(story.type(SAM, "Approved", "activity-1", higher)).toMatchObject({ answer: "question" });
    const again = story.type(SAM, "Approved", "activity-1", higher);
    expect(again).toEqual({ ok: "cardFirst", index: 0, reason: "questioned" });
    const more = story.type(SAM, "Approved", "activity-2", { ...higher, digest: "other words" });
    expect(more).toMatchObject({ ok: "cardFirst", reason: "questioned" });
    expect(story.events.at(-1)).toMatchObject({
      type: "typedDecisionAnswered",
      actor: { kind: "person", id: SAM.id },
      details: { requestId: story.request.id, stage: 0, answer: "questioned" },
    });
    story.click(INGRID, "Denied");
    expect(story.type(SAM, "Approved", "activity-1", higher)).toEqual({ ok: "known", index: 0 });
  });

  test("D1 D6 that found the stage settled find it settled again", () => {
    const stages = [policyStage({ isApproverJustificationRequired: true })];
    const story = new Story({ assignmentPolicy: { ...POLICY, stages } });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve().post.deliverAll();
    story.click(INGRID, "Approved");
    const late = story.type(SAM, "Approved", "activity-1");
    expect(late).toMatchObject({ ok: "known", index: 0 });
    expect(story.events.at(-1)).toMatchObject({ details: { answer: "known" } });
    story.resolve([candidate(SAM, MANAGER)], []);
    expect(story.type(SAM, "Approved", "activity-1")).toEqual({ ok: "known", index: 0 });
    expect(story.stage(1).status).toBe("open");
  });

  test("D6 the same words count as the same for less than 2 minutes, and by one person only", () => {
    const story = riskStory();
    const higher = { reading: reading("idProtection", 3, story.now), digest: "the same words" };
    story.type(SAM, "Approved", "activity-1", higher);
    const before = story.request.typedDecisions.length;
    story.wait(2 * MINUTE - 1);
    story.type(SAM, "Approved", "activity-2", higher);
    expect(story.request.typedDecisions).toHaveLength(before);
    story.wait(1);
    story.type(SAM, "Approved", "activity-3", higher);
    expect(story.request.typedDecisions).toHaveLength(before + 1);
    story.type(INGRID, "Approved", "activity-1", higher);
    expect(story.request.typedDecisions).toHaveLength(before + 2);
  });
});

describe("a right that two rules give", () => {
  test("D9 carries the rules of both sets, and of nobody else", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve(
      [candidate(SAM), candidate(INGRID)],
      [candidate(SAM, SOC_GROUP), candidate(FINN, SOC_GROUP)],
    );
    story.post.deliverAll();
    const authority = authorityOf(story, SAM.id);
    expect(authority?.map(({ rule }) => rule)).toEqual([SECURITY_ROLE]);
    story.wait(24 * 60 * MINUTE);
    expect(authorityOf(story, SAM.id)?.map(({ rule }) => rule)).toEqual([SECURITY_ROLE, SOC_GROUP]);
    expect(authorityOf(story, FINN.id)?.map(({ rule }) => rule)).toEqual([SOC_GROUP]);
  });
});

function authorityOf(story: Story, personId: string) {
  return findAuthority(story.request, story.stage(), personId, [])?.approver.namedBy;
}
