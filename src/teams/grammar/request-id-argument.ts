import { trimPunctuation } from "./command-line.js";
import { findEntry } from "./command-reference.js";
import { type GrammarProblem, quoteTyped, refuseMissing, refuseValue } from "./grammar-problem.js";
import { parseRequestId } from "./parse-request-id.js";
import type { CommandKind } from "./parsed-command.js";
import type { Token } from "./tokenize.js";

/** The number of a request in the spelling `R-1042`, or the answer for one that is missing or unreadable. */
export function readRequestId(
  kind: CommandKind,
  token: Token | undefined,
): string | GrammarProblem {
  if (token === undefined) return refuseMissing(kind, "The number of the request");
  const id = parseRequestId(trimPunctuation(token.value));
  if (id !== undefined) return id;
  return refuseValue(kind, {
    wrong: `${quoteTyped(token.value)} is not the number of a request`,
    label: "numbers",
    values: ["R-1042", "r1042", "1042", "#1042"],
    example: findEntry(kind).example,
  });
}
