import { describe, expect, test } from "vitest";
import { MAX_TEXT_LENGTH } from "../../../src/approval/limits.js";
import { administratorView } from "../../../src/approval/views/administrator-view.js";
import { phrase } from "../../../src/teams/cards/phrase.js";
import { renderApproval } from "../../../src/teams/cards/render-approval.js";
import { renderDeliveries } from "../../../src/teams/cards/render-deliveries.js";
import { renderInsights } from "../../../src/teams/cards/render-insights.js";
import { renderList } from "../../../src/teams/cards/render-list.js";
import { renderOwnRequest } from "../../../src/teams/cards/render-own-request.js";
import { renderPersonRisk } from "../../../src/teams/cards/render-person-risk.js";
import { renderRequestDetails } from "../../../src/teams/cards/render-request-details.js";
import { MOST_CHOICES, renderRequestForm } from "../../../src/teams/cards/render-request-form.js";
import { renderSettingsChange } from "../../../src/teams/cards/render-settings-change.js";
import { renderSettingsForm } from "../../../src/teams/cards/render-settings-form.js";
import { renderSettingsHistory } from "../../../src/teams/cards/render-settings-history.js";
import { renderSettingsPreview } from "../../../src/teams/cards/render-settings-preview.js";
import { renderSettled } from "../../../src/teams/cards/render-settled.js";
import { renderTimeline } from "../../../src/teams/cards/render-timeline.js";
import { ADA, SAM } from "../../builders/cast.js";
import { insightsOf } from "../../builders/insights.js";
import { riskStory } from "../../builders/story.js";
import { nodesOfType } from "./card-walk.js";
import { approvalView, highRisk, NOW, ownView, person, reader, settledView } from "./fixtures.js";
import { expectInertCard, expectOwnTextBlocks, HOSTILE } from "./hostile-texts.js";
import { hostileTimeline } from "./timeline-cases.js";

