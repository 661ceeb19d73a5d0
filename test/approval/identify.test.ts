import { describe, expect, test } from "vitest";
import {
  identifyRequest,
  postponeLookUp,
  receiveCallOut,
  refuseUnknown,
} from "../../src/approval/identify.js";
import { HOUR } from "../../src/approval/instant.js";
import { openSteps } from "../../src/approval/next-due.js";
import { refuse } from "../../src/approval/refusal.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { callOutOrigin, POLICY, submission } from "../builders/submission.js";

const parts = {
  requestor: TAYLOR,
  target: RILEY,
  accessPackage: { id: "package-1", displayName: "Finance Data", description: "the ledger" },
  assignmentPolicy: POLICY,
};

function received(requestType = "userAdd", wait = HOUR): AccessRequest {
  const origin = callOutOrigin(requestType);
  const callOut = { ...origin.callOut, waitsUntil: NOW + wait };
  const result = receiveCallOut(submission({ origin: { ...origin, callOut } }), NOW);
  if (!result.ok) throw new Error(result.code);
  return result.request;
}

const stepsOf = (request: AccessRequest) => openSteps(request).map(({ kind }) => kind);

describe("a call-out", () => {
  test("I5 is looked up before its risk is read, and nobody hears of it until then", () => {
    const request = received();
    expect(stepsOf(request)).toEqual(["identify"]);
    expect(request.notices).toEqual([]);
    const identified = identifyRequest(request, parts, NOW);
    expect(identified?.request.requestor).toEqual(TAYLOR);
    expect(stepsOf(identified?.request as AccessRequest)).toEqual(["readRisk"]);
    const told = identified?.request.notices.map(({ kind, recipient }) => [kind, recipient]);
    expect(told).toEqual([
      ["ownRequestCard", TAYLOR.id],
      ["ownRequestCard", RILEY.id],
    ]);
    expect(identifyRequest(identified?.request as AccessRequest, parts, NOW)).toBeUndefined();
  });

  test("I5 that is no addition needs no directory: it goes on at once", () => {
    for (const type of ["userRemove", "adminRemove", "systemUpdate", "somethingNew"])
      expect(stepsOf(received(type))).toEqual(["handOver"]);
  });

  test("I5 that names what is not known ends, and Entra is told", () => {
    const ended = refuseUnknown(received(), refuse("notFound", "accessPackage.id"), NOW)?.request;
    expect(ended).toMatchObject({
      state: "denied",
      endReason: "cannot be planned: unknown accessPackage.id",
    });
    expect(stepsOf(ended as AccessRequest)).toEqual(["handOver"]);
  });

  test("I5 waits for a directory that does not answer, but not longer than Entra waits", () => {
    let request = received();
    for (let tries = 0; request.lookUp; tries += 1) {
      expect(tries).toBeLessThan(100);
      const at = request.lookUp.notBefore;
      expect(at).toBeLessThan(NOW + HOUR);
      request = postponeLookUp(request, at)?.request ?? request;
    }
    expect(request).toMatchObject({
      state: "denied",
      endReason: "cannot be planned: the directory did not answer",
    });
    expect(stepsOf(request)).toEqual(["handOver"]);
    expect(request.completedAt).toBeLessThan(NOW + HOUR);
  });
});
