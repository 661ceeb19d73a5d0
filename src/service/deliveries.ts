import { effect } from "../approval/effect.js";
import type { Instant } from "../approval/instant.js";
import type { Notice, NoticeCounts } from "../approval/notice.js";
import { concernedPeople } from "../approval/request.js";
import { type RetryCall, retryNotices } from "../approval/retry-notices.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { isNoticeOver } from "./is-notice-over.js";
import type { AggregateKind, AggregateRef, Aggregates } from "./ports/store.js";
import { transact } from "./transact.js";

/** Most requests, people and settings whose rows are listed: every one of them is loaded. */
const MOST_AGGREGATES = 200;

/** A row of the ledger that is pending or failed. */
export interface UndeliveredRow {
  readonly ref: AggregateRef;
  readonly number: number;
  readonly kind: Notice["kind"];
  readonly recipientId: string;
  readonly recipientName: string;
  readonly state: "pending" | "failed";
  /** The class of what went wrong, from a closed set; absent while nothing did. */
  readonly failure?: string;
  readonly createdAt: Instant;
  /** When a pending row is tried next. */
  readonly notBefore: Instant;
  /** Nothing can be decided with it any more: trying again would help nobody. */
  readonly isOver: boolean;
}

export interface Deliveries {
  /** What still matters first, then the newest. */
  readonly rows: readonly UndeliveredRow[];
  /** As in `/metrics` (contract, fine print 6), without those of the reader's own requests (Rule V4). */
  readonly counts: NoticeCounts;
}

/** Notices that are pending or failed, but those about the reader's own requests (Rule V4). */
export async function listDeliveries(context: Context, readerId: string): Promise<Deliveries> {
  const rows: UndeliveredRow[] = [];
  const names = new Map<string, string>();
  for (const ref of await context.store.undelivered(MOST_AGGREGATES)) {
    const value = (await context.store.load(ref.kind, ref.id))?.value;
    if (!value || isAbout(value, readerId)) continue;
    for (const notice of value.notices) {
      if (notice.state !== "pending" && notice.state !== "failed") continue;
      const recipientName = await nameOf(context, names, notice.recipient);
      rows.push(describeRow(ref, value, notice, notice.state, recipientName));
    }
  }
  rows.sort((a, b) => Number(a.isOver) - Number(b.isOver) || b.createdAt - a.createdAt);
  return { rows, counts: await context.store.noticeCounts(readerId) };
}

/** Tries everything again that has failed and still matters (Rule N2). Returns how many rows wait again. */
export async function retryDeliveries(context: Context, call: RetryCall): Promise<number> {
  let retried = 0;
  for (const ref of await context.store.undelivered(MOST_AGGREGATES)) {
    retried += await retryRows(context, ref, call);
  }
  return retried;
}

async function retryRows(context: Context, ref: AggregateRef, call: RetryCall): Promise<number> {
  if (ref.kind === "request") {
    const changed = await changeRequest(context, ref.id, (request, now) => {
      if (isAbout(request, call.byId)) return undefined;
      const isOver = (notice: Notice) => isNoticeOver(request, notice);
      const again = retryNotices(request.notices, request.id, call, isOver, now);
      return again && effect({ ...request, notices: again.notices }, again.event);
    });
    return countRetried(changed?.answer?.events);
  }
  return transact(context, ref.kind, ref.id, (value, now) => {
    if (!value) return { outcome: 0 };
    const isOver = (notice: Notice) => isNoticeOver(value, notice);
    const again = retryNotices(value.notices, ref.id, call, isOver, now);
    if (!again) return { outcome: 0 };
    const next = { ...value, notices: again.notices };
    return { value: next, events: [again.event], outcome: countRetried([again.event]) };
  });
}

function countRetried(events: readonly { readonly details: object }[] = []): number {
  const details = events.at(-1)?.details as { readonly notices?: readonly number[] } | undefined;
  return details?.notices?.length ?? 0;
}

function isAbout(value: Aggregates[AggregateKind], personId: string): boolean {
  return "stages" in value && concernedPeople(value).includes(personId);
}

function describeRow(
  ref: AggregateRef,
  value: Aggregates[AggregateKind],
  notice: Notice,
  state: UndeliveredRow["state"],
  recipientName: string,
): UndeliveredRow {
  const failure = notice.failure?.split(":")[0];
  return {
    ref,
    number: notice.number,
    kind: notice.kind,
    recipientId: notice.recipient,
    recipientName,
    state,
    ...(failure !== undefined && { failure }),
    createdAt: notice.createdAt,
    notBefore: notice.notBefore,
    isOver: isNoticeOver(value, notice),
  };
}

async function nameOf(context: Context, known: Map<string, string>, id: string): Promise<string> {
  const name =
    known.get(id) ??
    (await context.people.byId(id).then(
      (person) => person?.displayName ?? id,
      () => id,
    ));
  known.set(id, name);
  return name;
}
