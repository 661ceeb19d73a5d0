import { describe, expect, test } from "vitest";
import { decideStage } from "../../src/approval/decide.js";
import { countNotices } from "../../src/approval/notice.js";
import {
  ADA,
  candidate,
  DANA,
  delegation,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  STRANGER,
  TAYLOR,
} from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

const settled = { ok: true, answer: "settled", index: 0 };
const hidden = { ok: false, code: "notFound" };

describe("who decides", () => {
  test("D1 the first stored decision wins; a later click gets the settled card", () => {
    const story = riskStory();
    expect(story.click(SAM, "Approved", { justification: "spoke to Riley" })).toMatchObject(
      settled,
    );
    const after = story.request;
    expect(story.click(INGRID, "Denied")).toEqual({ ok: "known", index: 0 });
    expect(story.request).toBe(after);
    expect(story.stage().outcome).toMatchObject({
      reviewResult: "Approved",
      reviewedBy: SAM,
      justification: "spoke to Riley",
      at: NOW,
    });
  });

  test("D1 later words of somebody who could have decided get the settled card too", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.click(SAM, "Approved");
    expect(story.type(INGRID, "Denied", "a1")).toMatchObject({ ok: "known", index: 0 });
    story.resolve([candidate(MORGAN, MANAGER)], []);
    expect(story.type(INGRID, "Denied", "a2")).toMatchObject({ ok: "known", index: 0 });
    expect(story.type(FINN, "Denied", "a3")).toEqual(hidden);
  });

  test("D2 nobody else does, whatever he claims; to him the request does not exist", () => {
    const story = riskStory();
    const token = story.post.card(SAM).copies[0]?.token ?? "";
    const before = story.request;
    for (const who of [STRANGER, ADA, MORGAN, FINN]) {
      expect(story.type(who, "Denied", "a1")).toEqual(hidden);
      expect(story.click(who, "Approved", { token })).toEqual(hidden);
    }
    expect(story.request).toBe(before);
  });

  test("D2 D6 a click from somebody else's card, another chat or an unknown card decides nothing", () => {
    const story = riskStory();
    const token = story.post.card(SAM).copies[0]?.token ?? "";
    expect(story.click(INGRID, "Denied", { token })).toEqual(hidden);
    const conversationId = `chat-${SAM.id}`;
    expect(story.click(INGRID, "Denied", { token, conversationId })).toEqual(hidden);
    expect(story.click(SAM, "Denied", { conversationId: "another-chat" })).toEqual(hidden);
    expect(story.click(SAM, "Denied", { token: "guessed-0000000000000" })).toEqual(hidden);
    const own = story.post.rows("ownRequestCard")[0]?.copies[0]?.token ?? "";
    expect(story.click(RILEY, "Approved", { token: own })).toEqual(hidden);
    expect(story.stage().status).toBe("open");
  });

  test("D2 the fallback decides after escalation, not before; the primaries keep their right", () => {
    const story = riskStory();
    expect(story.type(FINN, "Denied", "a1")).toEqual(hidden);
    story.wait(ESCALATION).post.deliverAll();
    expect(story.click(FINN, "Approved")).toMatchObject(settled);
    const other = riskStory().wait(ESCALATION);
    expect(other.click(SAM, "Approved")).toMatchObject(settled);
  });

  test("D2 an empty approver set means no", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    for (const who of [SAM, RILEY, STRANGER]) {
      expect(story.type(who, "Approved", "a1")).toEqual(hidden);
    }
    story.resolve([], []);
    for (const who of [SAM, RILEY, STRANGER]) {
      expect(story.type(who, "Approved", "a2")).toEqual(hidden);
    }
  });

  test("D3 the requestor and the target never decide, not even as delegates", () => {
    const story = new Story({ target: TAYLOR });
    story.delegations = [delegation(SAM, RILEY), delegation(SAM, TAYLOR)];
    const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
    story.request = { ...story.request, assignmentPolicy };
    story.evaluate([], controls({}));
    story.resolve([candidate(SAM), candidate(RILEY), candidate(TAYLOR)], [candidate(TAYLOR)]);
    story.post.deliverAll();
    for (const who of [RILEY, TAYLOR]) {
      expect(story.type(who, "Approved", "a1")).toEqual(hidden);
      expect(story.click(who, "Approved")).toEqual(hidden);
    }
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id]);
  });
});

test("D3 holds even if the stored sets should name them", () => {
  const story = riskStory({ target: TAYLOR });
  const primaryApprovers = [SAM, RILEY, TAYLOR].map((who) => {
    const { accountEnabled: _, ...approver } = candidate(who);
    return approver;
  });
  story.request = {
    ...story.request,
    stages: story.request.stages.map((stage) => ({ ...stage, primaryApprovers })),
  };
  for (const who of [RILEY, TAYLOR]) {
    expect(story.type(who, "Denied", "a1")).toEqual(hidden);
    expect(story.type(who, "Approved", "a2")).toEqual(hidden);
  }
  expect(story.stage().status).toBe("open");
});

