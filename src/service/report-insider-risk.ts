import type { Actor } from "../approval/audit-event.js";
import {
  beginFeed,
  FEED_ID,
  type InsiderRiskRecord,
  type LevelReport,
  recordLevel,
} from "../approval/insider-risk.js";
import type { Context } from "./context.js";
import type { Store } from "./ports/store.js";
import { transact, type WriteContext } from "./transact.js";

export type ReportResult =
  | {
      readonly kind: "recorded" | "unchanged" | "outdated";
      /** What is stored now. */
      readonly record: InsiderRiskRecord;
    }
  | { readonly kind: "unknownPerson" };

const fedStores = new WeakSet<object>();

/**
 * Stores what somebody reports of a person's insider risk. Refused for somebody whom the directory does not know: a wrong
 * id would be a level that nobody ever meets. Rejects when the directory or the store cannot be reached.
 */
export async function reportInsiderRisk(
  context: Context,
  personId: string,
  report: LevelReport,
  actor: Actor,
): Promise<ReportResult> {
  if (!(await context.people.byId(personId))) return { kind: "unknownPerson" };
  const result = await storeLevel(context, personId, report, actor);
  await noteFeed(context, actor);
  context.log.info({ actor, result: result.kind }, "an insider risk level was reported");
  return result;
}

/** The same without a look into the directory; `noteFeed` has to follow. */
export async function storeLevel(
  context: WriteContext,
  personId: string,
  report: LevelReport,
  actor: Actor,
): Promise<Extract<ReportResult, { record: unknown }>> {
  return transact(context, "insiderRisk", personId, (known, now) => {
    const change = recordLevel(known, personId, report, actor, now);
    const outcome = { kind: change.kind, record: change.record };
    if (change.kind !== "recorded") return { outcome };
    return { value: change.record, events: change.events, outcome };
  });
}

/** From now on nothing that is known of a person means that he has no level (Rule E3). After a level, never before it. */
export async function noteFeed(context: WriteContext, actor: Actor): Promise<void> {
  if (await isFed(context.store)) return;
  await transact(context, "insiderRisk", FEED_ID, (known, now) => {
    const begun = beginFeed(known, actor, now);
    return begun
      ? { value: begun.record, events: begun.events, outcome: undefined }
      : { outcome: undefined };
  });
}

/** Whether anything was ever reported. Once so, always so. */
export async function isFed(store: Pick<Store, "load">): Promise<boolean> {
  if (fedStores.has(store)) return true;
  const isMarked = (await store.load("insiderRisk", FEED_ID)) !== undefined;
  if (isMarked) fedStores.add(store);
  return isMarked;
}
