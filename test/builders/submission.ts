import type { AssignmentPolicy, CallOut, Origin } from "../../src/approval/request.js";
import type { Submission } from "../../src/approval/submit.js";
import { RILEY } from "./cast.js";

export const POLICY: AssignmentPolicy = {
  id: "policy-1",
  displayName: "Employees",
  isRequestorJustificationRequired: true,
  allowOnBehalf: true,
  stages: [],
};

/** Riley asks for Finance Data in chat. */
export function submission(changes: Partial<Submission> = {}): Submission {
  return {
    id: "R-1042",
    origin: { kind: "chat", caller: RILEY.id, key: "activity-1", contentDigest: "0".repeat(64) },
    requestor: RILEY,
    target: RILEY,
    accessPackage: { id: "package-1", displayName: "Finance Data", description: "the ledger" },
    assignmentPolicy: POLICY,
    justification: "Quarterly close",
    ...changes,
  };
}

/** Where a request comes from that Entra called out about. */
export function callOutOrigin(requestType = "userAdd"): Origin & { callOut: CallOut } {
  return {
    kind: "callOut",
    caller: "entra",
    key: "5c1e0b0f-0000-4000-8000-000000000001",
    contentDigest: "1".repeat(64),
    callOut: {
      requestType,
      customExtensionStageInstanceId: "stage-instance-1",
      callbackUriPath: "https://graph.example/resume",
      stage: "assignmentRequestCreated",
    },
  };
}
