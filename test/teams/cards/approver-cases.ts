import type { DigestLine } from "../../../src/service/digest-lines.js";
import { renderApproval } from "../../../src/teams/cards/render-approval.js";
import { renderDigest } from "../../../src/teams/cards/render-digest.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderSettled } from "../../../src/teams/cards/render-settled.js";
import { type DrawnCard, draw } from "./draw.js";
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

export const approverCards: Record<string, DrawnCard> = {
  "approval-id-protection": draw(renderApproval, approvalView, reader),
  "approval-insider-risk": draw(
    renderApproval,
    { ...approvalView, stageKind: "insiderRisk", risk: insiderRisk },
    reader,
  ),
  "approval-policy": draw(renderApproval, policyView, reader),
  "approval-for-somebody-else": draw(
    renderApproval,
    { ...approvalView, target: tom, risk: { ...highRisk, about: tom.displayName } },
    reader,
  ),
  "approval-unreadable": draw(renderApproval, { ...approvalView, risk: unreadableRisk }, reader),
  "approval-escalated": draw(renderApproval, escalatedView, reader),
  "approval-question": draw(renderApproval, questionView, reader),
  "approval-question-unreadable": draw(
    renderApproval,
    { ...questionView, risk: unreadableRisk, question: { before: highRisk } },
    reader,
  ),
  "approval-justification-missing": draw(renderApproval, approvalView, reader, {
    field: "justification",
    code: "justificationRequired",
  }),
  "approval-delegate-in-grace": draw(
    renderApproval,
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
  "settled-approved": draw(renderSettled, settledView, reader),
  "settled-approved-lower": draw(
    renderSettled,
    { ...settledView, onBehalfOf: ingrid, wasRiskLower: true, next: { kind: "fulfilment" } },
    reader,
  ),
  "settled-approved-onward": draw(
    renderSettled,
    { ...settledView, next: { kind: "onward" } },
    reader,
  ),
  "settled-denied": draw(
    renderSettled,
    { ...undecided, by: settledView.by ?? tom, outcome: "denied", target: tom },
    reader,
  ),
  "settled-timed-out": draw(
    renderSettled,
    { ...undecided, outcome: "timedOut", justification: "" },
    reader,
  ),
  "settled-canceled": draw(
    renderSettled,
    { ...undecided, by: settledView.requestor, outcome: "canceled", justification: "" },
    reader,
  ),
  "settled-ended-in-entra": draw(
    renderSettled,
    { ...undecided, outcome: "endedInEntra", justification: "" },
    reader,
  ),
  "settled-released": draw(
    renderSettled,
    { ...released, stageKind: "policy", outcome: "released", justification: "" },
    reader,
  ),
  reminder: draw(
    renderNotice,
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
  "reminder-over": draw(
    renderNotice,
    {
      kind: "reminderOver",
      requestId: "R-1042",
      requestorName: "Riley Chen",
      accessPackageName: "Finance Data",
    },
    reader,
  ),
  "digest-one-page": draw(
    renderDigest,
    { token: TOKEN, lines: digestLines.slice(0, 6), page: 1 },
    reader,
  ),
  "digest-first-of-two": draw(renderDigest, { token: TOKEN, lines: digestLines, page: 1 }, reader),
  "digest-last-of-two": draw(renderDigest, { token: TOKEN, lines: digestLines, page: 9 }, reader),
  "digest-over": draw(
    renderDigest,
    { token: TOKEN, lines: digestLines.filter((line) => line.end), page: 1 },
    reader,
  ),
  "delegate-appointed": draw(
    renderNotice,
    {
      kind: "delegateAppointed",
      appointerName: "Ingrid Solberg",
      until: NOW + 7 * DAYS + 10 * HOURS,
    },
    reader,
  ),
};
