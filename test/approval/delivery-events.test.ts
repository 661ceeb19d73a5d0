import { describe, expect, test } from "vitest";
import { escalate } from "../../src/approval/escalate.js";
import { MINUTE } from "../../src/approval/instant.js";
import { addNotices } from "../../src/approval/ledger.js";
import type { Notice } from "../../src/approval/notice.js";
import { isNobodyReachable } from "../../src/approval/reach.js";
import type { Alert } from "../../src/approval/request.js";
import { isObsolete, noticeEvent } from "../../src/approval/request-delivery.js";
import { withStage } from "../../src/approval/with-stage.js";
import { ADA, candidate, FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const unreachable = { kind: "unreachable", reason: "not installed" } as const;
const copy = {
  generation: 1,
  token: "token-of-the-first-copy",
  reading: null,
  isQuestioned: false,
  isConfirmation: false,
};

function unsent(fallback = [candidate(FINN)]): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  return story.resolve([candidate(SAM), candidate(INGRID)], fallback);
}

function row(changes: Partial<Notice> = {}): Notice {
  const [made] = addNotices([], [{ kind: "reminder", recipient: SAM.id, stage: 0 }], NOW);
  if (!made) throw new Error("no row was made");
  return { ...made, ...changes };
}

describe("the audit event of a row", () => {
  const before = row({ copies: [copy] });

  test.each([
    ["delivered", "noticeDelivered"],
    ["failed", "noticeFailed"],
    ["withdrawn", "noticeWithdrawn"],
  ] as const)("U1 N2 a row that is %s is told as %s", (state, type) => {
    const event = noticeEvent("R-1042", before, { ...before, state }, NOW + 1);
    expect(event).toMatchObject({ type, at: NOW + 1, actor: { kind: "system" } });
    expect(event?.details).toMatchObject({
      aggregateId: "R-1042",
      notice: 1,
      kind: "reminder",
      recipientId: SAM.id,
      generation: 1,
      stage: 0,
    });
  });

  test("U1 N2 a row that waits again is told as revived", () => {
    const failed = row({ state: "failed" });
    const event = noticeEvent("R-1042", failed, { ...failed, state: "pending" }, NOW);
    expect(event?.type).toBe("noticeRevived");
    expect(event?.details.generation).toBe(0);
  });

  test("U1 N2 a send that begins is told; what only concerns its timing is not", () => {
    const begun = { ...before, copies: [copy, { ...copy, generation: 2 }] };
    expect(noticeEvent("R-1042", before, begun, NOW)).toMatchObject({
      type: "noticeSending",
      details: { generation: 2 },
    });
    expect(noticeEvent("R-1042", before, { ...before, notBefore: NOW + 1 }, NOW)).toBeUndefined();
    const shown = row({ state: "delivered", copies: [copy] });
    const more = { ...shown, copies: [copy, { ...copy, generation: 2 }] };
    expect(noticeEvent("R-1042", shown, more, NOW)).toBeUndefined();
  });

  test("U1 V3 of a failure the first word is told and nothing that came from outside", () => {
    const failed = row({ state: "failed", failure: "unreachable: text from outside" });
    expect(noticeEvent("R-1042", row(), failed, NOW)?.details.failure).toBe("unreachable");
    const { failure: _, ...silent } = failed;
    expect(noticeEvent("R-1042", row(), silent, NOW)?.details.failure).toBe("unknown");
    const sent = row({ state: "delivered", failure: "busy" });
    expect(noticeEvent("R-1042", row(), sent, NOW)?.details).not.toHaveProperty("failure");
  });

  test("U1 a row about the whole request names no stage", () => {
    const { stage: _, ...whole } = row();
    const event = noticeEvent("R-1042", whole, { ...whole, state: "delivered" }, NOW);
    expect(event?.details).not.toHaveProperty("stage");
  });
});

