import { describe, expect, test } from "vitest";
import { cancelRequest } from "../../src/approval/cancel.js";
import {
  endUnplanned,
  identifyRequest,
  postponeLookUp,
  receiveCallOut,
  refuseUnknown,
} from "../../src/approval/identify.js";
import { HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import { refuse } from "../../src/approval/refusal.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { callOutOrigin, POLICY, submission } from "../builders/submission.js";

const SYSTEM = { kind: "system" };
const parts = {
  requestor: TAYLOR,
  target: RILEY,
  accessPackage: { id: "package-1", displayName: "Finance Data", description: "the ledger" },
  assignmentPolicy: POLICY,
};

/** A call-out that is being looked up; Entra waits so long, for ever where nothing is said. */
function received(wait?: number): AccessRequest {
  const origin = callOutOrigin();
  const callOut = { ...origin.callOut, ...(wait !== undefined && { waitsUntil: NOW + wait }) };
  const result = receiveCallOut(submission({ origin: { ...origin, callOut } }), NOW);
  if (!result.ok) throw new Error(result.code);
  return result.request;
}

describe("the look-up of a call-out", () => {
  test("I5 begins at once, and is no try yet", () => {
    expect(received().lookUp).toEqual({ attempts: 0, notBefore: NOW });
  });

  test("I5 is none for a call-out that is no addition", () => {
    const unseen = receiveCallOut(submission({ origin: callOutOrigin("userRemove") }), NOW);
    expect(unseen).toMatchObject({ ok: true, request: { state: "approved", notices: [] } });
    expect(unseen.ok && unseen.request).not.toHaveProperty("lookUp");
  });

  test("I4 a submission that is refused is not looked up", () => {
    const { origin: _, ...chat } = submission({ justification: " " });
    const { callOut: __, ...origin } = callOutOrigin();
    const refused = receiveCallOut({ ...chat, origin }, NOW);
    expect(refused).toEqual(refuse("justificationRequired", "justification"));
  });

  test("I1 U1 that found everything is told to the trail; the names stand beside the chain", () => {
    const known = received();
    const after = { ...known, lookUp: { attempts: 2, notBefore: NOW } };
    expect(identifyRequest(after, parts, NOW + MINUTE)?.events).toStrictEqual([
      {
        type: "requestIdentified",
        at: NOW + MINUTE,
        actor: SYSTEM,
        details: { requestId: "R-1042", attempts: 3 },
        personal: {
          requestor: TAYLOR.displayName,
          target: RILEY.displayName,
          accessPackage: "Finance Data",
        },
      },
    ]);
  });

  test("I5 is tried again after 1, 2, 5, 15, 60 and then every 300 seconds, without an event", () => {
    let request = received();
    for (const [i, wait] of [1, 2, 5, 15, 60, 300, 300].entries()) {
      const next = postponeLookUp(request, NOW);
      expect(next?.events).toEqual([]);
      expect(next?.request.lookUp).toEqual({ attempts: i + 1, notBefore: NOW + wait * SECOND });
      request = next?.request ?? request;
    }
  });

  test("I5 is tried once more at the end of Entra's wait, and ends then", () => {
    const end = NOW + HOUR - 6 * MINUTE;
    const late = { ...received(HOUR), lookUp: { attempts: 9, notBefore: NOW } };
    const last = postponeLookUp(late, end - 1);
    expect(last?.request).toMatchObject({ state: "pendingApproval", lookUp: { notBefore: end } });
    expect(postponeLookUp(late, end)?.request.state).toBe("denied");
    expect(postponeLookUp(late, end + 1)?.request.state).toBe("denied");
  });

  const identified = identifyRequest(received(), parts, NOW)?.request as AccessRequest;
  const canceled = cancelRequest(
    received(),
    { by: RILEY, asAdministrator: false, reason: "" },
    NOW,
  ) as { request: AccessRequest };
  const refusal = refuse("notFound", "target");
  test.each<[string, AccessRequest]>([
    ["was identified before", identified],
    ["was canceled meanwhile", canceled.request],
    ["has ended, whatever is left of it", { ...received(HOUR), state: "canceled" }],
  ])("D1 I5 finds nothing to do for a request that %s", (_, request) => {
    expect(identifyRequest(request, parts, NOW)).toBeUndefined();
    expect(postponeLookUp(request, NOW + HOUR)).toBeUndefined();
    expect(refuseUnknown(request, refusal, NOW)).toBeUndefined();
  });
});

describe("a call-out that ends without a plan", () => {
  test.each(["denied", "canceled"] as const)(
    "I3 I5 F1 as %s is resumed with the reason, tells nobody, and reads no risk",
    (state) => {
      const request = { ...received(), evaluateNotBefore: NOW };
      const { lookUp: _, evaluateNotBefore: __, ...rest } = request;
      const ended = endUnplanned(request, state, "a second one", NOW + MINUTE);
      expect(ended.request).toStrictEqual({
        ...{ ...rest, state, endReason: "a second one", completedAt: NOW + MINUTE },
        ...{ isPlanned: true, notices: [] },
        handOver: { isDone: false, attempts: 0, notBefore: NOW + MINUTE },
      });
      expect(ended.events).toStrictEqual([
        {
          type: "callOutEnded",
          at: NOW + MINUTE,
          actor: SYSTEM,
          details: { requestId: "R-1042", state, reason: "a second one" },
        },
      ]);
    },
  );

  test("N1 drops what was about to be said", () => {
    const told = identifyRequest(received(), parts, NOW)?.request;
    expect(told?.notices).toHaveLength(2);
    expect(told && endUnplanned(told, "denied", "a second one", NOW).request.notices).toEqual([]);
  });

  test.each([
    [refuse("notFound", "target"), "cannot be planned: unknown target"],
    [refuse("invalid"), "cannot be planned: unknown content"],
  ])("I1 I5 because of %j says what is not known", (refusal, endReason) => {
    const ended = refuseUnknown(received(), refusal, NOW)?.request;
    expect(ended).toMatchObject({ state: "denied", endReason, completedAt: NOW });
  });
});
