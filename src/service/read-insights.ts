import { type Insights, insightsOf } from "../approval/insights.js";
import type { RequestSummary } from "../approval/request-summary.js";
import type { Context } from "./context.js";
import { walkSummaries } from "./walk-summaries.js";

/** The figures of what was submitted within a span (milliseconds) until now, without the reader's own requests (Rule V4). */
export async function readInsights(
  context: Context,
  readerId: string,
  span: number,
): Promise<Insights> {
  const since = Math.max(0, context.store.now() - span);
  const found: RequestSummary[] = [];
  for await (const stride of walkSummaries(context, readerId, since)) found.push(...stride);
  return insightsOf(found);
}
