import type { Instant } from "../approval/instant.js";
import type { ChainedEvent } from "../audit/chained-event.js";
import { CSV, JSON_LINES } from "../audit/export-format.js";
import type {
  ExportedEvent,
  ExportedHead,
  TrailerContent,
  WithheldEvent,
} from "../audit/export-record.js";
import { ExportWriter } from "../audit/export-writer.js";
import { type AuditReader, readableTexts, withheldFrom } from "./audit-reader.js";
import type { Context } from "./context.js";
import type { AuditTrail, KeptTrail } from "./ports/audit-trail.js";
import { problemsFor } from "./verify-audit.js";
import { type TrailVerdict, walkTrail } from "./walk-trail.js";

/** Both files of one export together are not larger than this. Bytes. */
export const LARGEST_EXPORT = 200 * 1024 * 1024;
/** Exports that are written and wait to be written at a time. */
const MOST_EXPORTS = 5;
const MOST_PROBLEMS = 20;

/** First and last instant of the events that are wanted, UTC; the last one is not included. */
export interface ExportRange {
  readonly from?: Instant;
  readonly to?: Instant;
}

export interface AuditExport {
  readonly kind: "export";
  readonly jsonLines: Buffer;
  readonly csv: Buffer;
  readonly events: number;
  readonly aggregates: number;
  /** Own requests of the reader, of whatever period (Rule V4). */
  readonly leftOut: number;
  /** Events of which only the place in the chain is in the file (Rule V4). */
  readonly withheld: number;
  readonly verdict: TrailVerdict;
}

export type ExportResult =
  | AuditExport
  | { readonly kind: "tooLarge" }
  /** So many wait already that this one was not begun. */
  | { readonly kind: "tooMany" };

interface Queue {
  last: Promise<unknown>;
  waiting: number;
}
const queues = new WeakMap<AuditTrail, Queue>();

/**
 * Exports the trail as `writeExport` does. One at a time: each may hold all its bytes in memory, and whoever may read the
 * trail must not be able to bring down what guards the requests.
 */
export async function exportAudit(
  context: Context,
  reader: AuditReader,
  range: ExportRange = {},
): Promise<ExportResult> {
  const queue = queues.get(context.auditTrail) ?? { last: Promise.resolve(), waiting: 0 };
  queues.set(context.auditTrail, queue);
  if (queue.waiting >= MOST_EXPORTS) return { kind: "tooMany" };
  queue.waiting += 1;
  const turn = queue.last.then(() => writeExport(context, reader, range));
  queue.last = turn.catch(() => undefined);
  return turn.finally(() => {
    queue.waiting -= 1;
  });
}

/**
 * Exports the trail, or the part of a period, as JSON Lines and as CSV with a signed trailer (Rules U1, V4). The trail is
 * checked on the way, so that the trailer never vouches for what does not fit its anchors. Requests of the reader are
 * left out. An event with evidence that he may not see keeps its place in the chain and nothing else.
 */
async function writeExport(
  context: Context,
  reader: AuditReader,
  range: ExportRange,
): Promise<ExportResult> {
  const writers = [new ExportWriter(JSON_LINES), new ExportWriter(CSV)] as const;
  const heads: ExportedHead[] = [];
  const figures = { events: 0, aggregates: 0, leftOut: 0, withheld: 0 };
  let isTooLarge = false;
  const visit = (kept: KeptTrail): void => {
    isTooLarge ||= writers[0].length + writers[1].length > LARGEST_EXPORT;
    if (isTooLarge || isHiddenFrom(kept.ref, reader)) return;
    // Whatever the period: else it would tell on which days something happened to his requests (Rule V1).
    if (kept.concerned.includes(reader.personId)) {
      figures.leftOut += 1;
      return;
    }
    const events = eventsWithin(kept.events, range);
    const [first] = events;
    const last = events.at(-1);
    if (!first || !last) return;
    for (const event of events) {
      const record = recordOf(kept, event, reader);
      if ("withheld" in record) figures.withheld += 1;
      for (const writer of writers) writer.add(record);
    }
    figures.events += events.length;
    figures.aggregates += 1;
    heads.push([kept.aggregate, first.sequence, last.sequence, last.hash, kept.events.length]);
  };
  const verdict = await walkTrail(context.auditTrail, () => context.store.now(), visit);
  if (isTooLarge) return { kind: "tooLarge" };
  const content: TrailerContent = {
    trailer: "riskgate-audit-1",
    tenantId: context.tenantId,
    exportedAt: new Date(context.store.now()).toISOString(),
    exportedBy: reader.personId,
    ...(range.from !== undefined && { from: new Date(range.from).toISOString() }),
    ...(range.to !== undefined && { to: new Date(range.to).toISOString() }),
    count: figures.events,
    leftOut: figures.leftOut,
    heads,
    ...(verdict.lastAnchor && { anchor: verdict.lastAnchor }),
    verdict: verdict.isIntact ? "intact" : "broken",
    problems: problemsFor(verdict, reader.personId).slice(0, MOST_PROBLEMS),
  };
  const [jsonLines, csv] = writers.map((writer) => writer.finish(content, context.auditTrail));
  if (!jsonLines || !csv) throw new Error("there is a writer for each format");
  return { kind: "export", jsonLines, csv, ...figures, verdict };
}

/**
 * That a level was reported of a person at all is evidence, and the name of its chain says of whom: nobody without the
 * source's role finds it here, and nobody his own (Rules V2, V4). It is not counted either.
 */
function isHiddenFrom({ kind, id }: KeptTrail["ref"], { personId, sources }: AuditReader): boolean {
  return kind === "insiderRisk" && (!sources.has("insiderRisk") || id === personId);
}

/** From the first to the last event of a period, with everything between: a piece of the chain without a gap. */
function eventsWithin(
  events: readonly ChainedEvent[],
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: ExportRange,
): readonly ChainedEvent[] {
  const isWithin = ({ at }: ChainedEvent): boolean => {
    const instant = Date.parse(at);
    return instant >= from && instant < to;
  };
  return events.slice(events.findIndex(isWithin), events.findLastIndex(isWithin) + 1);
}

function recordOf(
  { ref: { kind, id }, personal }: KeptTrail,
  event: ChainedEvent,
  reader: AuditReader,
): ExportedEvent | WithheldEvent {
  const { sequence, prev, hash } = event;
  const withheld = withheldFrom(reader, event);
  if (withheld !== undefined) return { kind, id, sequence, prev, hash, withheld };
  const texts = readableTexts(reader, event, personal[sequence]);
  const isBare = Object.keys(texts).length === 0;
  return { kind, id, ...event, ...(!isBare && { personal: texts }) };
}
