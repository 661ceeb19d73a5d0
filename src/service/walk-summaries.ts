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
  for await (const stride of walkEverySummary(context, submittedSince))
    yield stride.filter((summary) => !isAbout(summary, readerId));
}

/** The same without regard to any reader: for what the bot does by itself, and tells nobody. */
export async function* walkEverySummary(
  context: Context,
  submittedSince?: Instant,
): AsyncGenerator<readonly RequestSummary[]> {
  let stride: RequestSummary[] = [];
  for await (const summary of await context.store.requestSummaries(submittedSince)) {
    if (stride.push(summary) < STRIDE) continue;
    yield stride;
    stride = [];
    await breathe();
  }
  yield stride;
}

/** Whether a person made the request or it is for him. */
export function isAbout(
  { requestorId, targetId }: Pick<RequestSummary, "requestorId" | "targetId">,
  personId: string,
): boolean {
  return requestorId === personId || targetId === personId;
}
