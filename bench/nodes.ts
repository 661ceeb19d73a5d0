import { parseArgs } from "node:util";
import { type BusyRun, runBusy } from "./busy-run.js";
import { keepJson } from "./keep-json.js";
import { median } from "./median.js";
import { inWorkshop } from "./workshop.js";

/**
 * Decisions through one, two and three bots on one PostgreSQL, all on this machine, against one of them in the same round:
 * `node .build/bench/nodes.js [--nodes 1,2,3] [--rounds 3] [--decisions 2000] [--json FILE]`. The 32 clients go to the
 * nodes one after the other.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    nodes: { type: "string", default: "1,2,3" },
    rounds: { type: "string", default: "3" },
    decisions: { type: "string", default: "2000" },
    "warm-up": { type: "string", default: "1500" },
  },
});
const rounds = Number(options.rounds);
const decisions = Number(options.decisions);
const counts = options.nodes.split(",").map(Number);
/** For each node. */
const warmUp = Number(options["warm-up"]);

interface Run extends BusyRun {
  readonly nodes: number;
}

const runs: Run[] = [];
await inWorkshop(async (workshop) => {
  const place = await workshop.openPlace("postgres");
  const most = Math.max(...counts);
  const filled = await place.fill(100, most * warmUp + decisions);
  for (let round = 0; round < rounds; round += 1)
    for (const nodes of round % 2 === 0 ? counts : counts.toReversed()) {
      const own = { ...filled, cards: filled.cards.slice((most - nodes) * warmUp) };
      const run = { nodes, ...(await runBusy(workshop, own, nodes * warmUp, nodes)) };
      runs.push(run);
      process.stdout.write(`${nodes} nodes: ${run.busy.perSecond.toFixed(0)} a second\n`);
    }
});
const baseline = runs.filter(({ nodes }) => nodes === 1);
const rows = counts.map((nodes) => {
  const own = runs.filter((run) => run.nodes === nodes);
  const middle = (read: (run: Run) => number): number => median(own.map(read));
  return {
    nodes,
    perSecond: middle(({ busy }) => busy.perSecond),
    ratio: median(own.map((run, n) => run.busy.perSecond / (baseline[n] ?? run).busy.perSecond)),
    p50: middle(({ busy }) => busy.p50),
    p99: middle(({ busy }) => busy.p99),
    nodesShare: middle(({ processor }) => processor.bots / processor.passed),
    databaseShare: middle(({ processor }) => processor.database / processor.passed),
    wrong: own.reduce((sum, { busy }) => sum + busy.wrong, 0),
  };
});
process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
await keepJson(options.json, { rounds, decisions, warmUp, rows, runs });
