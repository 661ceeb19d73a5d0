import { EXIT_USAGE, readArguments, runProgram } from "./command-line.js";
import { walkTrail } from "./service/walk-trail.js";
import { backUpStore } from "./store/lowdb/back-up-store.js";

const USAGE = `Usage:
  node dist/backup.js --to DIR [--data DIR]
      Copies the data folder (DATA_DIR, else ./data) to a new folder and checks the audit of the copy. The bot may run.
      Exits 0 when the copy is whole; otherwise nothing is left of it.
`;

process.exitCode = await runProgram(run);

async function run(given: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const { to, data } =
    readArguments({ args: given, options: { to: text, data: text } })?.values ?? {};
  if (to === undefined) {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  if (data === undefined && process.env.DATABASE_URL) {
    process.stderr.write(
      "DATABASE_URL is set: everything is in that database, and this command copies a data folder. Use pg_dump instead " +
        "(docs/several-nodes.md), or name the folder: node dist/backup.js --to DIR --data ./data. Nothing was copied.\n",
    );
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