function cardsWith(text: string) {
  const name = text.slice(0, 256);
  const hostile = { ...person("9", name), userPrincipalName: name };
  const { escalation: _escalation, ...unescalated } = approvalView;
  const view = {
    ...unescalated,
    requestor: hostile,
    target: hostile,
    accessPackage: { displayName: name, description: text },
    justification: text,
    draft: text,
    risk: { ...highRisk, riskState: name, riskDetail: text, about: name },
    question: { before: highRisk },
    escalated: { at: NOW, to: Array(50).fill(name), reason: "deadline" as const },
    askedAs: { labels: Array(50).fill(name), onBehalfOf: name, others: 49 },
    asked: Array(50).fill({ displayName: name, reached: "failed" }),
    history: Array(200).fill({
      id: "R-7",
      accessPackageName: name,
      state: "denied",
      submittedAt: NOW,
    }),
  };
  return {
    approval: renderApproval(view, reader, { field: "justification", code: "textTooLong" }),
    settled: renderSettled(
      {
        ...settledView,
        ...view,
        kind: "settled",
        by: hostile,
        onBehalfOf: hostile,
        wasRiskLower: true,
      },
      reader,
    ),
    own: renderOwnRequest(
      ownView("denied", {
        accessPackage: { displayName: name },
        targetName: name,
        isForSomebodyElse: true,
        justification: text,
        approverJustification: text,
      }),
      reader,
    ),
    form: renderRequestForm({
      formId: "f".repeat(36),
      packages: Array.from({ length: 500 }, (_, i) => ({
        id: `10000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
        displayName: name,
        description: text,
      })),
      values: { justification: text },
      problems: [{ field: "justification", message: text }],
    }),
    list: renderList(
      {
        list: "requests",
        title: "Requests",
        items: Array.from({ length: 10 }, () => ({
          requestId: "R-123456789012",
          title: phrase`${name} wants ${name}`,
          subtitle: phrase`for ${name}`,
          dueAt: NOW,
        })),
        page: 2,
        pageCount: 3,
        emptyText: "None.",
      },
      reader,
    ),
    timeline: renderTimeline(hostileTimeline(name, text), 1, reader),
    change: renderSettingsChange(
      {
        source: "idProtection",
        rows: Array(8).fill({ label: "Approvers", before: text, after: text }),
        state: "open",
        token: "t".repeat(43),
        by: name,
        expiresAt: NOW,
        warnings: [text, text],
      },
      reader,
    ),
  };
}

/** The cards about settings, with that text wherever a name or something typed stands. */
function settingsWith(text: string) {
  const name = text.slice(0, 256);
  const rows = Array(8).fill({ label: "Approvers", before: text, after: text });
  const asked = Array.from({ length: 50 }, (_, i) => {
    return { id: `${i}`, displayName: name, isReachable: false };
  });
  const change = { version: 9, by: name, at: NOW, rows };
  const replay = {
    ...{ requests: 9, unjudged: 1, had: 1, would: 1, gained: 1, lost: 1 },
    ...{
      metNobody: 1,
      withoutPrimary: 1,
      load: [],
      span: 0,
      mayCountExactly: true,
      isResolved: true,
    },
  };
  const source = "idProtection" as const;
  return {
    foreseen: renderSettingsChange(
      {
        ...{ source, rows, state: "open", token: "t".repeat(43), by: name, expiresAt: NOW },
        warnings: Array(6).fill(text),
        outlook: { primaryApprovers: asked, fallbackApprovers: asked },
        effect: ["Reviewed: 1 of 1 requests."],
      },
      reader,
    ),
    "settings form": renderSettingsForm({
      ...{ source, version: 3, formId: "f".repeat(36) },
      values: {
        ...{ isApprovalRequired: text, minimumRiskLevel: text, whenRiskUnavailable: text },
        ...{ primaryApprovers: name, fallbackApprovers: name },
        ...{ durationBeforeEscalation: text, durationBeforeAutomaticDenial: text },
        isApproverJustificationRequired: text,
      },
      problems: [{ field: "primaryApprovers", message: text }],
      questions: Array.from({ length: 9 }, (_, i) => ({
        ...{ field: "primaryApprovers" as const, id: `primaryApproversChoice${i}`, typed: text },
        matches: [{ title: text, value: "user:1" }],
      })),
    }),
    history: renderSettingsHistory(
      { source, changes: Array(5).fill(change), page: 1, pageCount: 2, isCut: true },
      reader,
    ),
    preview: renderSettingsPreview({
      ...{ source, period: "the last 90 days", rows, replay },
      load: Array(10).fill({ name, before: 9, after: 9 }),
    }),
  };
}

/** The cards of administrators, filled with the same text. */
function oversightWith(text: string) {
  const name = text.slice(0, 256);
  const open = riskStory();
  open.click(SAM, "Denied", { justification: "no" });
  const view = administratorView(open.request, ADA.id, new Set(["idProtection"]));
  const [stage] = view?.stages ?? [];
  if (!view || !stage?.end || !stage.evidence) throw new Error("the story has no ended stage");
  const approver = { displayName: name, isFallback: true, card: "failed" as const, failure: name };
  const hostileStage = {
    ...stage,
    approvers: Array(50).fill(approver),
    evidence: { ...stage.evidence, riskState: name, riskDetail: text, about: name },
    end: { ...stage.end, by: name, onBehalfOf: name, justification: text },
  };
  const hostile = { ...person("9", name), userPrincipalName: name };
  const row = { recipientName: name, failure: name, createdAt: NOW, notBefore: NOW, isOver: false };
  const failed = { ...row, kind: "outcome" as const, state: "failed" as const };
  const counts = { intended: 9, delivered: 9, failed: 0, withdrawn: 0, pending: 0 };
  const load = Array.from({ length: 10 }, () => ({ name, asked: 2, decided: 1 }));
  const figures = insightsOf([view.summary]);
  return {
    details: renderRequestDetails(
      {
        view: {
          ...view,
          requestor: hostile,
          target: hostile,
          accessPackageName: name,
          policyName: name,
          justification: text,
          canceledBy: name,
          stages: Array(5).fill(hostileStage),
        },
      },
      reader,
    ),
    insights: renderInsights({ figures, period: "the last 30 days", last: "P30D", load }),
    deliveries: renderDeliveries(
      { rows: Array(10).fill(failed), page: 2, pageCount: 3, counts, canRetry: true },
      reader,
    ),
    now: renderPersonRisk({ personName: name, sources: [] }, reader),
  };
}

describe.each(Object.entries(HOSTILE))("text of people that is %s", (_kind, text) => {
  const cards = Object.entries({
    ...cardsWith(text),
    ...oversightWith(text),
    ...settingsWith(text),
  });

  test.each(cards)("contract 14: stays out of every TextBlock and title (%s)", (_name, message) =>
    expectOwnTextBlocks(message),
  );

  test.each(cards)("contract 14: carries nothing invisible and no mention (%s)", (_name, message) =>
    expectInertCard(message),
  );

  test.each(cards)("keeps the card below 25 KB (%s)", (_name, { card }) => {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(25_000);
  });
});

test("a placeholder typed by a person is shown as he typed it", () => {
  const { card } = renderApproval({ ...approvalView, justification: "${requestId}" }, reader);
  expect(nodesOfType(card, "TextRun").map((run) => run.text)).toContain("“${requestId}”");
});

test("D7 a draft comes back as it was typed, in full", () => {
  const draft = `**a** <b> {{c}} \${d} ${"e".repeat(MAX_TEXT_LENGTH - 30)}`;
  const { card } = renderApproval({ ...approvalView, draft }, reader);
  expect(nodesOfType(card, "Input.Text")[0]?.value).toBe(draft);
});

test("an object where text is expected is refused", () => {
  const sneaky = { type: "TextRun", text: "x" } as unknown as string;
  expect(() => renderApproval({ ...approvalView, token: sneaky }, reader)).toThrow();
  expect(() => renderApproval({ ...approvalView, requestId: sneaky }, reader)).toThrow();
  expect(() => renderApproval({ ...approvalView, justification: sneaky }, reader)).toThrow();
});

test("a request id that Markdown could read is refused", () => {
  expect(() => renderApproval({ ...approvalView, requestId: "[x](y)" }, reader)).toThrow();
});

test("titles of choices lose what Markdown could read, and the list stays short", () => {
  const packages = [
    { id: "1", displayName: "[Free](https://evil.example) *now*", description: "" },
  ];
  const { card } = renderRequestForm({ formId: "f", packages });
  expect(nodesOfType(card, "Input.ChoiceSet")[0]?.choices).toEqual([
    { title: "(Free)(https://evil.example) now", value: "1" },
  ]);
  const many = renderRequestForm({ formId: "f", packages: Array(41).fill(packages[0]) });
  expect(nodesOfType(many.card, "Input.ChoiceSet")[0]?.choices).toHaveLength(MOST_CHOICES);
  expect(JSON.stringify(many.card)).toContain("1 more package is not listed");
});
