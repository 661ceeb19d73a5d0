import { type CommandLine, withoutCommas } from "../command-line.js";
import { type GrammarProblem, isProblem, refuseUnexpected } from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readRequestId } from "../request-id-argument.js";

/** `resend <id>`. */
export function parseResendCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, extra] = withoutCommas(line.tokens);
  const id = readRequestId("resend", first);
  if (isProblem(id)) return id;
  return extra === undefined ? { kind: "resend", id } : refuseUnexpected("resend", extra.value);
}

/** `approvals` and `deliveries`, which take nothing. */
export function parseListCommand(
  kind: "approvals" | "deliveries",
  line: CommandLine,
): ParsedCommand | GrammarProblem {
  const extra = withoutCommas(line.tokens)[0];
  return extra === undefined ? { kind } : refuseUnexpected(kind, extra.value);
}
