import type { ApprovalView, RiskView } from "../../../src/approval/views/approval-view.js";
import type { OwnRequestView, Progress } from "../../../src/approval/views/own-request-view.js";
import type { SettledView } from "../../../src/approval/views/settled-view.js";
import type { Reader } from "../../../src/teams/cards/card-message.js";

/** Mon 23 Nov 2026 14:00 in Berlin. */
export const NOW = Date.UTC(2026, 10, 23, 13, 0);
export const MINUTES = 60_000;
export const HOURS = 60 * MINUTES;
export const DAYS = 24 * HOURS;

export const reader: Reader = {
  now: NOW,
  timeZone: "Europe/Berlin",
  locale: "en-GB",
  mri: "29:1sam",
};

export const riley = person("1", "Riley Chen");
export const tom = person("2", "Tom Berg");
export const sam = person("3", "Sam Okafor");
export const ingrid = person("4", "Ingrid Solberg");

export function person(digit: string, displayName: string) {
  return {
    id: `00000000-0000-4000-8000-00000000000${digit}`,
    displayName,
    userPrincipalName: `${displayName.split(" ")[0]?.toLowerCase() ?? "x"}@contoso.example`,
  };
}

export const highRisk: RiskView = {
  source: "idProtection",
  level: "high",
  rank: 3,
  riskState: "atRisk",
  riskDetail: "leaked credentials",
  lastUpdated: NOW - 5 * HOURS,
  readAt: NOW - 12 * MINUTES,
};
export const mediumRisk: RiskView = {
  ...highRisk,
  level: "medium",
  rank: 2,
  readAt: NOW - 3 * HOURS,
};
export const insiderRisk: RiskView = {
  source: "insiderRisk",
  level: "elevated",
  rank: 3,
  readAt: NOW - 12 * MINUTES,
};
export const unreadableRisk: RiskView = {
  source: "idProtection",
  level: null,
  rank: null,
  unavailable: "noAnswer",
  readAt: NOW - 12 * MINUTES,
};

export const approvalView: ApprovalView = {
  kind: "approval",
  requestId: "R-1042",
  token: "t0ken-t0ken-t0ken-t0ken",
  stageKind: "idProtection",
  requestor: riley,
  accessPackage: {
    displayName: "Finance Data",
    description: "Read access to the ledger, the monthly close and the export share.",
  },
  justification: "Quarterly close, need the ledger export by Friday",
  submittedAt: NOW - 12 * MINUTES,
  risk: highRisk,
  draft: "",
  escalation: { dueAt: NOW + 26 * HOURS, to: ["SOC on call"] },
  denialDueAt: NOW + 74 * HOURS,
  isGrace: false,
  askedAs: { labels: ["Security Administrator"], others: 2 },
  isJustificationRequired: true,
  asked: [
    { displayName: "Sam Okafor", reached: "delivered" },
    { displayName: "Ingrid Solberg", reached: "pending" },
    { displayName: "Noor Haddad", reached: "failed" },
  ],
  history: [
    {
      id: "R-1007",
      accessPackageName: "Sales Reports",
      state: "delivered",
      submittedAt: NOW - 30 * DAYS,
    },
    { id: "R-0988", accessPackageName: "Payroll", state: "denied", submittedAt: NOW - 41 * DAYS },
  ],
};

const { risk: _risk, escalation: _escalation, ...withoutRisk } = approvalView;
export const policyView: ApprovalView = {
  ...withoutRisk,
  stageKind: "policy",
  place: { position: 1, count: 2 },
  askedAs: { labels: ["manager"], others: 0 },
  isJustificationRequired: false,
  asked: [{ displayName: "Morgan Diaz", reached: "delivered" }],
};

const { escalation: _gone, ...unescalated } = approvalView;
export const escalatedView: ApprovalView = {
  ...unescalated,
  escalated: { at: NOW - 2 * HOURS, to: ["SOC on call"], reason: "deadline" },
};

export const questionView: ApprovalView = {
  ...approvalView,
  question: { before: mediumRisk },
  draft: "Spoke to Riley, password reset done",
};

export const settledView: SettledView = {
  kind: "settled",
  requestId: "R-1042",
  stageKind: "idProtection",
  requestor: riley,
  accessPackage: { displayName: "Finance Data" },
  outcome: "approved",
  by: sam,
  at: NOW + 7 * MINUTES,
  justification: "Spoke to Riley, password reset done",
  wasRiskLower: false,
  next: { kind: "policyStage", asks: ["manager"] },
};

export function ownView(progress: Progress, changes: Partial<OwnRequestView> = {}): OwnRequestView {
  return {
    kind: "ownRequest",
    requestId: "R-1042",
    accessPackage: { displayName: "Finance Data" },
    requestorName: "Riley Chen",
    targetName: "Riley Chen",
    isForSomebodyElse: false,
    isReaderRequestor: true,
    submittedAt: NOW - 12 * MINUTES,
    justification: "Quarterly close, need the ledger export by Friday",
    progress,
    approverJustification: "",
    canceledByAdministrator: false,
    isCancelable: progress === "inReview",
    ...changes,
  };
}
