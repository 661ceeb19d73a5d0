import { describe, expect, test } from "vitest";
import { escalateNow } from "../../src/approval/escalate-now.js";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import { resendCards } from "../../src/approval/resend-cards.js";
import { retryNotices } from "../../src/approval/retry-notices.js";
import { denialDueAt } from "../../src/approval/stage-clock.js";
import { administratorView } from "../../src/approval/views/administrator-view.js";
import { ADA, FAYE, FINN, INGRID, RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

function escalateBy(story: Story, stage: number, reason = "Sam is ill", by = ADA) {
  return story.keep(escalateNow(story.request, { by, stage, reason }, [], story.now));
}

function resendBy(story: Story, asOf = story.now, by = ADA) {
  return story.keep(resendCards(story.request, { by, asOf, reason: "" }, story.now));
}

describe("an administrator's escalation", () => {
  test("T1 U1 asks the fallback, keeps the primaries, and later deadlines count from it", () => {
    const story = riskStory();
    story.now += HOUR;
    expect(escalateBy(story, 0)).toMatchObject({ ok: true });
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW + HOUR,
      escalationReason: "administrator",
    });
    expect(denialDueAt(story.stage())).toBe(NOW + HOUR + DENIAL - ESCALATION);
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id, INGRID.id, FINN.id, FAYE.id]);
    const asked = story.events.find(({ type }) => type === "escalationAsked");
    expect(asked).toMatchObject({
      actor: { kind: "person", id: ADA.id },
      personal: { reason: "Sam is ill" },
    });
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true });
  });

  test("D6 has no second effect, and none on a stage that opened since", () => {
    const twice = riskStory();
    escalateBy(twice, 0);
    const after = twice.request;
    expect(escalateBy(twice, 0)).toEqual({ ok: false, code: "notEscalatable" });
    expect(twice.request).toBe(after);

    const next = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    next.evaluate([reading("idProtection", 3, next.now)], controls({ idProtection: {} }));
    next.resolve().post.deliverAll();
    next.click(SAM, "Approved");
    next.resolve();
    expect(escalateBy(next, 0)).toEqual({ ok: false, code: "notEscalatable" });
    expect(escalateBy(next, 1)).toMatchObject({ ok: true });
  });

  test("V4 needs a reason, somebody to ask, and a request that is not his own", () => {
    const story = riskStory({ target: TAYLOR });
    for (const by of [RILEY, TAYLOR])
      expect(escalateBy(story, 0, "now", by)).toEqual({ ok: false, code: "notFound" });
    expect(escalateBy(story, 0, " \u200b")).toMatchObject({ code: "justificationRequired" });
    const alone = new Story();
    alone.evaluate([reading("idProtection", 3, alone.now)], controls({ idProtection: {} }));
    alone.resolve(undefined, []);
    expect(escalateBy(alone, 0)).toEqual({ ok: false, code: "notEscalatable" });
    story.cancel(RILEY);
    expect(escalateBy(story, 0)).toEqual({ ok: false, code: "notEscalatable" });
  });
});

describe("cards that are posted again", () => {
  test("N2 N3 are the next generation of the same rows, and D6 once for what the caller saw", () => {
    const story = riskStory();
    const seen = story.now;
    story.now += MINUTE;
    expect(resendBy(story, seen)).toMatchObject({ ok: true });
    expect(resendBy(story, seen)).toEqual({ ok: false, code: "nothingToResend" });
    story.post.deliverAll();
    const cards = story.post.rows("approvalCard");
    expect(cards.map(({ copies }) => copies.length)).toEqual([2, 2]);
    expect(resendBy(story, seen)).toEqual({ ok: false, code: "nothingToResend" });
    expect(story.click(SAM, "Denied")).toMatchObject({ ok: true });
    expect(resendBy(story)).toEqual({ ok: false, code: "nothingToResend" });
  });

  test("V4 are none of his own request", () => {
    const story = riskStory({ target: TAYLOR });
    for (const by of [RILEY, TAYLOR])
      expect(resendBy(story, story.now, by)).toEqual({ ok: false, code: "notFound" });
  });

  test("N2 failed rows are tried again once, but for those that are over", () => {
    const story = riskStory();
    story.post.deliverAll();
    const [first] = story.request.notices;
    if (!first) throw new Error("no row");
    const failed = [{ ...first, state: "failed" as const, settledAt: NOW }];
    const call = { byId: ADA.id, asOf: NOW };
    const retry = (asOf: number, isOver = false) =>
      retryNotices(failed, "R-1042", { ...call, asOf }, () => isOver, NOW + HOUR);
    expect(retry(NOW)?.notices[0]).toMatchObject({ state: "pending", notBefore: NOW + HOUR });
    expect(retry(NOW)?.event).toMatchObject({ type: "noticesRetried", details: { notices: [1] } });
    expect(retry(NOW - 1)).toBeUndefined();
    expect(retry(NOW, true)).toBeUndefined();
  });
});

describe("what an administrator sees", () => {
  const ID = new Set(["idProtection"] as const);
  test("V4 is nothing of his own request, and evidence only with the source's role", () => {
    const story = riskStory({ target: TAYLOR });
    story.click(SAM, "Denied", { justification: "leaked, not reset" });
    for (const who of [RILEY, TAYLOR])
      expect(administratorView(story.request, who.id, ID)).toBeUndefined();
    const without = JSON.stringify(administratorView(story.request, ADA.id, new Set()));
    expect(without).not.toMatch(/leaked|medium|atRisk/);
    expect(without).toContain('"isEvidenceHidden":true');
    const withRole = JSON.stringify(administratorView(story.request, ADA.id, ID));
    expect(withRole).toMatch(/leaked credentials[\s\S]*leaked, not reset/);
  });

  test("E4 V4 is what was read without leading to a stage, only with the role", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([reading("idProtection", 1, story.now)], controls({ idProtection: {} }));
    expect(administratorView(story.request, ADA.id, ID)?.otherReadings).toHaveLength(1);
    const other = new Set(["insiderRisk"] as const);
    expect(administratorView(story.request, ADA.id, other)?.otherReadings).toEqual([]);
  });
});
