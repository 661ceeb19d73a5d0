import type { Instant } from "../../approval/instant.js";
import type { RequestSummary } from "../../approval/request-summary.js";
import type { StageSummary } from "../../approval/stage-summary.js";
import { formatSpan, formatTimeLeft } from "./format-span.js";
import { SOURCE_NAMES } from "./risk-words.js";

/**
 * The state of a request in words, for administrators: they see that a stage is a risk stage and how it stands (Rule V4).
 *
 * @example "Pending approval: ID Protection review, escalated, 2 h left"
 */
export function requestStateWords(summary: RequestSummary, now: Instant): string {
  switch (summary.state) {
    case "pendingApproval":
      return `Pending approval${pendingWords(summary, now)}`;
    case "approved":
      return `Approved, being handed over${stageCount(summary)}`;
    case "deliveryFailed":
      return `Approved, the hand-over fails and is tried again${stageCount(summary)}`;
    case "handedOver":
      return `Handed over to Entra${howLong(summary)}${stageCount(summary)}`;
    case "delivered":
      return `Delivered${howLong(summary)}${stageCount(summary)}`;
    case "canceled":
      return `Withdrawn${howLong(summary)}`;
    case "denied":
      return `${deniedWords(summary)}${howLong(summary)}`;
  }
}

/** What a stage is called where its kind may be known: `ID Protection review`, `policy stage 1 of 2`. */
export function stageName(stage: Pick<StageSummary, "source">, place: number, of: number): string {
  return stage.source ? `${SOURCE_NAMES[stage.source]} review` : `policy stage ${place} of ${of}`;
}

function pendingWords(summary: RequestSummary, now: Instant): string {
  const index = summary.stages.findIndex(
    ({ status }) => status === "open" || status === "resolving",
  );
  const stage = summary.stages[index];
  if (!stage) return summary.stages.length === 0 ? ", the risk is being read" : "";
  const parts = [nameAt(summary, index)];
  if (stage.status === "resolving") parts.push("the approvers are being looked up");
  if (stage.escalatedAt !== undefined) parts.push("escalated");
  if (summary.nextDeadline !== undefined) parts.push(formatTimeLeft(summary.nextDeadline, now));
  return `: ${parts.join(", ")}`;
}

function deniedWords(summary: RequestSummary): string {
  const index = summary.stages.findIndex(({ outcome }) => outcome?.reviewResult === "Denied");
  const stage = summary.stages[index];
  if (!stage) return "Denied";
  const why = stage.outcome?.reason === "timedOut" ? ": timed out, " : ": ";
  return `Denied${why}${nameAt(summary, index)}`;
}

function nameAt({ stages, policyStages }: RequestSummary, index: number): string {
  const stage = stages[index];
  const place = stages.slice(0, index + 1).filter(({ source }) => source === undefined).length;
  return stage ? stageName(stage, place, policyStages) : "";
}

function howLong({ submittedAt, completedAt }: RequestSummary): string {
  return completedAt === undefined ? "" : `, ${formatSpan(completedAt - submittedAt)}`;
}

function stageCount({ riskStages, policyStages }: RequestSummary): string {
  const count = riskStages + policyStages;
  return `, ${count === 0 ? "no" : count} ${count === 1 ? "stage" : "stages"}`;
}
