import { auditRows } from "./audit-rows.js";
import type { CommandRow } from "./command-row.js";
import { oversightRows } from "./oversight-rows.js";
import { approverRows, everyoneRows } from "./people-rows.js";
import { settingsRows } from "./settings-rows.js";

/** Every command of the reference, tried well and badly. */
export const commandRows: readonly CommandRow[] = [
  ...everyoneRows,
  ...approverRows,
  ...settingsRows,
  ...oversightRows,
  ...auditRows,
];

/** The row of a line of the reference. */
export function rowOf(syntax: string): CommandRow {
  const row = commandRows.find((candidate) => candidate.syntax === syntax);
  if (!row) throw new Error(`nobody has tried: ${syntax}`);
  return row;
}
