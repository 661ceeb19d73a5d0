import { findAuthority } from "../approval/authority.js";
import type { Instant } from "../approval/instant.js";
import type { DigestEntry, Notice } from "../approval/notice.js";
import { type AccessRequest, concernedPeople } from "../approval/request.js";
import { denialDueAt } from "../approval/stage-clock.js";
import { type SettledView, settledView } from "../approval/views/settled-view.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";

/** What a digest says of one request: it waits for its reader, or how it ended. No evidence (Rules V2, V3). */
export interface DigestLine {
  readonly requestId: string;
  readonly requestorName: string;
  readonly targetName: string;
  readonly accessPackageName: string;
  readonly open?: { readonly denialDueAt: Instant; readonly isEscalated: boolean };
  readonly end?: Pick<SettledView, "outcome" | "by" | "at">;
}

/**
 * The requests that a digest leads to, as they are now: what waits first, most urgent first, then what is over. Nothing
 * about the reader himself, whatever the digest says (Rules D3, V4).
 */
export async function digestLines(context: Context, digest: Notice): Promise<DigestLine[]> {
  const reader = {
    id: digest.recipient,
    appointers: await appointersInForce(context, digest.recipient),
  };
  const lines = new Map<string, DigestLine>();
  for (const entry of digest.digestOf ?? []) {
    const request = (await context.store.load("request", entry.requestId))?.value;
    const line = request && lineOf(request, entry, reader, context.store.now());
    // A card and a reminder of one request are one line; the stage that waits wins.
    if (line && !lines.get(line.requestId)?.open) lines.set(line.requestId, line);
  }
  return [...lines.values()].sort(
    (a, b) =>
      (a.open?.denialDueAt ?? Number.POSITIVE_INFINITY) -
        (b.open?.denialDueAt ?? Number.POSITIVE_INFINITY) || 0,
  );
}

function lineOf(
  request: AccessRequest,
  entry: DigestEntry,
  reader: { readonly id: string; readonly appointers: readonly string[] },
  now: Instant,
): DigestLine | undefined {
  const notice = request.notices.find((n) => n.number === entry.notice);
  const index = notice?.stage;
  const stage = index === undefined ? undefined : request.stages[index];
  if (!stage || index === undefined || notice?.recipient !== reader.id) return undefined;
  if (concernedPeople(request).includes(reader.id)) return undefined;
  const facts = {
    requestId: request.id,
    requestorName: request.requestor.displayName,
    targetName: request.target.displayName,
    accessPackageName: request.accessPackage.displayName,
  };
  const due = denialDueAt(stage);
  const isOpen =
    request.state === "pendingApproval" &&
    stage.status === "open" &&
    due !== undefined &&
    due > now &&
    findAuthority(request, stage, reader.id, reader.appointers) !== undefined;
  if (isOpen) {
    return { ...facts, open: { denialDueAt: due, isEscalated: stage.escalatedAt !== undefined } };
  }
  const view = settledView(request, index, true);
  if (!view) return undefined;
  const { outcome, by, at } = view;
  return {
    ...facts,
    end: { outcome, ...(by && { by }), ...(at !== undefined && { at }) },
  };
}
