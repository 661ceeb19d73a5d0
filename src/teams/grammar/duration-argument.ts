import { type CommandLine, trimPunctuation, typedText } from "./command-line.js";
import { findEntry } from "./command-reference.js";
import { type GrammarProblem, quoteTyped, refuseValue } from "./grammar-problem.js";
import { parseDuration } from "./parse-duration.js";
import type { CommandKind } from "./parsed-command.js";
import type { Token } from "./tokenize.js";

/** All the tokens together as one duration in ISO 8601, or the answer for one that is missing or unreadable. */
export function readDuration(
  kind: CommandKind,
  line: CommandLine,
  tokens: readonly Token[],
  example: string = findEntry(kind).example,
): string | GrammarProblem {
  const typed = typedText(line, tokens);
  const words = tokens.map((token) => token.value).join(" ");
  return (
    parseDuration(trimPunctuation(words)) ??
    refuseValue(kind, {
      wrong:
        tokens.length === 0 ? "The duration is missing" : `${quoteTyped(typed)} is not a duration`,
      label: "durations",
      values: ["90s", "30m", "4h", "2d", "1h30m", "ISO 8601 such as PT4H or P1D"],
      example,
    })
  );
}
