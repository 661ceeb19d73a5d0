import { parseArgs } from "node:util";
import { type BusyRun, runBusy } from "./busy-run.js";
import { castOf } from "./cast.js";
import { keepJson } from "./keep-json.js";
import { median } from "./median.js";
import type { FilledPlace } from "./store-places.js";
import { inWorkshop } from "./workshop.js";

/**
 * What a decision costs with few and with many approvers of its stage, each with a delivered card, against two of them in
 * the same round: `node .build/bench/approvers.js [--stores embedded,postgres] [--approvers 1,2,5,10,20,50] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    stores: { type: "string", default: "embedded,postgres" },
    approvers: { type: "string", default: "1,2,5,10,20,50" },
    rounds: { type: "string", default: "2" },
    decisions: { type: "string", default: "1000" },
    "warm-up": { type: "string", default: "1500" },
  },
});
const rounds = Number(options.rounds);
const decisions = Number(options.decisions);
const warmUp = Number(options["warm-up"]);
const BASELINE = 2;
const counts = options.approvers.split(",").map(Number);
if (!counts.includes(BASELINE)) throw new Error("the baseline is 2 approvers: measure them too");

interface Run extends BusyRun {
  readonly store: string;
  readonly approvers: number;
}

const runs: Run[] = [];
const rows: ReturnType<typeof sumUpStore>[number][] = [];
await inWorkshop(
  async (workshop) => {
    for (const store of options.stores.split(",")) {
      const filled: { readonly approvers: number; readonly place: FilledPlace }[] = [];
      const place = await workshop.openPlace(store);
      for (const approvers of counts) {
        const cast = castOf(workshop.tenant, approvers);
        filled.push({ approvers, place: await place.fill(0, warmUp + decisions, cast) });
      }
      for (let round = 0; round < rounds; round += 1)
        for (const { approvers, place: own } of round % 2 === 0 ? filled : filled.toReversed()) {
          const run = { store, approvers, ...(await runBusy(workshop, own, warmUp)) };
          runs.push(run);
          process.stdout.write(
            `${store} ${approvers}: ${run.busy.perSecond.toFixed(0)} a second\n`,
          );
        }
      rows.push(...sumUpStore(store));
    }
  },
  Math.max(...counts),
);
process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
await keepJson(options.json, { rounds, decisions, warmUp, rows, runs });

function sumUpStore(store: string) {
  const runsOf = (approvers: number): Run[] =>
    runs.filter((run) => run.store === store && run.approvers === approvers);
  const baseline = runsOf(BASELINE);
  return counts.map((approvers) => {
    const own = runsOf(approvers);
    const middle = (read: (run: Run) => number): number => median(own.map(read));
    const against = (read: (run: Run) => number): number =>
      median(own.map((run, round) => read(run) / read(baseline[round] ?? run)));
    return {
      store,
      approvers,
      perSecond: middle(({ busy }) => busy.perSecond),
      ratio: against(({ busy }) => busy.perSecond),
      processorPerDecision: middle(processorOf),
      processorRatio: against(processorOf),
      p50: middle(({ busy }) => busy.p50),
      wrong: own.reduce((sum, { busy }) => sum + busy.wrong, 0),
    };
  });
}

/** Milliseconds of bot and database for one decision. */
function processorOf({ busy, processor }: Run): number {
  return (processor.bots + processor.database) / busy.answers;
}
