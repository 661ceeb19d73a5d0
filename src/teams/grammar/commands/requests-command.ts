import type { PackageArgument, PersonArgument } from "../command-arguments.js";
import { type CommandLine, plainWord, typedText, withoutCommas } from "../command-line.js";
import { findNearest } from "../find-nearest.js";
import {
  type GrammarProblem,
  isProblem,
  refuseMissing,
  refuseUnexpected,
} from "../grammar-problem.js";
import { parsePackage } from "../package-argument.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readPerson } from "../person-argument.js";
import type { Token } from "../tokenize.js";

const FILTERS = ["open", "all", "package", "user"];

interface Filters {
  scope?: "open" | "all";
  package?: PackageArgument;
  user?: PersonArgument;
}

/**
 * `requests [open / all] [package <package>] [user <person>]`, in any order, each at most once; all unless said.
 * A package name without quotes ends at the next of these words.
 */
export function parseRequestsCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const filters: Filters = {};
  let rest: readonly Token[] = withoutCommas(line.tokens);
  while (rest[0] !== undefined) {
    const taken = takeFilter(line, filters, rest[0], rest.slice(1));
    if (isProblem(taken)) return taken;
    rest = taken;
  }
  return { kind: "requests", scope: "all", ...filters };
}

function takeFilter(
  line: CommandLine,
  filters: Filters,
  keyword: Token,
  rest: readonly Token[],
): readonly Token[] | GrammarProblem {
  const word = plainWord(keyword);
  if ((word === "open" || word === "all") && filters.scope === undefined) {
    filters.scope = word;
    return rest;
  }
  if (word === "user" && filters.user === undefined) {
    const person = readPerson("requests", rest[0]);
    if (isProblem(person)) return person;
    filters.user = person;
    return rest.slice(1);
  }
  if (word === "package" && filters.package === undefined) {
    const length = countNameTokens(rest);
    const name = rest.slice(0, length);
    const first = name[0];
    const found = parsePackage(first?.kind === "quoted" ? first.value : typedText(line, name));
    if (found === undefined) return refuseMissing("requests", "The access package");
    filters.package = found;
    return rest.slice(length);
  }
  const isKnown = FILTERS.includes(word);
  return refuseUnexpected(
    "requests",
    keyword.value,
    isKnown ? undefined : findNearest(word, FILTERS),
  );
}

function countNameTokens(tokens: readonly Token[]): number {
  if (tokens[0]?.kind === "quoted") return 1;
  const end = tokens.findIndex((token) => FILTERS.includes(plainWord(token)));
  return end < 0 ? tokens.length : end;
}
