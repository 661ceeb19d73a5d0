import { describe, expect, test } from "vitest";
import { isReviewedRequestType } from "../../src/approval/request-type.js";
import { submitRequest } from "../../src/approval/submit.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { callOutOrigin, POLICY, submission } from "../builders/submission.js";

describe("a submission", () => {
  test("I1 names requestor, target, package, policy and justification, and is audited", () => {
    const { request, events } = new Story({ target: TAYLOR });
    expect(request).toMatchObject({
      id: "R-1042",
      state: "pendingApproval",
      requestor: RILEY,
      target: TAYLOR,
      accessPackage: { displayName: "Finance Data" },
      assignmentPolicy: { id: "policy-1" },
      justification: "Quarterly close",
      isPlanned: false,
    });
    expect(events).toMatchObject([
      { type: "requestSubmitted", actor: { kind: "person", id: RILEY.id } },
    ]);
    expect(JSON.stringify(events[0]?.details)).not.toContain("Quarterly");
  });

  test("N1 V1 tells the requestor, and a different target, that it is pending", () => {
    expect(new Story().post.recipients("ownRequestCard")).toEqual([RILEY.id]);
    const both = new Story({ target: TAYLOR });
    expect(both.post.recipients("ownRequestCard")).toEqual([RILEY.id, TAYLOR.id]);
    expect(both.request.notices.every((notice) => notice.state === "pending")).toBe(true);
  });

  test("I4 is refused with a blank justification only where the policy asks for one", () => {
    const refused = submitRequest(submission({ justification: " \u200b" }), NOW);
    expect(refused).toEqual({ ok: false, code: "justificationRequired", field: "justification" });
    const assignmentPolicy = { ...POLICY, isRequestorJustificationRequired: false };
    expect(submitRequest(submission({ justification: "", assignmentPolicy }), NOW).ok).toBe(true);
  });

  test("I4 is refused with 2,001 characters, not with 2,000", () => {
    const ofLength = (length: number) =>
      submitRequest(submission({ justification: "x".repeat(length) }), NOW);
    expect(ofLength(2_000).ok).toBe(true);
    expect(ofLength(2_001)).toMatchObject({ ok: false, code: "textTooLong" });
  });

  test("I1 for somebody else is refused where the policy says so", () => {
    const assignmentPolicy = { ...POLICY, allowOnBehalf: false };
    const refused = submitRequest(submission({ target: TAYLOR, assignmentPolicy }), NOW);
    expect(refused).toEqual({ ok: false, code: "onBehalfNotAllowed", field: "target" });
    expect(submitRequest(submission({ assignmentPolicy }), NOW).ok).toBe(true);
  });
});

describe("a call-out", () => {
  const origin = callOutOrigin();

  test("I4 is never refused for its text: it is cleaned and clamped", () => {
    const long = new Story({ origin, justification: "x".repeat(50_000) });
    expect(long.request.justification).toHaveLength(2_000);
    expect(new Story({ origin, justification: "" }).request.justification).toBe("");
  });

  test("I4 is not refused for being on behalf of somebody", () => {
    const assignmentPolicy = { ...POLICY, allowOnBehalf: false };
    expect(submitRequest(submission({ origin, target: TAYLOR, assignmentPolicy }), NOW).ok).toBe(
      true,
    );
  });

  test.each(["userAdd", "adminAdd", "onBehalfAdd", "userUpdate", "userExtend", "UserAdd"])(
    "I5 of type %s is reviewed",
    (type) => {
      expect(isReviewedRequestType(type)).toBe(true);
      expect(new Story({ origin: callOutOrigin(type) }).request.state).toBe("pendingApproval");
    },
  );

  test.each(["userRemove", "adminRemove", "systemRemove", "adminUpdate", "", "unknownFutureValue"])(
    "I5 of type '%s' is resumed at once and nobody is told",
    (type) => {
      const story = new Story({ origin: callOutOrigin(type) });
      expect(story.request).toMatchObject({
        state: "approved",
        isPlanned: true,
        notices: [],
        handOver: { isDone: false, notBefore: NOW },
      });
      expect(story.handOver().request.state).toBe("handedOver");
      expect(story.request.notices).toEqual([]);
    },
  );
});
