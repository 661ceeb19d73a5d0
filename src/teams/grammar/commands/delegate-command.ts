import { type CommandLine, plainWord, withoutCommas } from "../command-line.js";
import { readDay } from "../day-argument.js";
import { findNearest } from "../find-nearest.js";
import { type GrammarProblem, isProblem, refuseUnexpected } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { parsePerson, readPerson } from "../person-argument.js";

/** `delegate to <person> [until <date>]`, `delegate off`. */
export function parseDelegateCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const tokens = withoutCommas(line.tokens);
  const verb = plainWord(tokens[0]);
  if (verb === "off") {
    const extra = tokens[1];
    return extra === undefined
      ? { kind: "delegateOff" }
      : refuseUnexpected("delegateOff", extra.value);
  }
  const isDirect = verb !== "to" && tokens[0] !== undefined;
  if (isDirect && parsePerson(tokens[0]) === undefined) {
    const nearest = findNearest(verb, ["off", "to"]);
    const kind = nearest === "off" ? "delegateOff" : "delegateTo";
    return refuseUnexpected(kind, tokens[0]?.value ?? "", nearest);
  }
  const [first, keyword, date, extra] = isDirect ? tokens : tokens.slice(1);
  const person = readPerson("delegateTo", first);
  if (isProblem(person)) return person;
  if (keyword === undefined) return { kind: "delegateTo", person };
  if (plainWord(keyword) !== "until") {
    const nearest = findNearest(plainWord(keyword), ["until"]);
    return refuseUnexpected("delegateTo", keyword.value, nearest);
  }
  const until = readDay("delegateTo", date);
  if (isProblem(until)) return until;
  return extra === undefined
    ? { kind: "delegateTo", person, until: until.day }
    : refuseUnexpected("delegateTo", extra.value);
}
