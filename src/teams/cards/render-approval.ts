import { MAX_TEXT_LENGTH } from "../../approval/limits.js";
import { clampText, type TextProblem, visibleText } from "../../approval/text.js";
import type { ApprovalView } from "../../approval/views/approval-view.js";
import { approvalDetails } from "./approval-details.js";
import { type ApprovalModel, approvalModelSchema } from "./approval-model.js";
import { approvalRows } from "./approval-rows.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeAgo } from "./format-span.js";
import { inertText, LONGEST_NAME, LONGEST_REASON } from "./inert-text.js";
import { nameList, ownWords, type Phrase, phrase, plainText } from "./phrase.js";
import { riskEvidence } from "./risk-evidence.js";
import { SOURCE_NAMES } from "./risk-words.js";
import { withRefresh } from "./with-refresh.js";

/** What the server found wrong with a click on this card. */
export interface ApprovalProblem {
  readonly field: "justification";
  readonly code: TextProblem;
}

const fill = loadCardTemplate("approval", approvalModelSchema);

/** The card on which a stage is decided. Verbs `approve`, `deny`, `refresh`; input `justification`. */
export function renderApproval(
  view: ApprovalView,
  reader: Reader,
  problem?: ApprovalProblem,
): CardMessage {
  const title = approvalTitle(view);
  const summary = plainText(title);
  const text = `${summary}. Decide on the card, until ${formatInstant(view.denialDueAt, reader)}. ${view.requestId}`;
  const card = fill({
    plainText: text,
    heading: headingOf(view),
    requestId: view.requestId,
    token: view.token,
    escalation: view.escalated ? [{ runs: escalationLine(view.escalated, reader) }] : [],
    title,
    contact: contactLine(view, reader),
    risk: riskEvidence(view, reader),
    reason: quoted(view.justification),
    rows: approvalRows(view, reader),
    justification: justificationField(view),
    problem: problem ? [{ message: PROBLEMS[problem.code] }] : [],
    details: approvalDetails(view, reader),
  });
  return { card: withRefresh(card, { r: view.requestId, t: view.token }, reader), summary, text };
}

const PROBLEMS: Record<TextProblem, string> = {
  justificationRequired: "✖ Write why you decide so. Nothing was decided.",
  textTooLong: `✖ Use at most ${MAX_TEXT_LENGTH.toLocaleString("en")} characters. Nothing was decided.`,
};

function headingOf(view: ApprovalView): string {
  if (view.stageKind !== "policy") return `Risk review · ${SOURCE_NAMES[view.stageKind]}`;
  const { position, count } = view.place ?? { position: 1, count: 1 };
  return count > 1 ? `Approval · stage ${position} of ${count}` : "Approval";
}

function approvalTitle(view: ApprovalView): Phrase {
  const beneficiary = view.target ? phrase` for ${view.target.displayName}` : [];
  return phrase`${view.requestor.displayName} wants ${view.accessPackage.displayName}${beneficiary}`;
}

function contactLine(view: ApprovalView, reader: Reader): Phrase {
  const { submittedAt, requestor } = view;
  const when = `${formatInstant(submittedAt, reader)}, ${formatTimeAgo(submittedAt, reader.now)}`;
  return ownWords(`${inertText(requestor.userPrincipalName, LONGEST_NAME)} · requested ${when}`);
}

const ESCALATION_REASONS: Record<NonNullable<ApprovalView["escalated"]>["reason"], string> = {
  deadline: "",
  noPrimaryApprover: ", because no first approver is left",
  nobodyReached: ", because no first approver could be reached",
  administrator: " by an administrator",
};

function escalationLine(escalated: NonNullable<ApprovalView["escalated"]>, reader: Reader): Phrase {
  const to = escalated.to.length === 0 ? [] : phrase` to ${nameList(escalated.to)}`;
  const rest = `${formatInstant(escalated.at, reader)}${ESCALATION_REASONS[escalated.reason]}`;
  return phrase`⇧ Escalated${to}, ${ownWords(rest)}: the first answer counts`;
}

function quoted(justification: string): string {
  const reason = inertText(justification, LONGEST_REASON);
  return reason === "" ? "No reason was given" : `“${reason}”`;
}

function justificationField(view: ApprovalView): ApprovalModel["justification"] {
  const isRequired = view.isJustificationRequired;
  return {
    label: isRequired ? "Justification" : "Justification (optional)",
    isRequired,
    // The value of an input is plain text everywhere: it comes back as it was typed (Rule D7).
    draft: clampText(visibleText(view.draft), MAX_TEXT_LENGTH),
  };
}
