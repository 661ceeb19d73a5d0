import type { PersonArgument } from "../command-arguments.js";
import {
  type CommandLine,
  isBecause,
  plainWord,
  splitBecause,
  typedText,
  withoutCommas,
} from "../command-line.js";
import { editDistance } from "../edit-distance.js";
import {
  type GrammarProblem,
  isProblem,
  refuseMissing,
  refuseUnexpected,
} from "../grammar-problem.js";
import { parsePackage } from "../package-argument.js";
import type { ParsedCommand } from "../parsed-command.js";
import { parsePerson, readPerson } from "../person-argument.js";
import type { Token } from "../tokenize.js";

interface Head {
  readonly packageText: string;
  readonly target?: PersonArgument;
}

/**
 * `request`, `request by text`, `request <package> [for <person>] [because <text>]`.
 * A package name without quotes goes on to ` because `, or to ` for ` where exactly one person follows it, so that
 * `request Budget for Sales because …` asks for the package "Budget for Sales".
 */
export function parseRequestCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  if (line.tokens.length === 0) return { kind: "requestForm" };
  const words = line.tokens.map(plainWord).join(" ");
  if (words === "by text") return { kind: "requestByText" };
  const { head, justification } = splitBecause(line);
  const isQuoted = head[0]?.kind === "quoted";
  const parts = isQuoted ? readQuotedHead(head) : readPlainHead(line, head);
  if (isProblem(parts)) return parts;
  const requested = parsePackage(parts.packageText);
  if (requested === undefined) return refuseMissing("request", "The access package");
  const { target } = parts;
  return {
    ...{ kind: "request" as const, package: requested, justification },
    ...(target === undefined ? {} : { target }),
  };
}

function readQuotedHead(head: readonly Token[]): Head | GrammarProblem {
  const [name, keyword, person, extra] = head;
  const packageText = name?.value ?? "";
  if (keyword === undefined) return { packageText };
  if (plainWord(keyword) !== "for") return refuseWord(keyword);
  const target = readPerson("request", person);
  if (isProblem(target)) return target;
  return extra === undefined ? { packageText, target } : refuseWord(extra);
}

function readPlainHead(line: CommandLine, head: readonly Token[]): Head | GrammarProblem {
  const misspelt = head.find((token, index) => index > 0 && looksLikeBecause(token));
  if (misspelt !== undefined) return refuseWord(misspelt);
  const last = head.at(-1);
  const isForPerson = plainWord(head.at(-2)) === "for" && last?.kind !== "quoted";
  const target = isForPerson ? parsePerson(last) : undefined;
  if (target !== undefined) return { packageText: typedText(line, head.slice(0, -2)), target };
  if (plainWord(last) === "for") return refuseMissing("request", "The person");
  return { packageText: typedText(line, withoutCommas(head)) };
}

function refuseWord(token: Token): GrammarProblem {
  const nearest = looksLikeBecause(token) ? "because" : undefined;
  return refuseUnexpected("request", token.value, nearest);
}

/** Shorter words, such as "cause", are more likely a part of a name. */
function looksLikeBecause(token: Token): boolean {
  const word = plainWord(token);
  return !isBecause(token) && word.length >= 6 && editDistance(word, "because") <= 2;
}
