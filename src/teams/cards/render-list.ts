import { z } from "zod";
import type { Instant } from "../../approval/instant.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeLeft } from "./format-span.js";
import { phraseSchema, requestIdSchema } from "./model-parts.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";

/** Most requests on one page of a list (contract: 10 to a card). */
export const ITEMS_PER_PAGE = 10;

export interface ListInput {
  readonly list: "approvals" | "status" | "requests";
  /** Words of ours: `Waiting for your decision`. */
  readonly title: string;
  /** At most 10. Names go into the phrases as values, never as text of ours. */
  readonly items: readonly {
    readonly requestId: string;
    readonly title: Phrase;
    readonly subtitle: Phrase;
    readonly dueAt?: Instant;
  }[];
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  readonly emptyText: string;
  /** What narrows the list, opaque to clients; comes back as `q` with `page` and `refresh`. */
  readonly query?: string;
}

const listName = z.enum(["approvals", "status", "requests"]);
const pageDataSchema = z.strictObject({
  l: listName,
  p: z.int().positive(),
  q: z.string().max(2_000).optional(),
});
const pageActionSchema = z.array(
  z.strictObject({
    data: pageDataSchema,
    submitData: z.strictObject({ verb: z.enum(["page", "refresh"]), ...pageDataSchema.shape }),
  }),
);

const fill = loadCardTemplate(
  "list",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    pageOf: z.array(z.strictObject({ text: z.string() })).max(1),
    empty: z.array(z.strictObject({ text: z.string() })).max(1),
    items: z
      .array(
        z.strictObject({
          list: listName,
          requestId: requestIdSchema,
          title: phraseSchema,
          subtitle: phraseSchema,
        }),
      )
      .max(ITEMS_PER_PAGE),
    previous: pageActionSchema.max(1),
    next: pageActionSchema.max(1),
    refresh: pageActionSchema.length(1),
  }),
);

/** A page of requests. Verbs `open` {l, r}, `page` {l, p}, `refresh` {l, p}. */
export function renderList(input: ListInput, reader: Reader): CardMessage {
  const { title, page, pageCount } = input;
  const text = input.items.length === 0 ? `${title}. ${input.emptyText}` : plainList(input);
  const card = fill({
    plainText: title,
    title,
    pageOf: pageCount > 1 ? [{ text: `Page ${page} of ${pageCount}` }] : [],
    empty: input.items.length === 0 ? [{ text: input.emptyText }] : [],
    items: input.items.map((item) => ({
      list: input.list,
      requestId: item.requestId,
      title: item.title,
      subtitle: subtitleOf(item, reader),
    })),
    previous: page > 1 ? [pageAction("page", input, page - 1)] : [],
    next: page < pageCount ? [pageAction("page", input, page + 1)] : [],
    refresh: [pageAction("refresh", input, page)],
  });
  return { card, summary: title, text };
}

function plainList(input: ListInput): string {
  return `${input.title}: ${input.items.map((item) => item.requestId).join(", ")}`;
}

function subtitleOf(item: ListInput["items"][number], reader: Reader): Phrase {
  const { dueAt } = item;
  if (dueAt === undefined) return phrase`${ownWords(item.requestId)} · ${item.subtitle}`;
  const due = `${formatInstant(dueAt, reader)}, ${formatTimeLeft(dueAt, reader.now)}`;
  return phrase`${ownWords(item.requestId)} · ${item.subtitle} · until ${ownWords(due)}`;
}

function pageAction(verb: "page" | "refresh", input: ListInput, p: number) {
  const data = { l: input.list, p, ...(input.query !== undefined && { q: input.query }) };
  return { data, submitData: { verb, ...data } };
}
