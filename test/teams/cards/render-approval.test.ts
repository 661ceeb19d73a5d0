import { describe, expect, test } from "vitest";
import type { ApprovalView } from "../../../src/approval/views/approval-view.js";
import { renderApproval } from "../../../src/teams/cards/render-approval.js";
import { nodesOfType, visibleTextOf } from "./card-walk.js";
import {
  approvalView,
  highRisk,
  policyView,
  questionView,
  reader,
  unreadableRisk,
} from "./fixtures.js";

const read = (view: ApprovalView) => {
  const { card } = renderApproval(view, reader);
  const blocks = nodesOfType(card, "RichTextBlock");
  return `${visibleTextOf(card)}\n${blocks
    .map((b) =>
      nodesOfType(b, "TextRun")
        .map((r) => r.text)
        .join(""),
    )
    .join("\n")}`;
};

describe("an approval card", () => {
  test("shows who, what, why we ask, why they want it, until when", () => {
    const words = read(approvalView);
    expect(words).toContain("Riley Chen wants Finance Data");
    expect(words).toContain("Risk review · ID Protection");
    expect(words).toContain("▲ High user risk (Microsoft Entra ID Protection)");
    expect(words).toContain("At risk · leaked credentials · updated Mon 23 Nov 09:00 (CET)");
    expect(words).toContain("“Quarterly close, need the ledger export by Friday”");
    expect(words).toContain("Tue 24 Nov 16:00 (CET), 1 day 2 h left, then fallback: SOC on call");
    expect(words).toContain("Thu 26 Nov 16:00 (CET), 3 days 2 h left, if nobody decides");
    expect(words).toContain("Security Administrator (with 2 others)");
  });

  test("D7 V3 says how old a copy of the list was that answered, and one tap away what was detected", () => {
    const detections = [
      { riskEventType: "leakedCredentials", detectedAt: highRisk.readAt, location: "[x](y), IS" },
    ];
    const risk = { ...highRisk, asOf: highRisk.readAt - 33_400, detections };
    const words = read({ ...approvalView, risk });
    expect(words).toContain("from a copy of the list, 34 s old");
    expect(words).toContain("What was detected");
    expect(words).toMatch(/Leaked credentials, .* from \[x\]\(y\), IS/);
  });

  test("V2 of a policy stage has no word of risk and counts policy stages only", () => {
    const words = read(policyView);
    expect(words).not.toMatch(/risk|protection|insider/i);
    expect(words).toContain("Approval · stage 1 of 2");
  });

  test("E3 says that the level could not be read, and why", () => {
    const words = read({ ...approvalView, risk: unreadableRisk });
    expect(words).toContain("? The user risk level could not be read");
    expect(words).toContain("The source did not answer in time");
    const half = read({ ...approvalView, risk: { ...highRisk, unavailable: "refused" } });
    expect(half).toContain("▲ High user risk");
    expect(half).toContain("One more level could not be read: the source refused to answer");
  });

  test("D7 asks again, saying from what to what and when, and keeps what was typed", () => {
    const words = read(questionView);
    expect(words).toContain("⚠ The level has risen since your card was sent");
    expect(words).toContain(
      "From medium, read Mon 23 Nov 11:00 (CET), to high, read Mon 23 Nov 13:48 (CET).",
    );
    expect(words).toContain("Nothing is decided yet.");
    expect(words).toContain("Spoke to Riley, password reset done");
  });

  test("D4 has a field that is required when the stage asks for it, and says what is missing", () => {
    const input = (view: ApprovalView) =>
      nodesOfType(renderApproval(view, reader).card, "Input.Text")[0];
    expect(input(approvalView)).toMatchObject({
      id: "justification",
      isRequired: true,
      maxLength: 2000,
    });
    expect(input(policyView)).toMatchObject({
      isRequired: false,
      label: "Justification (optional)",
    });
    const problem = { field: "justification", code: "justificationRequired" } as const;
    const { card } = renderApproval({ ...approvalView, draft: " " }, reader, problem);
    expect(visibleTextOf(card)).toContain("✖ Write why you decide so. Nothing was decided.");
  });

  test("N3 refreshes itself for its reader, once Teams has told who that is", () => {
    expect(renderApproval(approvalView, reader).card.refresh).toEqual({
      action: {
        type: "Action.Execute",
        verb: "refresh",
        data: { r: "R-1042", t: approvalView.token },
      },
      userIds: ["29:1sam"],
    });
    const { mri: _mri, ...unknown } = reader;
    expect(renderApproval(approvalView, unknown).card).not.toHaveProperty("refresh");
  });

  test("has the verbs of the contract", () => {
    const { card } = renderApproval(approvalView, reader);
    const verbs = nodesOfType(card.body, "Action.Execute").map((action) => action.verb);
    expect(verbs).toEqual(["approve", "deny"]);
  });
});
