import { type CommandLine, plainWord, withoutCommas } from "../command-line.js";
import { findEntry } from "../command-reference.js";
import {
  createProblem,
  type GrammarProblem,
  isProblem,
  refuseUnexpected,
} from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readRequestId } from "../request-id-argument.js";

/** `clock`, `clock confirm`. */
export function parseClockCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [verb, extra] = withoutCommas(line.tokens);
  if (verb === undefined) return { kind: "showClock" };
  if (plainWord(verb) !== "confirm") return refuseUnexpected("confirmClock", verb.value, "confirm");
  return extra === undefined
    ? { kind: "confirmClock" }
    : refuseUnexpected("confirmClock", extra.value);
}

/** `restore`, `restore confirm keep all / none / <id> …`. What is kept has to be said: nothing is reopened by habit. */
export function parseRestoreCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [verb, keep, first, ...rest] = withoutCommas(line.tokens);
  if (verb === undefined) return { kind: "showRestore" };
  if (plainWord(verb) !== "confirm")
    return refuseUnexpected("confirmRestore", verb.value, "confirm");
  if (keep !== undefined && plainWord(keep) !== "keep")
    return refuseUnexpected("confirmRestore", keep.value, "keep");
  if (first === undefined) return refuseWithoutKept();
  const word = plainWord(first);
  if (word === "all" || word === "none") {
    const [extra] = rest;
    return extra === undefined
      ? { kind: "confirmRestore", kept: word }
      : refuseUnexpected("confirmRestore", extra.value);
  }
  const kept: string[] = [];
  for (const token of [first, ...rest]) {
    const id = readRequestId("confirmRestore", token);
    if (isProblem(id)) return id;
    kept.push(id);
  }
  return { kind: "confirmRestore", kept };
}

function refuseWithoutKept(): GrammarProblem {
  const { syntax, example } = findEntry("confirmRestore");
  return createProblem("missing", "restore", {
    wrong: "Which open requests go on is missing",
    label: "write",
    values: [syntax],
    example,
  });
}
