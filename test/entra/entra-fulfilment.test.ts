import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { createEntraFulfilment } from "../../src/entra/entra-fulfilment.js";
import { HandOverError } from "../../src/service/ports/fulfilment.js";
import type { EntraDenial } from "../../src/service/resume-body.js";
import { submitted } from "../builders/request.js";
import { callOutOrigin } from "../builders/submission.js";
import { useLocalGraph } from "../graph/graph-at-hand.js";
import { addUser, guid } from "../graph/graph-world.js";
import { askInEntra } from "../graph/world-requests.js";

const at = useLocalGraph();
const RESUME = /\/resume$/;
const READ = /\/assignmentRequests\/[^/]+$/;

interface Made {
  readonly state?: AccessRequest["state"];
  readonly endReason?: string;
  readonly attempts?: number;
  readonly requestType?: string;
}

/** A request that has ended here while Entra waits. */
function ended(made: Made = {}): AccessRequest {
  const { state = "approved", endReason, attempts = 0, requestType = "userAdd" } = made;
  const { world } = at.graph;
  const riley = addUser(world, "Riley Chen");
  const asked = { requestor: riley, accessPackageId: guid("4", 1) };
  const body = askInEntra(world, { ...asked, requestType });
  const origin = callOutOrigin(requestType);
  const { accessPackage, ...request } = submitted("R-1042").request;
  const person = { ...request.requestor, id: riley.id };
  return {
    ...request,
    requestor: person,
    target: person,
    accessPackage: { ...accessPackage, id: asked.accessPackageId },
    state,
    ...(endReason !== undefined && { endReason }),
    origin: {
      ...origin,
      key: body.AccessPackageAssignmentRequestId,
      callOut: {
        ...origin.callOut,
        customExtensionStageInstanceId: body.CustomExtensionStageInstanceId,
        callbackUriPath: "/somewhere/else",
      },
    },
    handOver: { isDone: false, attempts, notBefore: 0 },
  };
}

function fulfil(denial: EntraDenial = "denied", permissions?: readonly string[]) {
  const quiet = () => undefined;
  const graph = at.client(permissions);
  const log = { info: quiet, warn: quiet };
  const { handOver } = createEntraFulfilment({ graph, denial, log });
  return {
    handOver: (request: AccessRequest, age = 1 * HOUR) =>
      handOver(request, request.submittedAt + age),
  };
}

const there = (request: AccessRequest) => {
  const found = at.graph.world.assignmentRequests.get(request.origin.key);
  const [callOut] = found?.customExtensionCalloutInstances ?? [];
  return { state: found?.state, status: callOut?.status, detail: callOut?.detail };
};

