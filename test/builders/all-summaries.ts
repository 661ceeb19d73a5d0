import type { RequestSummary, Store } from "../../src/service/ports/store.js";

/** All summaries of one walk, newest first. */
export async function allSummaries(store: Store, since?: number): Promise<RequestSummary[]> {
  const found: RequestSummary[] = [];
  for await (const summary of await store.requestSummaries(since)) found.push(summary);
  return found;
}
