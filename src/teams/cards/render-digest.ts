import { z } from "zod";
import type { DigestLine } from "../../service/digest-lines.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeLeft } from "./format-span.js";
import { phraseSchema, requestIdSchema, tokenSchema } from "./model-parts.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import { ITEMS_PER_PAGE } from "./render-list.js";
import { withRefresh } from "./with-refresh.js";

export interface DigestInput {
  /** Of this copy of the digest; a click must carry it (Rule D6). */
  readonly token: string;
  /** What waits first. */
  readonly lines: readonly DigestLine[];
  /** From 1; beyond the last page is the last page. */
  readonly page: number;
}

const lineSchema = z.strictObject({ title: phraseSchema, subtitle: phraseSchema });
const pageDataSchema = z.strictObject({ d: tokenSchema, p: z.int().positive() });
const pageActionSchema = z.array(
  z.strictObject({
    data: pageDataSchema,
    submitData: z.strictObject({ verb: z.enum(["page", "refresh"]), ...pageDataSchema.shape }),
  }),
);

const fill = loadCardTemplate(
  "digest",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    pageOf: z.array(z.strictObject({ text: z.string() })).max(1),
    notes: z.array(z.strictObject({ text: z.string() })).max(1),
    items: z
      .array(lineSchema.extend({ token: tokenSchema, requestId: requestIdSchema }))
      .max(ITEMS_PER_PAGE),
    settled: z.array(lineSchema).max(ITEMS_PER_PAGE),
    previous: pageActionSchema.max(1),
    next: pageActionSchema.max(1),
    refresh: pageActionSchema.length(1),
  }),
);

/** One card in the place of many (Rule N1). Verbs `open` {l, d, r}, `page` and `refresh` {d, p}. */
export function renderDigest(input: DigestInput, reader: Reader): CardMessage {
  const { token, lines } = input;
  const waiting = lines.filter((line) => line.open !== undefined).length;
  const title = titleOf(waiting);
  const pageCount = Math.max(1, Math.ceil(lines.length / ITEMS_PER_PAGE));
  const page = Math.min(input.page, pageCount);
  const shown = lines.slice((page - 1) * ITEMS_PER_PAGE, page * ITEMS_PER_PAGE);
  const action = (verb: "page" | "refresh", p: number) => ({
    data: { d: token, p },
    submitData: { verb, d: token, p },
  });
  const card = fill({
    plainText: title,
    title,
    pageOf: pageCount > 1 ? [{ text: `Page ${page} of ${pageCount}` }] : [],
    notes: [{ text: waiting === 0 ? NOTHING_LEFT : HOW_TO }],
    items: shown.flatMap((line) =>
      line.open === undefined
        ? []
        : [{ token, requestId: line.requestId, ...wordsOf(line, openWords(line, reader)) }],
    ),
    settled: shown.flatMap((line) =>
      line.open === undefined ? [wordsOf(line, endWords(line, reader))] : [],
    ),
    previous: page > 1 ? [action("page", page - 1)] : [],
    next: page < pageCount ? [action("page", page + 1)] : [],
    refresh: [action("refresh", page)],
  });
  const text = `${title}. Write approvals to see them.`;
  return {
    card: withRefresh(card, { d: token }, reader),
    summary: title,
    text: waiting === 0 ? title : text,
  };
}

const NOTHING_LEFT = "Write approvals to see whether something else waits for you.";
const HOW_TO = "Open brings the card of a request. Nothing is decided from this list.";

function titleOf(waiting: number): string {
  if (waiting === 0) return "Nothing of this list waits for you any more";
  return waiting === 1
    ? "1 request waits for your decision"
    : `${waiting} requests wait for your decision`;
}

function wordsOf(line: DigestLine, state: Phrase) {
  const forWhom =
    line.targetName === line.requestorName ? phrase`` : phrase` · for ${line.targetName}`;
  return {
    title: phrase`${line.requestorName} wants ${line.accessPackageName}`,
    subtitle: phrase`${ownWords(line.requestId)}${forWhom} · ${state}`,
  };
}

function openWords({ open }: DigestLine, reader: Reader): Phrase {
  if (!open) return [];
  const due = `${formatInstant(open.denialDueAt, reader)}, ${formatTimeLeft(open.denialDueAt, reader.now)}`;
  return ownWords(`${open.isEscalated ? "Escalated" : "Open"} · until ${due}`);
}

const OUTCOMES = {
  approved: "✔ Approved",
  denied: "✖ Denied",
  timedOut: "✖ Denied, nobody decided in time",
  canceled: "○ Withdrawn",
  endedInEntra: "○ Ended in Microsoft Entra",
  released: "○ No longer yours to decide",
} as const;

function endWords({ end }: DigestLine, reader: Reader): Phrase {
  if (!end) return [];
  const by = end.by === undefined ? [] : phrase` by ${end.by.displayName}`;
  const at = end.at === undefined ? "" : `, ${formatInstant(end.at, reader)}`;
  return phrase`${ownWords(OUTCOMES[end.outcome])}${by}${ownWords(at)}`;
}
