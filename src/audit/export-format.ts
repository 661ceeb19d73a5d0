import type { JsonValue } from "../approval/audit-event.js";
import { asJson } from "./anchor.js";
import { canonicalJson } from "./canonical-json.js";
import { decodeCsvRow, encodeCsvRow } from "./csv-row.js";
import type { ExportRecord } from "./export-record.js";

/** How records stand in a file: one a line, the trailer last. */
export interface ExportFormat {
  readonly ending: "jsonl" | "csv";
  /** What stands before the first record. */
  readonly head: string;
  readonly lineEnd: string;
  encode(record: ExportRecord): string;
  /** Throws when the line holds no record. */
  decode(line: string): ExportRecord;
}

/** JSON Lines: canonical JSON, one record a line. */
export const JSON_LINES: ExportFormat = {
  ending: "jsonl",
  head: "",
  lineEnd: "\n",
  encode: (record) => canonicalJson(asJson(record)),
  decode: (line) => asRecord(JSON.parse(line)),
};

const TEXT = ["kind", "id", "type", "at", "prev", "hash", "withheld"];
const COLUMNS = [
  ...["kind", "id", "sequence", "type", "at", "actor", "details"],
  ...["personalDigests", "personal", "prev", "hash", "withheld", "trailer"],
];

/** The same records as rows for a spreadsheet: UTF-8 with a byte order mark, and no cell that could be a formula. */
export const CSV: ExportFormat = {
  ending: "csv",
  head: `\uFEFF${encodeCsvRow(COLUMNS)}\r\n`,
  lineEnd: "\r\n",
  encode: (record) => {
    if ("trailer" in record)
      return encodeCsvRow(
        COLUMNS.map((name) => (name === "trailer" ? jsonCell(asJson(record)) : "")),
      );
    const values = record as unknown as Readonly<Record<string, unknown>>;
    return encodeCsvRow(COLUMNS.map((name) => toCell(name, values[name])));
  },
  decode: (line) => {
    const cells = decodeCsvRow(line);
    const given = COLUMNS.flatMap((name, i) => (cells[i] ? [[name, cells[i]] as const] : []));
    const trailer = given.find(([name]) => name === "trailer");
    if (trailer) return JSON_LINES.decode(trailer[1]);
    const values = given.map(([name, cell]) => [
      name,
      TEXT.includes(name) ? cell : JSON.parse(cell),
    ]);
    return asRecord(Object.fromEntries(values));
  },
};

function toCell(name: string, value: unknown): string {
  if (value === undefined) return "";
  return TEXT.includes(name) ? String(value) : jsonCell(asJson(value as object));
}

/**
 * Where a list is separated by semicolons a spreadsheet ends the cell at the next one, quotation marks or not, and what
 * follows would be a cell of its own: a formula, perhaps. In JSON a semicolon stands in strings only.
 */
function jsonCell(value: JsonValue): string {
  return canonicalJson(value).replaceAll(";", "\\u003b");
}

function asRecord(value: unknown): ExportRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("It holds no record.");
  return value as ExportRecord;
}
