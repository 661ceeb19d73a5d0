import { HOUR } from "../../../src/approval/instant.js";
import { summarizeRequest } from "../../../src/approval/request-summary.js";
import type {
  AdministratorView,
  StageDetail,
} from "../../../src/approval/views/administrator-view.js";
import { administratorView } from "../../../src/approval/views/administrator-view.js";
import { ownWords, phrase } from "../../../src/teams/cards/phrase.js";
import { renderDeliveries } from "../../../src/teams/cards/render-deliveries.js";
import { renderInsights } from "../../../src/teams/cards/render-insights.js";
import { renderList } from "../../../src/teams/cards/render-list.js";
import { renderPersonRisk } from "../../../src/teams/cards/render-person-risk.js";
import { renderRequestDetails } from "../../../src/teams/cards/render-request-details.js";
import { requestStateWords } from "../../../src/teams/cards/request-state-words.js";
import { ADA, RILEY, SAM, TAYLOR } from "../../builders/cast.js";
import { controls, ESCALATION, policyStage, reading } from "../../builders/controls.js";
import { riskStory, Story } from "../../builders/story.js";
import { submission } from "../../builders/submission.js";
import { type DrawnCard, draw } from "./draw.js";
import { DAYS, HOURS, MINUTES, NOW, reader } from "./fixtures.js";

const BOTH = new Set(["idProtection", "insiderRisk"] as const);
const NONE = new Set<never>();

function detailsAt(
  story: Story,
  sources: ReadonlySet<"idProtection" | "insiderRisk">,
  note?: string,
) {
  const view = administratorView(story.request, ADA.id, sources);
  if (!view) throw new Error("the request is hidden from Ada");
  return draw(
    renderRequestDetails,
    { view, ...(note !== undefined && { note }) },
    { ...reader, now: story.now },
  );
}

/** Every state that an administrator's card of a request can be in. */
function detailCards(): Record<string, DrawnCard> {
  const open = riskStory();
  open.now += HOUR;
  const escalated = riskStory({ target: TAYLOR }).wait(ESCALATION);
  escalated.post.deliverAll();
  const policy = { ...submission().assignmentPolicy, stages: [policyStage()] };
  const below = new Story({ assignmentPolicy: policy });
  below.evaluate([reading("idProtection", 1, below.now)], controls({ idProtection: {} })).resolve();
  const denied = riskStory();
  denied.now += HOUR;
  denied.click(SAM, "Denied", { justification: "Password not reset yet" });
  const withdrawn = riskStory();
  withdrawn.cancel(ADA, true, "left the company");
  const failing = riskStory();
  failing.click(SAM, "Approved", { justification: "Spoke to Riley" });
  failing.handOver({ ok: false, reason: "TimeoutError" });
  return {
    "details-open": detailsAt(open, NONE),
    "details-open-with-evidence": detailsAt(open, BOTH, "✔ The open cards are posted again."),
    "details-escalated": detailsAt(escalated, BOTH),
    "details-below-minimum": detailsAt(below, BOTH),
    "details-not-planned": detailsAt(new Story(), NONE),
    "details-denied": detailsAt(denied, BOTH),
    "details-denied-without-role": detailsAt(denied, NONE),
    "details-withdrawn": detailsAt(withdrawn, NONE),
    "details-hand-over-failing": detailsAt(failing, NONE),
    "details-crowded": crowded(open),
  };
}

/** Five stages with fifty approvers each: the card stays small. */
function crowded(story: Story): DrawnCard {
  const view = administratorView(story.request, ADA.id, BOTH) as AdministratorView;
  const approvers = Array.from({ length: 50 }, (_, i) => ({
    displayName: `Person ${i} of the very long name that somebody once typed`,
    isFallback: i > 24,
    card: "failed" as const,
    failure: "unreachable",
  }));
  const stages = Array.from({ length: 5 }, () => ({ ...view.stages[0], approvers }) as StageDetail);
  return draw(renderRequestDetails, { view: { ...view, stages } }, { ...reader, now: story.now });
}

