import { setImmediate as breathe } from "node:timers/promises";
import type { Instant } from "../approval/instant.js";
import type { RequestSummary } from "../approval/request-summary.js";
import type { Context } from "./context.js";

/** Summaries looked at before others get their turn: well below a millisecond of work. */
const STRIDE = 1_000;

/**
 * The summaries that a person may see as administrator or auditor, newest first: his own requests are not among them,
 * in no list and no figure (Rule V4). Gives way to clicks and timers as it walks.
 */
export async function* walkSummaries(
  context: Context,
  readerId: string,
  submittedSince?: Instant,
): AsyncGenerator<readonly RequestSummary[]> {
  let stride: RequestSummary[] = [];
  let seen = 0;
  for await (const summary of await context.store.requestSummaries(submittedSince)) {
    if (summary.requestorId !== readerId && summary.targetId !== readerId) stride.push(summary);
    seen += 1;
    if (seen % STRIDE !== 0) continue;
    yield stride;
    stride = [];
    await breathe();
  }
  yield stride;
}