describe("a stage of which nobody can be reached", () => {
  test("A3 A4 N1 administrators hear of it when the fallback's cards have failed too, not before", () => {
    const story = unsent().wait(MINUTE);
    story.post.deliver(SAM, unreachable);
    expect(isNobodyReachable(story.request, 0)).toBe(false);
    story.post.deliver(INGRID, unreachable);
    expect(story.stage().escalationReason).toBe("nobodyReached");
    expect(isNobodyReachable(story.request, 0)).toBe(false);
    expect(story.request.alerts).toEqual([]);
    story.post.deliver(FINN, unreachable);
    expect(isNobodyReachable(story.request, 0)).toBe(true);
    expect(story.request.alerts).toMatchObject([{ kind: "nobodyReached", stage: 0 }]);
  });

  test("A4 a card that was delivered is enough; rows of other kinds and stages do not count", () => {
    const story = unsent();
    story.post.deliver(SAM, unreachable);
    story.post.deliver(INGRID);
    expect(isNobodyReachable(story.request, 0)).toBe(false);
    expect(isNobodyReachable(story.request, 1)).toBe(false);
    const failed = story.request.notices.map((n) =>
      n.kind === "approvalCard" ? { ...n, state: "failed" as const } : n,
    );
    expect(isNobodyReachable({ ...story.request, notices: failed }, 0)).toBe(true);
    const revoked = failed.map((n) => (n.recipient === SAM.id ? { ...n, isRevoked: true } : n));
    const reached = revoked.map((n) =>
      n.recipient === SAM.id ? { ...n, state: "delivered" as const } : n,
    );
    expect(isNobodyReachable({ ...story.request, notices: reached }, 0)).toBe(true);
    const none = { ...story.request, notices: [] };
    expect(isNobodyReachable(none, 0)).toBe(false);
  });

  /** Both primaries' cards are on their way when this happens, and turn out to reach nobody. */
  function failingAfter(story: Story, happening: (story: Story) => unknown): Story {
    const sendings = [SAM, INGRID].map((who) => story.post.begin(story.post.card(who).number));
    happening(story);
    for (const sending of sendings) if (sending) story.post.report(sending, unreachable);
    expect([SAM, INGRID].map((who) => story.post.card(who).state)).toEqual(["failed", "failed"]);
    return story;
  }

  test("A4 cards that fail when the request is over escalate nothing", () => {
    const story = failingAfter(unsent(), (s) => s.cancel(s.request.requestor));
    expect(story.stage().escalatedAt).toBeUndefined();
    expect(story.request.alerts).toEqual([]);
  });

  test("A4 cards that fail when their stage is settled escalate nothing", () => {
    const assignmentPolicy = { ...POLICY, stages: [policyStage(), policyStage()] };
    const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
    story.resolve();
    failingAfter(story, (s) => s.type(SAM, "Approved", "activity-1"));
    expect(story.stage(0)).toMatchObject({ status: "settled", isReachChecked: false });
    expect(story.stage(0).escalatedAt).toBeUndefined();
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id, INGRID.id]);
    expect(story.request.alerts).toEqual([]);
  });

  test("A4 T1 cards that fail after the escalation escalate no second time", () => {
    const story = failingAfter(unsent(), (s) => {
      s.request = escalate(s.request, 0, "administrator", s.now, [], s.now).request;
      s.post.deliver(FINN);
    });
    expect(story.stage().escalationReason).toBe("administrator");
    expect(story.eventTypes()).not.toContain("stageEscalated");
    expect(story.request.alerts).toEqual([]);
  });

  test("A4 a row about the whole request escalates nothing", () => {
    const story = unsent();
    story.post.deliver(RILEY, unreachable);
    expect(story.post.rows("ownRequestCard").map((n) => n.state)).toEqual(["failed"]);
    expect(story.stage().escalatedAt).toBeUndefined();
  });
});

describe("a row that is of no use any more", () => {
  test("N3 T6 a card is over with its right, its stage or its request; other rows are not", () => {
    const story = riskStory();
    const card = story.post.card(SAM);
    const [own] = story.post.rows("ownRequestCard");
    expect(isObsolete(story.request, card)).toBe(false);
    expect(isObsolete(story.request, { ...card, isRevoked: true })).toBe(true);
    expect(isObsolete(story.request, { ...card, stage: 7 })).toBe(true);
    const { stage: _, ...stageless } = card;
    expect(isObsolete(story.request, stageless)).toBe(true);
    expect(isObsolete(story.request, { ...card, kind: "reminder" })).toBe(false);
    story.cancel(story.request.requestor);
    expect(isObsolete(story.request, card)).toBe(true);
    expect(isObsolete(story.request, { ...card, kind: "reminder" })).toBe(true);
    expect(own && isObsolete(story.request, own)).toBe(false);
  });

  test("A5 N3 with the appointers of now, so is the card of somebody who may not decide", () => {
    const story = riskStory();
    const card = story.post.card(SAM);
    expect(isObsolete(story.request, card, [])).toBe(false);
    const stranger = { ...card, recipient: story.request.requestor.id };
    expect(isObsolete(story.request, stranger, [])).toBe(true);
    expect(isObsolete(story.request, stranger)).toBe(false);
  });
});

describe("the card of an alert", () => {
  const over: Alert = {
    ...{ kind: "noApprover", stage: 0, raisedAt: NOW, isAddressed: true },
    ...{ notBefore: NOW, attempts: 0, resolvedAt: NOW + MINUTE },
  };
  const { resolvedAt: _, ...lasting } = over;
  const notice = row({ kind: "alert", subject: "noApprover", recipient: ADA.id });
  const other: Alert = { ...lasting, kind: "nobodyReached" };

  test.each<[string, boolean, readonly Alert[]]>([
    ["its alert lasts", false, [lasting]],
    ["its alert is over", true, [over]],
    ["its alert is over, and another lasts", true, [over, other]],
    ["only another alert is over", false, [lasting, { ...over, kind: "nobodyReached" }]],
    ["only another stage's alert is over", false, [lasting, { ...over, stage: 1 }]],
    ["there is no alert any more", false, []],
  ])("N1 N3 when %s: of no use is %s", (_, expected, alerts) => {
    const { request } = riskStory();
    expect(isObsolete({ ...request, alerts: [...alerts] }, notice)).toBe(expected);
  });

  test("N3 is of use while its stage is not open any more", () => {
    const { request } = riskStory();
    const settled = withStage(request, 0, (stage) => ({ ...stage, status: "settled" }));
    expect(isObsolete({ ...settled, alerts: [lasting] }, notice)).toBe(false);
  });
});
