export interface Row {
  readonly run: string;
  readonly perSecond: number;
  readonly ratio: number;
  readonly p50: number;
  readonly p99: number;
  readonly wrong: number;
  readonly backlog: number;
}

/** The figures as a table of plain text: decisions of a run are named by sender mode and number of other open requests. */
export function formatTable(
  rows: readonly Row[],
  starts: readonly { size: number; readyAfter: number }[],
): string {
  const lines = rows.map((row) =>
    [
      row.run.padEnd(14),
      row.perSecond.toFixed(0).padStart(9),
      row.ratio.toFixed(2).padStart(7),
      row.p50.toFixed(1).padStart(8),
      row.p99.toFixed(1).padStart(8),
      String(row.wrong).padStart(7),
      String(row.backlog).padStart(9),
    ].join(" "),
  );
  const head = "run            per second   ratio  p50 ms   p99 ms   wrong   backlog";
  const start = starts.map(
    ({ size, readyAfter }) =>
      `start with ${size} open requests: ${(readyAfter / 1_000).toFixed(2)} s`,
  );
  return `${[head, ...lines, "", ...start].join("\n")}\n`;
}
