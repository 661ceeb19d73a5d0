import { z } from "zod";
import type { RequestTimeline, TimelineEntry } from "../../service/request-timeline.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatSecond } from "./format-instant.js";
import { inertText } from "./inert-text.js";
import { paragraphSchema, phraseSchema, requestIdSchema } from "./model-parts.js";
import { ownWords, phrase } from "./phrase.js";
import { entryWords, quoteOf } from "./timeline-words.js";

/** Most events on one page: a card stays small enough for Teams and for a phone. */
export const EVENTS_PER_PAGE = 12;
const LONGEST_QUOTE = 300;
const MOST_PROBLEMS = 5;
const MISSING_TEXT = {
  erased: "The text was erased.",
  forOthers: "The reason is for holders of the source's role.",
};

const pageSchema = z.strictObject({ u: requestIdSchema, p: z.int().positive() });
const verbSchema = z.enum(["page", "refresh"]);

const fill = loadCardTemplate(
  "timeline",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    subject: phraseSchema,
    chain: z.string(),
    problems: z.array(paragraphSchema).max(MOST_PROBLEMS),
    entries: z
      .array(
        z.strictObject({
          when: z.string(),
          words: phraseSchema,
          quotes: z.array(paragraphSchema).max(1),
        }),
      )
      .max(EVENTS_PER_PAGE),
    pages: z
      .array(
        z.strictObject({
          title: z.enum(["Earlier", "Later", "Refresh"]),
          verb: verbSchema,
          data: pageSchema,
          submitData: z.strictObject({ verb: verbSchema, ...pageSchema.shape }),
        }),
      )
      .max(3),
  }),
);

/** The trail of a request, oldest event first. Verbs `page` and `refresh` {u, p}. */
export function renderTimeline(
  timeline: RequestTimeline,
  wanted: number,
  reader: Reader,
): CardMessage {
  const { requestId, entries, problems } = timeline;
  const pageCount = Math.max(1, Math.ceil(entries.length / EVENTS_PER_PAGE));
  const page = Math.min(wanted, pageCount);
  const shown = entries.slice((page - 1) * EVENTS_PER_PAGE, page * EVENTS_PER_PAGE);
  const title = `Trail of ${requestId}`;
  const ofPages = pageCount > 1 ? `, page ${page} of ${pageCount}` : "";
  const state = problems.length === 0 ? "intact" : "broken";
  const card = fill({
    plainText: title,
    title,
    subject: subjectOf(timeline),
    chain: `${entries.length} events${ofPages} · chain ${state}`,
    problems: problems.slice(0, MOST_PROBLEMS).map((problem) => ({ runs: ownWords(problem) })),
    entries: shown.map((entry) => ({
      when: formatSecond(Date.parse(entry.event.at), reader),
      words: entryWords(entry, timeline),
      quotes: quotes(entry),
    })),
    pages: [
      ...(page > 1 ? [action("Earlier", "page", requestId, page - 1)] : []),
      ...(page < pageCount ? [action("Later", "page", requestId, page + 1)] : []),
      action("Refresh", "refresh", requestId, page),
    ],
  });
  return { card, summary: title, text: `${title}: ${entries.length} events, chain ${state}` };
}

function subjectOf({ requestorName, targetName, accessPackageName }: RequestTimeline) {
  return requestorName === targetName
    ? phrase`${requestorName} · ${accessPackageName}`
    : phrase`${requestorName} for ${targetName} · ${accessPackageName}`;
}

function quotes(entry: TimelineEntry) {
  const quote = quoteOf(entry);
  if (quote === undefined) return [];
  if ("why" in quote) return [{ runs: ownWords(MISSING_TEXT[quote.why]) }];
  return [{ runs: ownWords(`“${inertText(quote.written, LONGEST_QUOTE)}”`) }];
}

function action(
  title: "Earlier" | "Later" | "Refresh",
  verb: "page" | "refresh",
  u: string,
  p: number,
) {
  return { title, verb, data: { u, p }, submitData: { verb, u, p } };
}
