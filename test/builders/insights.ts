import { type Insights, InsightsTally } from "../../src/approval/insights.js";
import type { RequestSummary } from "../../src/approval/request-summary.js";

/** The figures of these summaries. */
export function insightsOf(summaries: Iterable<RequestSummary>): Insights {
  const tally = new InsightsTally();
  for (const summary of summaries) tally.add(summary);
  return tally.figures();
}
