import type { Actor } from "../approval/audit-event.js";
import {
  FEED_ID,
  type InsiderRiskRecord,
  type LevelReport,
  markFeed,
  recordLevel,
} from "../approval/insider-risk.js";
import type { Instant } from "../approval/instant.js";
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

/** The mark of the feed as it was read or written last, by store. Once there it is always there. */
const marks = new WeakMap<object, InsiderRiskRecord>();

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
  await noteFeed(context, actor, report.expiresAt);
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

/**
 * From now on nothing that is known of a person means that he has no level (Rule E3). After a level, never before it.
 *
 * @param expiresAt when the level expires, or the first of several
 */
export async function noteFeed(
  context: WriteContext,
  actor: Actor,
  expiresAt?: Instant,
): Promise<void> {
  const { store } = context;
  const seen = marks.get(store);
  if (seen && !markFeed(seen, actor, store.now(), expiresAt)) return;
  const mark = await transact(context, "insiderRisk", FEED_ID, (known, now) => {
    const made = markFeed(known, actor, now, expiresAt);
    if (!made) return { outcome: known };
    return { value: made.record, events: made.events, outcome: made.record };
  });
  if (mark) marks.set(store, mark);
}

/** What stands of the feed as a whole; undefined when nothing was ever reported. */
export async function readFeedMark(
  store: Pick<Store, "load">,
): Promise<InsiderRiskRecord | undefined> {
  return (await store.load("insiderRisk", FEED_ID))?.value;
}

/** Whether anything was ever reported. Once so, always so. */
export async function isFed(store: Pick<Store, "load">): Promise<boolean> {
  if (marks.has(store)) return true;
  const mark = await readFeedMark(store);
  if (mark) marks.set(store, mark);
  return mark !== undefined;
}
