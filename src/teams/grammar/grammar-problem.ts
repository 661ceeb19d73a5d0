import { findEntry } from "./command-reference.js";
import type { CommandKind } from "./parsed-command.js";

/** What can be wrong with what a person typed. */
export type GrammarProblemReason =
  | "empty"
  | "unknownCommand"
  | "missing"
  | "unexpected"
  | "invalidValue"
  | "unclosedQuote";

/**
 * What was wrong with a command, what is allowed, and an example (Rule S2). Nothing was changed.
 * For people use `describeProblem`, which hides the commands that a person may not use.
 */
export interface GrammarProblem {
  readonly kind: "problem";
  readonly reason: GrammarProblemReason;
  /** The first word as typed, which says whose command it is. */
  readonly keyword: string;
  /** One clause without a full stop. Typed words in it are cut, quoted and free of control characters. */
  readonly wrong: string;
  readonly allowed: { readonly label: string; readonly values: readonly string[] };
  readonly example: string;
  /** What was probably meant: a word, never with an argument. */
  readonly nearest?: string;
}

/** Everything of a problem but what the keyword already says. */
export interface ProblemParts {
  readonly wrong: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly example: string;
  readonly nearest?: string | undefined;
}

export function createProblem(
  reason: GrammarProblemReason,
  keyword: string,
  parts: ProblemParts,
): GrammarProblem {
  const { wrong, label, values, example, nearest } = parts;
  return {
    ...{ kind: "problem" as const, reason, keyword, wrong, example },
    allowed: { label, values },
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** A problem with one value of a command whose keyword is that of `kind`. */
export function refuseValue(kind: CommandKind, parts: ProblemParts): GrammarProblem {
  return createProblem("invalidValue", keywordOf(kind), parts);
}

/** A part of a command is not there; the answer shows the syntax. */
export function refuseMissing(kind: CommandKind, what: string): GrammarProblem {
  return createProblem("missing", keywordOf(kind), {
    wrong: `${what} is missing`,
    ...showSyntax(kind),
  });
}

/** A word that no command expects at its place; `nearest` when it looks like one that is expected. */
export function refuseUnexpected(
  kind: CommandKind,
  typed: string,
  nearest?: string,
): GrammarProblem {
  return createProblem("unexpected", keywordOf(kind), {
    wrong: `I do not understand ${quoteTyped(typed)} here`,
    ...showSyntax(kind),
    nearest,
  });
}

/** A typed word for an answer: at most 60 characters, one line, nothing invisible, in quotes. */
export function quoteTyped(typed: string): string {
  const visible = typed
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .trim();
  const characters = Array.from(visible);
  const cut = characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : visible;
  return `"${cut}"`;
}

function showSyntax(kind: CommandKind): Pick<ProblemParts, "label" | "values" | "example"> {
  const { syntax, example } = findEntry(kind);
  return { label: "write", values: [syntax], example };
}

function keywordOf(kind: CommandKind): string {
  return findEntry(kind).syntax.split(" ", 1)[0] ?? "";
}

export function isProblem(value: unknown): value is GrammarProblem {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "problem";
}