function listCards(): Record<string, DrawnCard> {
  const escalated = riskStory({ target: TAYLOR }).wait(ESCALATION).request;
  const silent = riskStory().wait(4 * DAYS).request;
  const items = [escalated, silent].map((request) => {
    const summary = summarizeRequest(request);
    return {
      requestId: request.id,
      title: phrase`${RILEY.displayName} wants ${request.accessPackage.displayName}`,
      subtitle: ownWords(requestStateWords(summary, escalated.submittedAt + 50 * HOURS)),
    };
  });
  const query = '{"s":"open","a":"Finance Data"}';
  const list = { list: "requests" as const, title: "Open requests: 12", query, emptyText: "" };
  return {
    "requests-first-page": draw(renderList, { ...list, items, page: 1, pageCount: 2 }, reader),
    "requests-none": draw(
      renderList,
      { ...list, items: [], page: 1, pageCount: 1, emptyText: "No request matches." },
      reader,
    ),
  };
}

function figureCards(): Record<string, DrawnCard> {
  const figures = {
    requests: 412,
    reviewed: 37,
    outcomes: { approved: 360, denied: 21, timedOut: 3, canceled: 8, pending: 20 },
    timeToDecision: { median: 42 * MINUTES, ninetieth: 9 * HOURS },
    openedStages: 230,
    escalatedStages: 12,
    timedOutStages: 3,
    load: Array.from({ length: 14 }, (_, i) => ({ personId: `${i}`, asked: 40 - i, decided: i })),
  };
  const load = ["Sam Okafor", "Ingrid Solberg"].map((name) => ({ name, asked: 40, decided: 17 }));
  const { timeToDecision: _, ...rest } = figures;
  const outcomes = { approved: 0, denied: 0, timedOut: 0, canceled: 0, pending: 0 };
  const none = { ...rest, requests: 0, reviewed: 0, outcomes, load: [] };
  const idle = { ...none, openedStages: 0, escalatedStages: 0, timedOutStages: 0 };
  const period = "the last 30 days";
  return {
    insights: draw(renderInsights, { figures, period, last: "P30D", load }),
    "insights-none": draw(renderInsights, { figures: idle, period, last: "P30D", load: [] }),
  };
}

function deliveryCards(): Record<string, DrawnCard> {
  const counts = { intended: 90, delivered: 85, failed: 2, withdrawn: 2, pending: 1 };
  const row = { createdAt: NOW - HOURS, notBefore: NOW - HOURS, isOver: false };
  const rows = [
    {
      ...row,
      kind: "approvalCard" as const,
      requestId: "R-1042",
      recipientName: "Sam Okafor",
      state: "pending" as const,
      failure: "throttled",
      notBefore: NOW + 5 * MINUTES,
    },
    {
      ...row,
      kind: "outcome" as const,
      requestId: "R-1041",
      recipientName: "Riley Chen",
      state: "failed" as const,
      failure: "unreachable",
    },
    {
      ...row,
      kind: "settingsChanged" as const,
      recipientName: "Ada Lind",
      state: "failed" as const,
      failure: "rejected",
      isOver: true,
    },
  ];
  const page = { page: 1, pageCount: 1, counts };
  return {
    deliveries: draw(renderDeliveries, { ...page, rows, canRetry: true, pageCount: 3 }, reader),
    "deliveries-retried": draw(
      renderDeliveries,
      { ...page, rows: rows.slice(0, 1), canRetry: false, note: "✔ 1 notice is tried again." },
      reader,
    ),
    "deliveries-none": draw(renderDeliveries, { ...page, rows: [], canRetry: false }, reader),
  };
}

/** The cards with which an administrator oversees requests. */
export function oversightCards(): Record<string, DrawnCard> {
  const seen = { source: "idProtection" as const, isApprovalRequired: true, wouldBeReviewed: true };
  const other = {
    source: "insiderRisk" as const,
    isApprovalRequired: false,
    wouldBeReviewed: false,
  };
  const personName = "Riley Chen";
  return {
    ...listCards(),
    ...detailCards(),
    ...figureCards(),
    ...deliveryCards(),
    "person-now": draw(renderPersonRisk, { personName, sources: [seen, other] }, reader),
    "person-now-with-role": draw(
      renderPersonRisk,
      { personName, sources: [{ ...seen, reading: reading("idProtection", 3, NOW) }, other] },
      reader,
    ),
  };
}
