import type { Mention } from "./command-input.js";
import type { MentionSpan, PreparedText } from "./prepare-text.js";

/** A piece of a command, with its place in the prepared text (`end` is exclusive). */
export type Token =
  | {
      readonly kind: "word" | "quoted" | "comma" | "unclosed";
      /** Without quotation marks and invisible characters; white space within quotes is single. */
      readonly value: string;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "mention";
      readonly value: string;
      readonly mention: Mention;
      readonly start: number;
      readonly end: number;
    };

const DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033';
const SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b\u2039\u203a";
const DOUBLE_QUOTE = new RegExp(`[${DOUBLE_QUOTES}]`, "g");
/** Only before white space, a comma or the end, so that the apostrophe of "Riley's" closes nothing. */
const CLOSING_SINGLE_QUOTE = new RegExp(`[${SINGLE_QUOTES}](?=[\\s,]|$)`, "g");
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** Where quotations can end, in order of place. */
interface Closers {
  readonly single: number[];
  readonly double: number[];
}

/**
 * Splits a prepared text into words, quoted names, mentions and commas, in one pass.
 * A double quotation mark without a partner makes everything after it one `unclosed` token; a single one is an
 * apostrophe. A quotation mark inside a word is a letter, except after a colon: `group:"SOC on call"`.
 */
export function tokenize({ text, mentions }: PreparedText): Token[] {
  const tokens: Token[] = [];
  const pending = [...mentions];
  const closers: Closers = {
    single: Array.from(text.matchAll(CLOSING_SINGLE_QUOTE), ({ index }) => index),
    double: Array.from(text.matchAll(DOUBLE_QUOTE), ({ index }) => index),
  };
  let position = 0;
  while (position < text.length) {
    // A mention inside quotes is a part of the name.
    while (pending[0] !== undefined && pending[0].start < position) pending.shift();
    const character = text.charAt(position);
    if (/\s/.test(character)) {
      position += 1;
    } else {
      const token =
        readMention(pending, position) ??
        readComma(character, position) ??
        readQuoted(text, position, closers) ??
        readWord(text, position, pending[0]?.start ?? text.length);
      position = token.end;
      addToken(tokens, token, text);
    }
  }
  return tokens;
}

function readMention(pending: MentionSpan[], start: number): Token | undefined {
  const span = pending[0];
  if (span === undefined || span.start !== start) return undefined;
  pending.shift();
  const { mention, end } = span;
  return { kind: "mention", value: mention.name, mention, start, end };
}

function readComma(character: string, start: number): Token | undefined {
  return character === "," || character === "\uff0c"
    ? { kind: "comma", value: ",", start, end: start + 1 }
    : undefined;
}

function readQuoted(text: string, start: number, closers: Closers): Token | undefined {
  const character = text.charAt(start);
  const isSingle = SINGLE_QUOTES.includes(character);
  if (!isSingle && !DOUBLE_QUOTES.includes(character)) return undefined;
  const places = isSingle ? closers.single : closers.double;
  // Reading only goes forward, so what lies behind is never needed again.
  while (places[0] !== undefined && places[0] <= start) places.shift();
  const close = places[0];
  if (close !== undefined) {
    const value = singleSpaced(text.slice(start + 1, close));
    return { kind: "quoted", value, start, end: close + 1 };
  }
  if (isSingle) return undefined;
  return { kind: "unclosed", value: text.slice(start + 1), start, end: text.length };
}

function readWord(text: string, start: number, limit: number): Token {
  let end = start + 1;
  while (end < limit && !/[\s,\uff0c]/.test(text.charAt(end))) {
    const isQuote = `${DOUBLE_QUOTES}${SINGLE_QUOTES}`.includes(text.charAt(end));
    if (isQuote && text.charAt(end - 1) === ":") break;
    end += 1;
  }
  return { kind: "word", value: text.slice(start, end).replace(INVISIBLE, ""), start, end };
}

/** Teams may split the mention of one person into one per name; neighbours of one id are one argument. */
function addToken(tokens: Token[], token: Token, text: string): void {
  const last = tokens.at(-1);
  const isSamePerson =
    token.kind === "mention" && last?.kind === "mention" && last.mention.mri === token.mention.mri;
  if (isSamePerson && text.slice(last.end, token.start).trim() === "") {
    tokens[tokens.length - 1] = { ...last, end: token.end };
  } else if (token.kind !== "word" || token.value !== "") {
    tokens.push(token);
  }
}

function singleSpaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
