import { type CommandLine, plainWord } from "../command-line.js";
import { readDuration } from "../duration-argument.js";
import { type GrammarProblem, isProblem } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";

const DEFAULT_PERIOD = "P30D";

/** `insights [last <duration>]`. */
export function parseInsightsCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, ...others] = line.tokens;
  if (first === undefined) return { kind: "insights", last: DEFAULT_PERIOD };
  const tokens = plainWord(first) === "last" ? others : line.tokens;
  const last = readDuration("insights", line, tokens);
  return isProblem(last) ? last : { kind: "insights", last };
}
