import { clampText, visibleText } from "../../approval/text.js";

/** Longest texts on a card, in UTF-16 units: a whole card stays below 25 KB. */
export const LONGEST_NAME = 64;
export const LONGEST_REASON = 1_000;
export const LONGEST_DETAIL = 200;

/** The directory has no longer names; in a reply a name stands whole, so that it can be typed as it stands. */
const LONGEST_REPLIED_NAME = 256;

/**
 * Text of people and of the directory for a TextRun: visible characters only, cut to a length. A TextRun knows no
 * Markdown, but mention tags and the renderers' `{{DATE(…)}}` macros are broken up (contract, fine print 14).
 */
export function inertText(text: string, maximum: number): string {
  const visible = visibleText(text.length > maximum * 8 ? text.slice(0, maximum * 8) : text);
  return disarm(clampText(visible, maximum));
}

function disarm(text: string): string {
  if (!text.includes("<") && !text.includes("{{")) return text;
  return text.replace(/<(\/?at\b[^<>]*)>?/gi, "‹$1›").replace(/\{(?=\{)/g, "{ ");
}

/**
 * A whole answer in plain text, on its way out: whatever was put into it, nothing invisible and no mention leaves. Names
 * in it are cleaned before, with `repliedName`, so that none begins a line of its own.
 */
export function inertReply(text: string): string {
  return disarm(visibleText(text));
}

/** A name of a person, package, group or role for an answer in plain text. */
export function repliedName(text: string): string {
  return inertName(text, LONGEST_REPLIED_NAME);
}

/** The same on one line: names, labels, package names. Never empty, so that a sentence stays whole. */
export function inertName(text: string, maximum: number = LONGEST_NAME): string {
  const name = inertText(text, maximum);
  return (/\s\s|\n/.test(name) ? name.replace(/\s+/g, " ") : name) || "(no name)";
}

/** For titles of choices, which some renderers read as Markdown: what could start a link or a style is taken out. */
export function inertTitle(text: string, maximum: number): string {
  const plain = text
    .replaceAll("[", "(")
    .replaceAll("]", ")")
    .replace(/[*`~<>#|\\]/g, "");
  return inertName(plain, maximum);
}
