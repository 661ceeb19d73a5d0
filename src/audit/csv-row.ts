/** What a spreadsheet would take for a formula, and the apostrophe that keeps it from doing so. */
const NEEDS_APOSTROPHE = /^[=+\-@\t\r']/;

/** One row, every cell in quotation marks. A cell that could be a formula begins with an apostrophe. */
export function encodeCsvRow(cells: readonly string[]): string {
  return cells
    .map((cell) => (NEEDS_APOSTROPHE.test(cell) ? `'${cell}` : cell))
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(",");
}

/** The cells of a row as `encodeCsvRow` wrote it. */
export function decodeCsvRow(row: string): readonly string[] {
  const cells: string[] = [];
  for (const [, cell = ""] of row.matchAll(/(?:^|,)"((?:[^"]|"")*)"/g)) {
    const text = cell.replaceAll('""', '"');
    cells.push(text.startsWith("'") ? text.slice(1) : text);
  }
  return cells;
}
