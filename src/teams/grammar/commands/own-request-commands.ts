import { type CommandLine, plainWord, splitBecause, withoutCommas } from "../command-line.js";
import { findNearest } from "../find-nearest.js";
import { type GrammarProblem, isProblem, refuseUnexpected } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readRequestId } from "../request-id-argument.js";

/** `status`, `status <id>`. */
export function parseStatusCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, extra] = withoutCommas(line.tokens);
  if (first === undefined) return { kind: "statusList" };
  const id = readRequestId("status", first);
  if (isProblem(id)) return id;
  return extra === undefined ? { kind: "status", id } : refuseUnexpected("status", extra.value);
}

/**
 * `cancel <id>`, `approve <id>`, `deny <id>`, each with an optional `because <text>`: whether a reason is needed
 * depends on who decides what, so an empty one is passed on. Rules C1, D4
 */
export function parseReasonedCommand(
  kind: "cancel" | "approve" | "deny",
  line: CommandLine,
): ParsedCommand | GrammarProblem {
  const { head, justification } = splitBecause(line);
  const [first, extra] = head;
  const id = readRequestId(kind, first);
  if (isProblem(id)) return id;
  // Words without "because" are not taken as a reason: what was meant for a chat must not settle a request.
  return extra === undefined
    ? { kind, id, justification }
    : refuseUnexpected(kind, extra.value, findNearest(plainWord(extra), ["because"]));
}
