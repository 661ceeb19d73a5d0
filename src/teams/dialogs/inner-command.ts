import {
  type Audience,
  type CommandReferenceEntry,
  listCommandsFor,
  listKeywords,
} from "../grammar/command-reference.js";
import { isProblem } from "../grammar/grammar-problem.js";
import { parseCommand } from "../grammar/parse-command.js";

/**
 * Whether a message in the middle of the conversation is a command rather than an answer. A command that this
 * person may not use counts as no command, so that its answer tells nothing about it (Rule V1).
 *
 * @param isFreeText true where any text is an answer: only a complete command counts then, so that
 *   "Approve the invoices of May" is a reason. There `request …` needs its `because`, and a greeting is no `help`.
 */
export function readInnerCommand(
  text: string,
  audiences: readonly Audience[],
  isFreeText: boolean,
): "help" | "other" | undefined {
  const known: readonly CommandReferenceEntry[] = listCommandsFor(audiences);
  const parsed = parseCommand({ text, mentions: [] });
  if (isProblem(parsed)) {
    const isAttempt = listKeywords(known).includes(parsed.keyword);
    return isAttempt && !isFreeText ? "other" : undefined;
  }
  if (parsed.kind === "help") return isFreeText && !isHelpItself(text) ? undefined : "help";
  if (isFreeText && parsed.kind === "request" && parsed.justification === "") return undefined;
  return known.some((entry) => entry.kind === parsed.kind) ? "other" : undefined;
}

/** The parser takes whatever begins with "help" or a greeting; as a reason, "Help the audit team" is none. */
function isHelpItself(text: string): boolean {
  return /^\s*(?:\/?help|\?)\s*[.!?]*\s*$/i.test(text);
}
