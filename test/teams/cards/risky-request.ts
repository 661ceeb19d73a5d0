import type { AccessRequest, Stage } from "../../../src/approval/request.js";
import { DAYS, NOW, riley, sam, tom } from "./fixtures.js";

/** A request of Riley for Tom that an ID Protection stage has approved or, if denied, ended. */
export function riskyRequest(state: AccessRequest["state"]): AccessRequest {
  return {
    id: "R-1042",
    state,
    origin: { kind: "chat", caller: riley.id, key: "key", contentDigest: "digest" },
    requestor: riley,
    target: tom,
    accessPackage: {
      id: "10000000-0000-4000-8000-000000000001",
      displayName: "Finance Data",
      description: "",
    },
    assignmentPolicy: {
      id: "10000000-0000-4000-8000-000000000002",
      displayName: "Employees",
      isRequestorJustificationRequired: true,
      allowOnBehalf: true,
      stages: [],
    },
    justification: "Quarterly close",
    submittedAt: NOW - DAYS,
    ...(state !== "pendingApproval" && { completedAt: NOW }),
    ...(state === "canceled" && { endReason: "byAdministrator", canceledBy: sam }),
    isPlanned: true,
    evaluateAttempts: 0,
    readings: [],
    stages: [riskStage(state)],
    notices: [],
    alerts: [],
    typedDecisions: [],
  };
}

function riskStage(state: AccessRequest["state"]): Stage {
  const isOpen = state === "pendingApproval" || state === "canceled";
  return {
    source: "idProtection",
    position: 1,
    settings: {
      primaryApprovers: [{ kind: "role", name: "Security Administrator" }],
      fallbackApprovers: [],
      durationBeforeEscalation: "P1D",
      durationBeforeAutomaticDenial: "P3D",
      isApproverJustificationRequired: true,
    },
    readings: [],
    status: isOpen ? "open" : "settled",
    isResolved: true,
    resolveAttempts: 0,
    primaryApprovers: [],
    fallbackApprovers: [],
    isEscalationMissed: false,
    remindedFor: [],
    isReachChecked: true,
    promptedByTyping: [],
    ...(!isOpen && {
      outcome: {
        reviewResult: state === "denied" ? ("Denied" as const) : ("Approved" as const),
        at: NOW,
        reviewedBy: sam,
        justification: "seen by the risk approver only",
        reason: "decision" as const,
        wasRiskLower: false,
      },
    }),
  };
}
