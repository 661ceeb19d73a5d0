import { type Insights, InsightsTally } from "../approval/insights.js";
import type { Context } from "./context.js";
import { walkSummaries } from "./walk-summaries.js";

/** The figures of what was submitted within a span (milliseconds) until now, without the reader's own requests (Rule V4). */
export async function readInsights(
  context: Context,
  readerId: string,
  span: number,
): Promise<Insights> {
  const since = Math.max(0, context.store.now() - span);
  const tally = new InsightsTally();
  for await (const stride of walkSummaries(context, readerId, since)) {
    for (const summary of stride) tally.add(summary);
  }
  return tally.figures();
}
