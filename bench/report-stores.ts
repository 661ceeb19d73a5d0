import type { BusyRun } from "./busy-run.js";
import type { LoadResult } from "./load.js";
import { median } from "./median.js";
import type { StatementCount } from "./store-places.js";

export interface StoreRun extends BusyRun {
  readonly store: "embedded" | "postgres";
  readonly size: number;
  /** Milliseconds from the start of the process until it listened. */
  readonly readyAfter: number;
  /** MB after the start. */
  readonly memory: number;
  /** One client. */
  readonly alone: LoadResult;
  readonly statements: readonly StatementCount[];
}

/** Medians over the rounds, and a table of them. */
export function reportStores(empty: readonly LoadResult[], runs: readonly StoreRun[]) {
  const baseline = median(empty.map((one) => one.perSecond));
  const names = [...new Set(runs.map(({ store, size }) => `${store}/${size}`))];
  const rows = names.map((run) => {
    const own = runs.filter(({ store, size }) => `${store}/${size}` === run);
    const middle = (read: (one: StoreRun) => number): number => median(own.map(read));
    return {
      run,
      perSecond: middle(({ busy }) => busy.perSecond),
      ratio: middle(({ busy }) => busy.perSecond) / baseline,
      p50: middle(({ busy }) => busy.p50),
      p99: middle(({ busy }) => busy.p99),
      aloneP50: middle(({ alone }) => alone.p50),
      aloneP99: middle(({ alone }) => alone.p99),
      wrong: own.reduce((sum, { busy, alone }) => sum + busy.wrong + alone.wrong, 0),
      botShare: middle(({ processor }) => processor.bots / processor.passed),
      databaseShare: middle(({ processor }) => processor.database / processor.passed),
      readyAfter: middle(({ readyAfter }) => readyAfter),
      memory: middle(({ memory }) => memory),
    };
  });
  const head =
    "run               per second ratio  p50 ms p99 ms  alone p50 p99 ms  bot  database  start s  MB  wrong";
  const lines = rows.map((row) =>
    [
      row.run.padEnd(17),
      row.perSecond.toFixed(0).padStart(9),
      row.ratio.toFixed(2).padStart(6),
      row.p50.toFixed(1).padStart(7),
      row.p99.toFixed(1).padStart(6),
      row.aloneP50.toFixed(2).padStart(9),
      row.aloneP99.toFixed(1).padStart(6),
      `${(100 * row.botShare).toFixed(0)} %`.padStart(6),
      `${(100 * row.databaseShare).toFixed(0)} %`.padStart(6),
      (row.readyAfter / 1_000).toFixed(1).padStart(6),
      row.memory.toFixed(0).padStart(6),
      String(row.wrong).padStart(4),
    ].join(" "),
  );
  const first = `empty bot: ${baseline.toFixed(0)} turns a second, p50 ${median(empty.map((e) => e.p50)).toFixed(1)} ms`;
  return { rows, text: `${[first, head, ...lines].join("\n")}\n` };
}
