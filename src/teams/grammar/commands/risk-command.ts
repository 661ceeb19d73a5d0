import { type CommandLine, withoutCommas } from "../command-line.js";
import { type GrammarProblem, isProblem, refuseUnexpected } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readPerson } from "../person-argument.js";
import { readLevel, readSource } from "../risk-source.js";

/** `risk <person>`, and in local mode `risk <person> <source> <level>`. */
export function parseRiskCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, ...tokens] = withoutCommas(line.tokens);
  const person = readPerson("showRisk", first);
  if (isProblem(person)) return person;
  if (tokens.length === 0) return { kind: "showRisk", person };
  const found = readSource("setRisk", tokens);
  if (isProblem(found)) return found;
  const { source, rest } = found;
  const level = readLevel("setRisk", source, rest[0]);
  if (isProblem(level)) return level;
  const extra = rest[1];
  return extra === undefined
    ? { kind: "setRisk", person, source, level }
    : refuseUnexpected("setRisk", extra.value);
}
