import { type Audience, listCommandsFor, listKeywords } from "./command-reference.js";
import { beginsSentence, meantCommand } from "./everyday-words.js";
import { findNearest } from "./find-nearest.js";
import { createProblem, type GrammarProblem, quoteTyped } from "./grammar-problem.js";

/** The answer to a word that is no command for a person with these roles, known or not. Rule V1 */
export function refuseUnknownCommand(
  typed: string,
  audiences: readonly Audience[],
): GrammarProblem {
  const entries = listCommandsFor(audiences);
  const keywords = listKeywords(entries);
  const others = beginsSentence(typed) ? [] : keywords.filter((keyword) => keyword !== typed);
  const meant = meantCommand(typed);
  const isMeant = meant !== undefined && others.includes(meant);
  const nearest = (isMeant ? meant : findNearest(typed, others)) ?? "help";
  const example = entries.find((entry) => listKeywords([entry])[0] === nearest)?.example;
  return createProblem("unknownCommand", typed, {
    wrong: `I do not know the command ${quoteTyped(typed)}`,
    label: "commands",
    values: keywords,
    example: example ?? "help",
    nearest,
  });
}

/** The problem as a person with these roles may read it: somebody else's command is an unknown one. */
export function limitProblem(
  problem: GrammarProblem,
  audiences: readonly Audience[],
): GrammarProblem {
  if (problem.reason === "empty") return problem;
  const isTheirs = listKeywords(listCommandsFor(audiences)).includes(problem.keyword);
  return isTheirs ? problem : refuseUnknownCommand(problem.keyword, audiences);
}

/**
 * The answer in words: what was wrong, what was probably meant, what is allowed, that nothing was changed, an
 * example. It quotes what was typed, so it is plain text and never Markdown. Rules S2, V1
 */
export function describeProblem(problem: GrammarProblem, audiences: readonly Audience[]): string {
  const { wrong, reason, allowed, nearest, example } = limitProblem(problem, audiences);
  if (reason === "empty" || (reason === "unknownCommand" && nearest === "help")) {
    return `${wrong}. Write request to ask for access, or help to see all that you can do. Nothing was changed.`;
  }
  const isUnknown = reason === "unknownCommand";
  const list = isUnknown
    ? "Write help to see what you can do"
    : `${nearest === undefined ? capitalize(allowed.label) : allowed.label}: ${allowed.values.join(", ")}`;
  const start = nearest === undefined ? `${wrong}.` : `${wrong}: did you mean "${nearest}"?`;
  const stop = list.endsWith("…") ? "" : ".";
  return `${start} ${list}${stop} Nothing was changed. Example: ${example}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
