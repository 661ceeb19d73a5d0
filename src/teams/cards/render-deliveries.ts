import { z } from "zod";
import type { Notice, NoticeCounts } from "../../approval/notice.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeAgo } from "./format-span.js";
import { phraseSchema } from "./model-parts.js";
import { ownWords, phrase } from "./phrase.js";
import { ITEMS_PER_PAGE } from "./render-list.js";
import { failureWords } from "./stage-detail-lines.js";

export interface DeliveriesInput {
  /** At most 10. */
  readonly rows: readonly {
    readonly kind: Notice["kind"];
    /** The request it is about; absent for what belongs to a person or to the settings. */
    readonly requestId?: string;
    readonly recipientName: string;
    readonly state: "pending" | "failed";
    readonly failure?: string;
    readonly createdAt: number;
    readonly notBefore: number;
    readonly isOver: boolean;
  }[];
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  readonly counts: NoticeCounts;
  readonly canRetry: boolean;
  /** Answer to what was just done; words of ours. */
  readonly note?: string;
}

const pageSchema = z.strictObject({ l: z.literal("deliveries"), p: z.int().positive() });
const pageActionSchema = z.array(
  z.strictObject({
    data: pageSchema,
    submitData: z.strictObject({ verb: z.enum(["page", "refresh"]), ...pageSchema.shape }),
  }),
);
const retrySchema = z.strictObject({ n: z.int().nonnegative() });

const fill = loadCardTemplate(
  "deliveries",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    notes: z.array(z.strictObject({ text: z.string() })),
    rows: z.array(z.strictObject({ title: phraseSchema, state: phraseSchema })).max(ITEMS_PER_PAGE),
    totals: z.string(),
    retry: z
      .array(
        z.strictObject({
          data: retrySchema,
          submitData: z.strictObject({ verb: z.literal("retryDeliveries"), ...retrySchema.shape }),
        }),
      )
      .max(1),
    previous: pageActionSchema.max(1),
    next: pageActionSchema.max(1),
    refresh: pageActionSchema.length(1),
  }),
);

/** Notices that are pending or failed. Verbs `retryDeliveries` {n}, `page` and `refresh` {l, p}. */
export function renderDeliveries(input: DeliveriesInput, reader: Reader): CardMessage {
  const { page, pageCount, note = "" } = input;
  const title = pageCount > 1 ? `Deliveries, page ${page} of ${pageCount}` : "Deliveries";
  const notes = [note, input.rows.length === 0 ? "No notice is pending or has failed." : ""];
  const { intended, delivered, failed, withdrawn, pending } = input.counts;
  const retry = { n: reader.now };
  const card = fill({
    plainText: title,
    title,
    notes: notes.filter((text) => text !== "").map((text) => ({ text })),
    rows: input.rows.map((row) => describeRow(row, reader)),
    totals: `Since the beginning, without your own requests: ${intended} intended = ${delivered} delivered + ${failed} failed + ${withdrawn} withdrawn + ${pending} pending`,
    retry: input.canRetry
      ? [{ data: retry, submitData: { verb: "retryDeliveries", ...retry } }]
      : [],
    previous: page > 1 ? [pageAction("page", page - 1)] : [],
    next: page < pageCount ? [pageAction("page", page + 1)] : [],
    refresh: [pageAction("refresh", page)],
  });
  return { card, summary: title, text: title };
}

const KINDS: Record<Notice["kind"], string> = {
  approvalCard: "Approval card",
  reminder: "Reminder",
  ownRequestCard: "Request card",
  outcome: "Outcome",
  alert: "Alert",
  delegateAppointed: "Delegation",
  settingsChangeCard: "Settings to confirm",
  settingsChanged: "Changed settings",
  approvalDigest: "Digest",
};

function describeRow(row: DeliveriesInput["rows"][number], reader: Reader) {
  const about = row.requestId === undefined ? "" : ` of ${row.requestId}`;
  return {
    title: phrase`${ownWords(`${KINDS[row.kind]}${about} to `)}${row.recipientName}`,
    state: ownWords(stateWords(row, reader)),
  };
}

function stateWords(row: DeliveriesInput["rows"][number], reader: Reader): string {
  const why = row.failure === undefined ? "" : `: ${failureWords(row.failure)}`;
  const since = formatTimeAgo(row.createdAt, reader.now);
  if (row.state === "pending") {
    const next = row.notBefore > reader.now ? `, next ${formatInstant(row.notBefore, reader)}` : "";
    return `… Pending${why}, written ${since}${next}`;
  }
  const use = row.isOver ? "; too late to be of use" : "";
  return `✖ Failed${why}, written ${since}${use}`;
}

function pageAction(verb: "page" | "refresh", p: number) {
  const data = { l: "deliveries" as const, p };
  return { data, submitData: { verb, ...data } };
}
