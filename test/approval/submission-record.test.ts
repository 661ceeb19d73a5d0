import { describe, expect, test } from "vitest";
import { submitRequest } from "../../src/approval/submit.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { callOutOrigin, POLICY, submission } from "../builders/submission.js";

function accepted(changes: Parameters<typeof submission>[0] = {}) {
  const result = submitRequest(submission(changes), NOW);
  if (!result.ok) throw new Error(result.code);
  return result;
}

const of = (kind: "chat" | "form" | "api") => ({
  ...{ kind, caller: "app-1", key: "key-1" },
  contentDigest: "0".repeat(64),
});

describe("a submission in the store and in the trail", () => {
  test("I1 has nothing but what was submitted: no plan, no reading, no stage", () => {
    const { request } = accepted({ justification: " Quarterly\u200b close " });
    const { notices, ...rest } = request;
    expect(rest).toStrictEqual({
      ...submission(),
      justification: "Quarterly close",
      state: "pendingApproval",
      submittedAt: NOW,
      isPlanned: false,
      evaluateAttempts: 0,
      evaluateNotBefore: NOW,
      readings: [],
      stages: [],
      alerts: [],
      typedDecisions: [],
    });
    expect(notices).toMatchObject([{ number: 1, kind: "ownRequestCard", createdAt: NOW }]);
  });

  test("U1 says who, for whom, what and under which policy; words and names stand beside it", () => {
    const { events } = accepted({ target: TAYLOR });
    expect(events).toStrictEqual([
      {
        type: "requestSubmitted",
        at: NOW,
        actor: { kind: "person", id: RILEY.id },
        details: {
          requestId: "R-1042",
          origin: "chat",
          requestorId: RILEY.id,
          targetId: TAYLOR.id,
          accessPackageId: "package-1",
          assignmentPolicyId: "policy-1",
        },
        personal: {
          requestor: RILEY.displayName,
          target: TAYLOR.displayName,
          accessPackage: "Finance Data",
          justification: "Quarterly close",
        },
      },
    ]);
  });

  test.each([
    ["chat", { kind: "person", id: RILEY.id }],
    ["form", { kind: "person", id: RILEY.id }],
    ["api", { kind: "caller", id: "app-1" }],
  ] as const)("U1 by %s was done by %j", (kind, actor) => {
    const [event] = accepted({ origin: of(kind) }).events;
    expect(event?.actor).toStrictEqual(actor);
    expect(event?.details).toMatchObject({ origin: kind });
    expect(event?.details).not.toHaveProperty("requestType");
  });

  test("U1 I5 by a call-out was done by Entra, and says the type", () => {
    const [event] = accepted({ origin: callOutOrigin("userExtend") }).events;
    expect(event).toMatchObject({
      actor: { kind: "caller", id: "entra" },
      details: { origin: "callOut", requestType: "userExtend" },
    });
  });

  test("I5 F1 a call-out that is not reviewed waits for its resume at once, any other for its review", () => {
    expect(accepted({ origin: callOutOrigin("userRemove") }).request).toMatchObject({
      state: "approved",
      isPlanned: true,
      handOver: { isDone: false, attempts: 0, notBefore: NOW },
    });
    expect(accepted({ origin: callOutOrigin() }).request).not.toHaveProperty("handOver");
  });
});

describe("the text of a submission", () => {
  test.each([
    ["a call-out", { origin: callOutOrigin() }],
    [
      "a policy that asks for none",
      { assignmentPolicy: { ...POLICY, isRequestorJustificationRequired: false } },
    ],
  ])("I4 of %s may be blank and is cleaned", (_, changes) => {
    expect(accepted({ ...changes, justification: " \u200b\t" }).request.justification).toBe("");
    expect(accepted({ ...changes, justification: " a\r\nb " }).request.justification).toBe("a\nb");
  });

  test("I4 of a call-out is clamped on a character, and the cut is marked", () => {
    const { justification } = accepted({
      origin: callOutOrigin(),
      justification: "x".repeat(2_001),
    }).request;
    expect(justification).toBe(`${"x".repeat(1_999)}…`);
    const whole = accepted({ origin: callOutOrigin(), justification: "x".repeat(2_000) });
    expect(whole.request.justification).toBe("x".repeat(2_000));
  });

  test("I1 I4 a call-out on behalf of somebody needs no policy's leave", () => {
    const assignmentPolicy = { ...POLICY, allowOnBehalf: false };
    const { request } = accepted({ origin: callOutOrigin(), target: TAYLOR, assignmentPolicy });
    expect(request.notices.map(({ recipient }) => recipient)).toStrictEqual([RILEY.id, TAYLOR.id]);
  });
});
