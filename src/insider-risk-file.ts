import { objectIdSchema } from "./approval/approver.js";
import type { LevelReport } from "./approval/insider-risk.js";
import { checkReport, REPORT_FIELDS } from "./approval/insider-risk-form.js";
import type { Instant } from "./approval/instant.js";

/** A line that can be stored. The first line of a file has the number 1. */
export interface LevelLine {
  readonly line: number;
  readonly userId: string;
  readonly report: LevelReport;
}

/** `problem` is a sentence without its end of the field that it begins with. */
export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

export interface LevelFile {
  readonly levels: readonly LevelLine[];
  readonly bad: readonly BadLine[];
}

const COLUMNS: readonly string[] = ["userId", ...REPORT_FIELDS];
const NEEDED = ["userId", "level", "source"];
const ID_HINT =
  'must be the object id of a user, for example "f6fadfa7-e5c1-4b62-9362-da5cc13da58a".';

/**
 * Reads insider risk levels from CSV in UTF-8: names of columns in the first line, a person in each other, no line breaks
 * within a cell. Every line that is wrong is named; of a person who stands there twice the second line is.
 */
export function readLevelFile(text: string, now: Instant): LevelFile {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = splitCells(head)?.map((cell) => cell.trim()) ?? [];
  const problem = judgeColumns(columns);
  if (problem !== undefined) return { levels: [], bad: [{ line: 1, problem }] };
  const levels: LevelLine[] = [];
  const bad: BadLine[] = [];
  const seen = new Map<string, number>();
  for (const [index, content] of lines.entries()) {
    if (content.trim() === "") continue;
    const line = index + 2;
    const read = readLine(content, columns, now);
    if (typeof read === "string") {
      bad.push({ line, problem: read });
      continue;
    }
    const first = seen.get(read.userId);
    if (first === undefined) {
      seen.set(read.userId, line);
      levels.push({ line, ...read });
    } else {
      bad.push({ line, problem: `userId stands in line ${first} already. Give each person once.` });
    }
  }
  return { levels, bad };
}

function judgeColumns(columns: readonly string[]): string | undefined {
  const example = `Example: ${COLUMNS.join(",")}`;
  const unknown = columns.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined)
    return `"${unknown.slice(0, 50)}" is no column. The first line names the columns, separated by commas. ${example}`;
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    return `the column ${missing.join(" and ")} is missing in the first line. ${example}`;
  const isTwice = new Set(columns).size < columns.length;
  return isTwice ? `a column is named twice in the first line. ${example}` : undefined;
}

function readLine(
  content: string,
  columns: readonly string[],
  now: Instant,
): Omit<LevelLine, "line"> | string {
  const cells = splitCells(content);
  if (!cells) return "a quotation mark does not end in this line, or stands within a cell.";
  if (cells.length !== columns.length)
    return `there are ${cells.length} cells for ${columns.length} columns.`;
  const fields = Object.fromEntries(
    columns.flatMap((name, at) => {
      const cell = cells[at]?.trim() ?? "";
      return cell === "" ? [] : [[name, cell] as const];
    }),
  );
  const { userId, ...report } = fields;
  const id = objectIdSchema.safeParse(userId);
  if (!id.success) return `userId ${ID_HINT}`;
  const checked = checkReport(report, now);
  if (!checked.ok) return `${checked.field} ${checked.problem}`;
  return { userId: id.data, report: checked.report };
}

/** Undefined when a quotation mark is out of place. Two of them within a quoted cell are one. */
function splitCells(line: string): string[] | undefined {
  const cells: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y;
  for (let isLast = false; !isLast; ) {
    const found = cell.exec(line);
    if (!found) return undefined;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    isLast = found[3] === "";
  }
  return cells;
}