describe("a resume", () => {
  test.each<[Made, EntraDenial, string, string]>([
    [{}, "denied", "pendingApproval", "Request R-1042: may go on."],
    [
      { state: "denied", endReason: "decision" },
      "denied",
      "denied",
      "Request R-1042: not approved.",
    ],
    [
      { state: "denied", endReason: "timedOut" },
      "denied",
      "denied",
      "Request R-1042: not approved.",
    ],
    [{ state: "denied" }, "canceled", "canceled", "Request R-1042: not approved."],
    [
      { state: "canceled", endReason: "byRequestor" },
      "denied",
      "canceled",
      "Request R-1042: withdrawn.",
    ],
    [
      { state: "canceled", endReason: "another request is open: R-1001" },
      "denied",
      "canceled",
      "Request R-1042: another request is open: R-1001.",
    ],
    [
      { state: "denied", endReason: "cannot be planned: unknown accessPackage.id" },
      "denied",
      "denied",
      "Request R-1042: cannot be planned: unknown accessPackage.id.",
    ],
    [{ requestType: "userRemove" }, "denied", "pendingApproval", "Request R-1042: may go on."],
  ])(
    "F1 I5 V1 says the outcome and no word of risk (%j, %s)",
    async (made, denial, state, detail) => {
      const request = ended(made);
      await fulfil(denial).handOver(request);
      expect(there(request)).toEqual({ state, status: "callbackReceived", detail });
      expect(detail).not.toMatch(/risk|insider|protection/i);
      const changing = at.graph.seen.filter(({ method }) => method !== "GET");
      expect(changing.map(({ method, path }) => `${method} ${path}`)).toEqual([
        `POST /v1.0/identityGovernance/entitlementManagement/assignmentRequests/${request.origin.key}/resume`,
      ]);
    },
  );

  test("F1 that Entra refuses because it has been resumed counts as done", async () => {
    const request = ended();
    await fulfil().handOver(request);
    await fulfil().handOver(request);
    expect(at.graph.world.resumes).toHaveLength(1);
    expect(at.graph.seenAt(READ).length).toBeGreaterThan(0);
  });

  test("F1 whose outcome is unknown is looked up before another try, and not sent again", async () => {
    const request = ended({ attempts: 1 });
    await fulfil().handOver({ ...request, handOver: { isDone: false, attempts: 0, notBefore: 0 } });
    await fulfil().handOver(request);
    expect(at.graph.seenAt(RESUME)).toHaveLength(1);
  });

  test("F1 that Entra refuses while it still waits has not worked", async () => {
    const request = ended();
    at.graph.trouble(RESUME, { status: 400, code: "BadRequest" });
    const failure = await fulfil()
      .handOver(request)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HandOverError);
    expect((failure as Error).message).toMatch(/^Graph resumeRequest: 400 BadRequest/);
    expect(there(request).status).toBe("waitingForCallback");
    await fulfil().handOver({ ...request, handOver: { isDone: false, attempts: 1, notBefore: 0 } });
    expect(at.graph.world.resumes).toHaveLength(1);
  });

  test("F1 that a page of something on the way answers has not worked", async () => {
    const request = ended();
    at.graph.trouble(RESUME, { status: 200, text: "<html>Please sign in</html>" });
    await expect(fulfil().handOver(request)).rejects.toThrow(HandOverError);
    expect(there(request).status).toBe("waitingForCallback");
    await fulfil().handOver({ ...request, handOver: { isDone: false, attempts: 1, notBefore: 0 } });
    expect(at.graph.world.resumes).toHaveLength(1);
  });

  test("F1 of a request that something on the way says is not there has not worked", async () => {
    const request = ended({ attempts: 1 });
    at.graph.trouble(READ, { status: 404, text: "<html>no route</html>" });
    await expect(fulfil().handOver(request)).rejects.toThrow(/404 notGraph/);
    expect(there(request).status).toBe("waitingForCallback");
  });

  test("F1 without the permission has not worked", async () => {
    const request = ended();
    const read = fulfil("denied", ["EntitlementManagement.Read.All"]);
    await expect(read.handOver(request)).rejects.toThrow(/403 Authorization_RequestDenied/);
    expect(at.graph.world.resumes).toHaveLength(0);
  });

  test("F1 of a request that Entra no longer has counts as done", async () => {
    const request = ended();
    at.graph.world.assignmentRequests.delete(request.origin.key);
    await expect(fulfil().handOver(request, 1 * MINUTE)).rejects.toThrow(/404/);
    expect(await fulfil().handOver(request)).toBeUndefined();
  });

  test("F1 is refused where nothing waits for it", async () => {
    const { callOut: _, ...origin } = ended().origin;
    await expect(fulfil().handOver({ ...ended(), origin })).rejects.toThrow(/no call-out/);
  });
});

describe("what Entra made of a request before it was told", () => {
  type Ours = AccessRequest["state"];
  test.each<[Ours, string, string, boolean]>([
    ["denied", "pendingApproval", "callbackTimedOut", true],
    ["denied", "delivered", "callbackReceived", true],
    ["canceled", "delivering", "callbackTimedOut", true],
    ["denied", "canceled", "callbackTimedOut", false],
    ["denied", "denied", "callbackReceived", false],
    ["approved", "denied", "callbackTimedOut", true],
    ["approved", "canceled", "waitingForCallback", false],
    ["approved", "pendingApproval", "callbackReceived", false],
    // Its own approvers denied it after the resume.
    ["approved", "denied", "callbackReceived", false],
  ])(
    "P4 F1 %s here and %s there (%s) is a contradiction: %s",
    async (state, outside, status, is) => {
      const request = ended({ state, attempts: 1 });
      const record = at.graph.world.assignmentRequests.get(request.origin.key);
      Object.assign(record ?? {}, { state: outside });
      for (const callOut of record?.customExtensionCalloutInstances ?? [])
        callOut.status = status as never;
      expect(await fulfil().handOver(request)).toEqual({ isContradicted: is });
      expect(at.graph.seenAt(RESUME)).toHaveLength(0);
    },
  );
});
