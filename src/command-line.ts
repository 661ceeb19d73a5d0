import { type ParseArgsConfig, parseArgs } from "node:util";

/** The command was not understood (sysexits.h: EX_USAGE). */
export const EXIT_USAGE = 64;

/**
 * What a program that is started by hand exits with. A failure is a line on standard error, and 1.
 *
 * @param run takes what was typed after the program's name, and answers the exit status
 */
export async function runProgram(
  run: (given: string[]) => Promise<number>,
  describeFailure: (error: unknown) => string = messageOf,
): Promise<number> {
  try {
    return await run(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    return 1;
  }
}

/** What was typed; undefined, and a line on standard error, when it is not understood. */
export function readArguments<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
