import type { DigestLine } from "../../../src/service/digest-lines.js";
import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { renderApproval } from "../../../src/teams/cards/render-approval.js";
import { renderDigest } from "../../../src/teams/cards/render-digest.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderSettled } from "../../../src/teams/cards/render-settled.js";
import {
  approvalView,
  DAYS,
  escalatedView,
  HOURS,
  highRisk,
  ingrid,
  insiderRisk,
  NOW,
  policyView,
  questionView,
  reader,
  sam,
  settledView,
  tom,
  unreadableRisk,
} from "./fixtures.js";

const { by: _by, next: _next, ...undecided } = settledView;
const { at: _at, ...released } = undecided;

const TOKEN = "a-token-of-22-characters";
const about = {
  requestorName: "Riley Chen",
  targetName: "Riley Chen",
  accessPackageName: "Finance Data",
};
/** Eight that wait, then one of each end. */
const digestLines: readonly DigestLine[] = [
  ...Array.from({ length: 8 }, (_, i) => ({
    ...about,
    requestId: `R-${1042 + i}`,
    ...(i === 1 && { targetName: "Tom Berg" }),
    open: { denialDueAt: NOW + (2 + i) * HOURS, isEscalated: i === 0 },
  })),
  ...(["approved", "denied", "timedOut", "canceled", "released"] as const).map((outcome, i) => ({
    ...about,
    requestId: `R-${1060 + i}`,
    end: {
      outcome,
      ...(i < 2 && { by: sam }),
      ...(outcome !== "released" && { at: NOW - HOURS }),
    },
  })),
];

export const approverCards: Record<string, CardMessage> = {
  "approval-id-protection": renderApproval(approvalView, reader),
  "approval-insider-risk": renderApproval(
    { ...approvalView, stageKind: "insiderRisk", risk: insiderRisk },
    reader,
  ),
  "approval-policy": renderApproval(policyView, reader),
  "approval-for-somebody-else": renderApproval(
    { ...approvalView, target: tom, risk: { ...highRisk, about: tom.displayName } },
    reader,
  ),
  "approval-unreadable": renderApproval({ ...approvalView, risk: unreadableRisk }, reader),
  "approval-escalated": renderApproval(escalatedView, reader),
  "approval-question": renderApproval(questionView, reader),
  "approval-question-unreadable": renderApproval(
    { ...questionView, risk: unreadableRisk, question: { before: highRisk } },
    reader,
  ),
  "approval-justification-missing": renderApproval(approvalView, reader, {
    field: "justification",
    code: "justificationRequired",
  }),
  "approval-delegate-in-grace": renderApproval(
    {
      ...approvalView,
      isGrace: true,
      askedAs: { labels: ["Security Administrator"], onBehalfOf: ingrid.displayName, others: 1 },
      history: [],
      asked: [],
      justification: "",
    },
    reader,
  ),
  "settled-approved": renderSettled(settledView, reader),
  "settled-approved-lower": renderSettled(
    { ...settledView, onBehalfOf: ingrid, wasRiskLower: true, next: { kind: "fulfilment" } },
    reader,
  ),
  "settled-approved-onward": renderSettled({ ...settledView, next: { kind: "onward" } }, reader),
  "settled-denied": renderSettled(
    { ...undecided, by: settledView.by ?? tom, outcome: "denied", target: tom },
    reader,
  ),
  "settled-timed-out": renderSettled(
    { ...undecided, outcome: "timedOut", justification: "" },
    reader,
  ),
  "settled-canceled": renderSettled(
    { ...undecided, by: settledView.requestor, outcome: "canceled", justification: "" },
    reader,
  ),
  "settled-ended-in-entra": renderSettled(
    { ...undecided, outcome: "endedInEntra", justification: "" },
    reader,
  ),
  "settled-released": renderSettled(
    { ...released, stageKind: "policy", outcome: "released", justification: "" },
    reader,
  ),
  reminder: renderNotice(
    {
      kind: "reminder",
      requestId: "R-1042",
      requestorName: "Riley Chen",
      accessPackageName: "Finance Data",
      deadline: "escalation",
      dueAt: NOW + 2 * HOURS,
    },
    reader,
  ),
  "reminder-over": renderNotice(
    {
      kind: "reminderOver",
      requestId: "R-1042",
      requestorName: "Riley Chen",
      accessPackageName: "Finance Data",
    },
    reader,
  ),
  "digest-one-page": renderDigest(
    { token: TOKEN, lines: digestLines.slice(0, 6), page: 1 },
    reader,
  ),
  "digest-first-of-two": renderDigest({ token: TOKEN, lines: digestLines, page: 1 }, reader),
  "digest-last-of-two": renderDigest({ token: TOKEN, lines: digestLines, page: 9 }, reader),
  "digest-over": renderDigest(
    { token: TOKEN, lines: digestLines.filter((line) => line.end), page: 1 },
    reader,
  ),
  "delegate-appointed": renderNotice(
    {
      kind: "delegateAppointed",
      appointerName: "Ingrid Solberg",
      until: NOW + 7 * DAYS + 10 * HOURS,
    },
    reader,
  ),
};
