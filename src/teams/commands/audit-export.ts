import { DateTime } from "luxon";
import { auditReaderOf } from "../../service/audit-reader.js";
import { type AuditExport, type ExportRange, exportAudit } from "../../service/export-audit.js";
import { type ExportAgain, FILE_PATIENCE } from "../../service/file-desk.js";
import type { CalendarDay } from "../grammar/command-arguments.js";
import type { Reply, Turn } from "../turn.js";
import { soonOrLater } from "./soon-or-later.js";

/** `audit export [from <date>] [to <date>]`: the trail as JSON Lines and as CSV (Rules U1, V4). Both days are included. */
export async function handleAuditExport(
  turn: Turn,
  days: { readonly from?: CalendarDay; readonly to?: CalendarDay },
): Promise<Reply[]> {
  const from = days.from === undefined ? undefined : startOf(days.from, turn);
  const to = days.to === undefined ? undefined : startAfter(startOf(days.to, turn));
  if (from && to && from >= to)
    return [
      {
        text: "The first date is after the last one. Nothing was exported. Example: audit export from 2026-11-01 to 2026-11-30",
      },
    ];
  const range: ExportRange = {
    ...(from && { from: from.toMillis() }),
    ...(to && { to: to.toMillis() }),
  };
  const last = days.to === undefined ? undefined : startOf(days.to, turn);
  const span = [from, last].map((day) => day?.toISODate());
  const words =
    "I am writing the export. It comes when it is done; everything else goes on meanwhile.";
  return soonOrLater(turn, make(turn, range, span), words);
}

async function make(
  turn: Turn,
  range: ExportRange,
  [from, to]: readonly (string | null | undefined)[],
): Promise<Reply[]> {
  const reader = await auditReaderOf(turn.context, turn.person.id);
  const result = await exportAudit(turn.context, reader, range);
  if (result.kind === "tooLarge")
    return [
      {
        text: "This is too much for one file. Nothing was exported. Name a shorter period, for example audit export from 2026-11-01 to 2026-11-30",
      },
    ];
  if (result.kind === "tooMany")
    return [
      {
        text: "Other exports are being written, as many as may wait. Nothing was exported. Please write the command again in some minutes.",
      },
    ];
  if (result.events === 0)
    return [{ text: "There are no events for you in this period. Nothing was exported." }];
  const day = startOf("today", turn).toISODate();
  const name = ["riskgate-audit", ...(from || to ? [from ?? "start", to ?? day] : [day])].join("-");
  const until = turn.reader.now + FILE_PATIENCE;
  return [
    { text: describe(result) },
    turn.offerFile({
      name: `${name}.jsonl`,
      contentType: "application/x-ndjson; charset=utf-8",
      description: "The audit trail as JSON Lines",
      bytes: result.jsonLines,
      again: { ...range, isCsv: false, until },
    }),
    turn.offerFile({
      name: `${name}.csv`,
      contentType: "text/csv; charset=utf-8",
      description: "The audit trail for a spreadsheet",
      bytes: result.csv,
      again: { ...range, isCsv: true, until },
    }),
  ];
}

/** The file of an export that another node has offered, written anew; undefined when that cannot be. */
export async function exportAgain(
  turn: Turn,
  { from, to, isCsv }: ExportAgain,
): Promise<Buffer | undefined> {
  const reader = await auditReaderOf(turn.context, turn.person.id);
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const result = await exportAudit(turn.context, reader, range);
  if (result.kind !== "export") return undefined;
  return isCsv ? result.csv : result.jsonLines;
}

function describe({ events, aggregates, leftOut, withheld, verdict }: AuditExport): string {
  return [
    `Audit export: ${events} events of ${aggregates} chains.`,
    ...(leftOut > 0
      ? [`Requests that you made or that are for you are left out: ${leftOut}.`]
      : []),
    ...(withheld > 0
      ? [
          `Events with what you may not see, such as risk evidence: ${withheld}. The file has their place in the chain only.`,
        ]
      : []),
    ...(verdict.isIntact
      ? []
      : ["The trail is broken, and the export says so. Write audit verify to see the places."]),
    "Check a file anywhere with: node dist/audit.js verify FILE",
  ].join("\n");
}

function startOf(day: CalendarDay, turn: Turn): DateTime {
  const zone = turn.reader.timeZone;
  const today = DateTime.fromMillis(turn.reader.now, { zone }).startOf("day");
  if (day === "today") return today;
  return day === "tomorrow"
    ? today.plus({ days: 1 })
    : DateTime.fromISO(day, { zone }).startOf("day");
}

/** Some days begin at one o'clock, when the clocks go forward at midnight: the next one begins at midnight again. */
function startAfter(day: DateTime): DateTime {
  return day.plus({ days: 1 }).startOf("day");
}
