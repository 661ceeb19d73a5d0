import { type CommandLine, plainWord, splitBecause } from "../command-line.js";
import { findNearest } from "../find-nearest.js";
import { type GrammarProblem, refuseUnexpected } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";

/** `sending`, `sending pause because <text>`, `sending resume`. Whether a reason is needed is not decided here. */
export function parseSendingCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const { head, justification } = splitBecause(line);
  const [verb, extra] = head;
  if (verb === undefined) return { kind: "showSending" };
  const word = plainWord(verb);
  if (word === "pause") {
    return extra === undefined
      ? { kind: "pauseSending", reason: justification }
      : refuseUnexpected("pauseSending", extra.value, findNearest(plainWord(extra), ["because"]));
  }
  if (word === "resume") {
    return extra === undefined
      ? { kind: "resumeSending" }
      : refuseUnexpected("resumeSending", extra.value);
  }
  const nearest = findNearest(word, ["pause", "resume"]);
  return refuseUnexpected(
    nearest === "resume" ? "resumeSending" : "pauseSending",
    verb.value,
    nearest,
  );
}
