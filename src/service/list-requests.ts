import { isTerminal } from "../approval/request.js";
import type { RequestSummary } from "../approval/request-summary.js";
import type { Context } from "./context.js";
import { walkSummaries } from "./walk-summaries.js";

/** What narrows the list of all requests. */
export interface RequestFilter {
  readonly scope: "open" | "all";
  /** Id, or whole name in any case. */
  readonly accessPackage?: string;
  /** Object id of the requestor or the target. */
  readonly personId?: string;
}

export interface RequestPage {
  readonly items: readonly RequestSummary[];
  /** From 1; the last one when a later one was asked for. */
  readonly page: number;
  readonly pageCount: number;
  readonly total: number;
}

/** One page of all requests, newest first, without the reader's own (Rule V4). */
export async function listRequests(
  context: Context,
  readerId: string,
  filter: RequestFilter,
  wanted: number,
  perPage: number,
): Promise<RequestPage> {
  const found: RequestSummary[] = [];
  for await (const stride of walkSummaries(context, readerId)) {
    for (const summary of stride) if (isMeant(summary, filter)) found.push(summary);
  }
  const pageCount = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(wanted, pageCount);
  const items = found.slice((page - 1) * perPage, page * perPage);
  return { items, page, pageCount, total: found.length };
}

function isMeant(summary: RequestSummary, filter: RequestFilter): boolean {
  const { scope, accessPackage, personId } = filter;
  if (scope === "open" && isTerminal(summary)) return false;
  if (personId !== undefined && personId !== summary.requestorId && personId !== summary.targetId)
    return false;
  if (accessPackage === undefined) return true;
  const wanted = accessPackage.toLowerCase();
  return (
    summary.accessPackageId.toLowerCase() === wanted ||
    summary.accessPackageName.toLowerCase() === wanted
  );
}
