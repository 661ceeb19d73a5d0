import type { Person } from "../approval/approver.js";
import { endRestored } from "../approval/end-restored.js";
import { cancel } from "./cancel-request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import type { Restored } from "./ports/holds.js";
import { newPersonRecord } from "./register-person.js";
import { transact } from "./transact.js";
import { isAbout, walkEverySummary } from "./walk-summaries.js";

/** Which of the requests that were open in the copy go on: the others may have ended since, and are canceled. */
export type Kept = "all" | "none" | readonly string[];

/** What a restored copy cannot know: whatever happened between `takenAt` and `now`. */
export interface RestoreReport extends Restored {
  readonly now: number;
  /** Open in the copy, newest first; without those that the reader may not see (Rule V4). */
  readonly open: readonly string[];
  /** Notices of the copy that were not sent yet, and may have been since (Rule N2). */
  readonly pendingNotices: number;
}

const REASON = "Restored from a backup: whether it was decided since is not known. Ask again.";

/** Undefined when the store is no copy, or was released. */
export async function readRestore(
  context: Context,
  readerId: string,
): Promise<RestoreReport | undefined> {
  const restored = context.holds?.restore.restored();
  if (!restored) return undefined;
  const { open } = await readOpen(context, readerId);
  const { pending } = await context.store.noticeCounts(readerId);
  return { ...restored, now: context.store.now(), open, pendingNotices: pending };
}

/** What is open in the copy: what the reader may see, and what is about himself (Rule V4). */
async function readOpen(
  context: Context,
  readerId: string,
): Promise<{ readonly open: readonly string[]; readonly own: readonly string[] }> {
  const open: string[] = [];
  const own: string[] = [];
  for await (const stride of walkEverySummary(context)) {
    for (const summary of stride) {
      if (summary.state !== "pendingApproval") continue;
      (isAbout(summary, readerId) ? own : open).push(summary.id);
    }
  }
  return { open, own };
}

export type ReleaseResult =
  /** Both without what is about the person himself (Rule V4). */
  | { readonly kind: "released"; readonly kept: number; readonly canceled: number }
  | { readonly kind: "notRestored" }
  /** These are not open in the copy: nothing was changed. */
  | { readonly kind: "unknown"; readonly ids: readonly string[] };

/**
 * An administrator says go on: the copy may speak and decide again. What he does not keep is canceled before anything
 * else can happen, so that nothing that was decided since the copy is reopened. What is about himself he may not see and
 * cannot vouch for: the bot ends it whatever he keeps, and tells him of it as its requestor or target alone (Rule V4).
 */
export async function releaseRestored(
  context: Context,
  by: Person,
  kept: Kept,
): Promise<ReleaseResult> {
  const report = await readRestore(context, by.id);
  const restore = context.holds?.restore;
  if (!report || !restore) return { kind: "notRestored" };
  const unknown = typeof kept === "string" ? [] : kept.filter((id) => !report.open.includes(id));
  if (unknown.length > 0) return { kind: "unknown", ids: unknown };
  const ended =
    kept === "all" ? [] : report.open.filter((id) => kept === "none" || !kept.includes(id));
  await restore.release(async () => {
    await recordRelease(context, by.id, report, ended);
    for (const id of ended) await cancel(context, id, by, true, REASON);
    for (const id of (await readOpen(context, by.id)).own)
      await changeRequest(context, id, (request, now) => endRestored(request, report.takenAt, now));
  });
  context.log.warn(
    {
      byId: by.id,
      takenAt: new Date(report.takenAt).toISOString(),
      canceled: ended.length,
    },
    "a restored copy was released",
  );
  return { kind: "released", kept: report.open.length - ended.length, canceled: ended.length };
}

/** Rule U1: who let the copy go on, from when it was, and what was ended for it. */
async function recordRelease(
  context: Context,
  byId: string,
  { takenAt }: RestoreReport,
  ended: readonly string[],
): Promise<void> {
  await transact(context, "person", byId, (known, now) => ({
    value: { ...(known ?? newPersonRecord(context.tenantId, byId, now)), seenAt: now },
    events: [
      {
        type: "restoreConfirmed",
        at: now,
        actor: { kind: "person", id: byId },
        details: { personId: byId, takenAt, canceledRequestIds: [...ended] },
      },
    ],
    outcome: undefined,
  }));
}
