import { parseArgs } from "node:util";
import { walkTrail } from "./service/walk-trail.js";
import { backUpStore } from "./store/lowdb/back-up-store.js";

const USAGE = `Usage:
  node dist/backup.js --to DIR [--data DIR]
      Copies the data folder (DATA_DIR, else ./data) to a new folder and checks the audit of the copy. The bot may run.
      Exits 0 when the copy is whole; otherwise nothing is left of it.
`;
const EXIT_USAGE = 64;

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function run(given: string[]): Promise<number> {
  const { to, data } = readArguments(given) ?? {};
  if (to === undefined) {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  const figures = { aggregates: 0, events: 0, anchors: 0 };
  const backup = await backUpStore({
    from: data ?? process.env.DATA_DIR ?? "./data",
    to,
    check: async (trail, now) => {
      const verdict = await walkTrail(trail, now);
      Object.assign(figures, {
        aggregates: verdict.aggregates,
        events: verdict.events,
        anchors: verdict.anchors,
      });
      return verdict.problems.map(({ place, what }) => `${place}: ${what}`);
    },
  });
  const { aggregates, events, anchors } = figures;
  process.stdout.write(
    `intact: ${to} is a copy of ${new Date(backup.takenAt).toISOString()}, ${backup.bytes} bytes, ` +
      `${aggregates} aggregates, ${events} events, ${anchors} anchors. It holds the signing key: keep it secret.\n`,
  );
  return 0;
}

function readArguments(given: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: given, options: { to: text, data: text } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}
