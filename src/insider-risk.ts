import { readFileSync } from "node:fs";
import { REPORTABLE_LEVELS } from "./approval/insider-risk.js";
import { EXIT_USAGE, readArguments, runProgram } from "./command-line.js";
import { type LevelFile, type LevelLine, readLevelFile } from "./insider-risk-file.js";
import { openKeptStore } from "./open-kept-store.js";
import { noteFeed, storeLevel } from "./service/report-insider-risk.js";
import type { WriteContext } from "./service/transact.js";

const USAGE = `Usage:
  node dist/insider-risk.js --from FILE [--apply] [--skip-bad-lines] [--data DIR]
      Imports insider risk levels from a CSV file. Without --apply the file is checked and nothing is stored. With it the
      levels go to the data folder (DATA_DIR, else ./data); stop the bot first. Without --data and with DATABASE_URL they
      go to that database, beside its nodes. One bad line stops it all, unless --skip-bad-lines is given.
  The first line of the file names the columns:
      userId,level,source,expirationDateTime,lastUpdatedDateTime
      f6fadfa7-e5c1-4b62-9362-da5cc13da58a,elevated,Purview export,2026-12-24T08:00:00Z,2026-11-23T08:00:00Z
`;
/** Levels that are stored at a time: the store writes them together. */
const AT_ONCE = 32;
const ACTOR = { kind: "system" } as const;

process.exitCode = await runProgram(run);

async function run(given: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const known = { from: text, data: text, apply: flag, "skip-bad-lines": flag };
  const options = readArguments({ args: given, options: known })?.values;
  if (options?.from === undefined) {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  const file = readLevelFile(readText(options.from), Date.now());
  for (const { line, problem } of file.bad) say(`line ${line}: ${problem}`);
  const isStopped = file.bad.length > 0 && !options["skip-bad-lines"];
  if (isStopped) return say(`${sum(file)} Nothing was stored. Correct the lines named above.`, 1);
  if (!options.apply)
    return say(`${sum(file)} Nothing was stored. Add --apply to store what is good.`);
  const stored = await storeAll(file.levels, options.data);
  for (const line of stored.outdated)
    say(`line ${line}: something newer is stored of this person. It was left as it is.`);
  return say(
    `${sum(file)} Stored: ${stored.recorded}. Stored before: ${stored.unchanged}. Older than what is stored: ${stored.outdated.length}.`,
  );
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : "it is no text in UTF-8";
    throw new Error(`${path} cannot be read: ${reason}. Nothing was stored.`);
  }
}

function sum({ levels, bad }: LevelFile): string {
  const counts = REPORTABLE_LEVELS.map(
    (level) => `${level} ${levels.filter(({ report }) => report.level === level).length}`,
  );
  return `Good lines: ${levels.length} (${counts.join(", ")}). Bad lines: ${bad.length}.`;
}

async function storeAll(levels: readonly LevelLine[], data: string | undefined) {
  const store = await openKeptStore(data, say);
  const context: WriteContext = {
    store,
    log: { info: () => undefined, warn: (_, message) => void say(message) },
    figures: { committed: () => undefined },
  };
  const stored = { recorded: 0, unchanged: 0, outdated: [] as number[] };
  try {
    for (let at = 0; at < levels.length; at += AT_ONCE) {
      const some = levels.slice(at, at + AT_ONCE).map(async ({ line, userId, report }) => {
        const { kind } = await storeLevel(context, userId, report, ACTOR);
        if (kind === "outdated") stored.outdated.push(line);
        else stored[kind] += 1;
      });
      await Promise.all(some);
    }
    await noteFeed(context, ACTOR, firstExpiry(levels));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `It stopped after ${stored.recorded} levels: ${reason}. Run it again: what is stored counts once.`,
      { cause },
    );
  } finally {
    await store.close();
  }
  return stored;
}

function firstExpiry(levels: readonly LevelLine[]): number | undefined {
  const expiries = levels.flatMap(({ report }) => report.expiresAt ?? []);
  return expiries.length === 0 ? undefined : expiries.reduce((a, b) => Math.min(a, b));
}

function say(message: string, code = 0): number {
  process.stdout.write(`${message}\n`);
  return code;
}
