import type { Token } from "./tokenize.js";

/** What follows the keyword of a command. */
export interface CommandLine {
  /** The whole prepared text, which the places of the tokens refer to. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** A command without its free text, and the free text. */
export interface SplitLine {
  readonly head: readonly Token[];
  /** As typed, trimmed; empty without `because`. Control characters and the like are still in it. */
  readonly justification: string;
}

/** A word for comparing: in lower case, without the punctuation that ends a sentence. */
export function plainWord(token: Token | undefined): string {
  return token?.kind === "word" ? trimPunctuation(token.value).toLowerCase() : "";
}

export function trimPunctuation(value: string): string {
  let end = value.length;
  while (end > 0 && ".!?:;".includes(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}

/** Splits at the first `because` that is not in quotes; a colon or comma after it is no part of the text. */
export function splitBecause(line: CommandLine): SplitLine {
  const index = line.tokens.findIndex(isBecause);
  const token = line.tokens[index];
  if (token === undefined) return { head: withoutCommas(line.tokens), justification: "" };
  const rest = line.text.slice(token.start);
  const text = rest.replace(/^because\s*[:;,]?/i, "");
  const justification = text === rest ? line.text.slice(token.end) : text;
  return { head: withoutCommas(line.tokens.slice(0, index)), justification: justification.trim() };
}

export function isBecause(token: Token): boolean {
  return token.kind === "word" && /^because(?:$|[:;])/i.test(token.value);
}

export function withoutCommas(tokens: readonly Token[]): Token[] {
  return tokens.filter((token) => token.kind !== "comma");
}

/** The text from the first to the last of the tokens, as typed but with single spaces. */
export function typedText(line: CommandLine, tokens: readonly Token[]): string {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return "";
  return line.text.slice(first.start, last.end).replace(/\s+/g, " ").trim();
}