describe("what a decision needs", () => {
  test("D4 a required justification is checked here, whatever the client did", () => {
    const story = riskStory();
    const blank = { ok: false, code: "justificationRequired", field: "justification" };
    for (const justification of ["", "  \n", "\u200b\u2060", "\u3164"]) {
      expect(story.click(SAM, "Approved", { justification })).toEqual(blank);
      expect(story.click(SAM, "Denied", { justification })).toEqual(blank);
      expect(story.type(SAM, "Denied", justification, { justification })).toEqual(blank);
    }
    const long = "x".repeat(2_001);
    expect(story.click(SAM, "Denied", { justification: long })).toMatchObject({
      code: "textTooLong",
    });
    expect(story.click(SAM, "Denied", { justification: "x".repeat(2_000) })).toMatchObject(settled);
  });

  test("D4 an optional one may be blank, and is still cleaned", () => {
    const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
    const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    expect(story.click(MORGAN, "Approved", { justification: "\u200b" })).toMatchObject(settled);
    expect(story.stage().outcome?.justification).toBe("");
  });

  test("D5 T5 none is taken at or after the automatic-denial time, though the clock has not run", () => {
    const story = riskStory();
    const token = story.post.card(SAM).copies[0]?.token ?? "";
    const via = { kind: "card", token, conversationId: `chat-${SAM.id}` } as const;
    const words = { person: SAM, justification: "late", appointers: [] };
    const seen = reading("idProtection", 2, NOW);
    const facts = { standing: "stands", reading: seen, newToken: "token-new-000000000" } as const;
    const at = (now: number, reviewResult: "Approved" | "Denied") =>
      decideStage(story.request, { ...words, reviewResult, via }, facts, now);
    expect(at(NOW + DENIAL - 1, "Approved")).toMatchObject(settled);
    for (const late of [NOW + DENIAL, NOW + DENIAL + 1]) {
      expect(at(late, "Approved")).toEqual({ ok: false, code: "tooLate" });
      expect(at(late, "Denied")).toEqual({ ok: false, code: "tooLate" });
    }
    story.wait(DENIAL);
    expect(story.click(SAM, "Approved")).toEqual({ ok: "known", index: 0 });
  });

  test("D9 the decider is still enabled and still named; unreadable means no", () => {
    const story = riskStory();
    const before = story.request;
    for (const result of ["Approved", "Denied"] as const) {
      expect(story.click(SAM, result, { standing: "revoked" })).toEqual({
        ok: false,
        code: "noLongerApprover",
      });
      expect(story.click(SAM, result, { standing: "unreadable" })).toEqual({
        ok: false,
        code: "approverUnreadable",
      });
    }
    expect(story.request).toBe(before);
    expect(story.click(SAM, "Approved")).toMatchObject(settled);
  });
});

describe("what a decision does", () => {
  test("D8 deny ends the request as denied, settles every card and tells the requestor", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.click(SAM, "Denied", { justification: "account is compromised" });
    expect(story.request).toMatchObject({
      state: "denied",
      completedAt: NOW,
      endReason: "decision",
    });
    expect(story.stage(1).status).toBe("waiting");
    expect(story.post.recipients("outcome")).toEqual([RILEY.id]);
    expect(story.post.updateAll()).toBe(3);
    expect(story.post.updateAll()).toBe(0);
  });

  test("D8 P1 approve opens the next stage; after the last the request goes to fulfilment", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.click(SAM, "Approved");
    expect(story.request.state).toBe("pendingApproval");
    expect(story.stage(1)).toMatchObject({ status: "resolving", openedAt: NOW });
    expect(story.post.rows("outcome")).toEqual([]);
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    expect(story.click(MORGAN, "Approved")).toMatchObject({ answer: "settled", index: 1 });
    expect(story.request).toMatchObject({ state: "approved", handOver: { isDone: false } });
  });

  test("D8 F1 P4 a denied call-out is resumed as well", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.click(SAM, "Denied");
    expect(story.request).toMatchObject({ state: "denied", handOver: { isDone: false } });
    expect(story.handOver().request).toMatchObject({ state: "denied", handOver: { isDone: true } });
  });

  test("N1 V1 an approved risk stage tells the requestor nothing", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    const own = story.post.rows("ownRequestCard");
    const { intended } = countNotices(story.request.notices);
    story.click(SAM, "Approved");
    expect(story.post.rows("ownRequestCard")).toEqual(own);
    expect(countNotices(story.request.notices).intended).toBe(intended);
  });

  test("A5 D9 a delegate's decision names the approver whose right it was", () => {
    const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
    const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
    story.delegations = [delegation(MORGAN, DANA)];
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    story.click(DANA, "Approved");
    expect(story.stage().outcome).toMatchObject({
      reviewedBy: { id: DANA.id },
      onBehalfOf: { id: MORGAN.id },
    });
    expect(story.events.find((event) => event.type === "stageDecided")?.actor).toEqual({
      kind: "person",
      id: DANA.id,
      onBehalfOf: MORGAN.id,
    });
  });
});
