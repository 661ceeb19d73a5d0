import { clampText, visibleText } from "../../approval/text.js";

/** Longest texts on a card, in UTF-16 units: a whole card stays below 25 KB. */
export const LONGEST_NAME = 64;
export const LONGEST_REASON = 1_000;
export const LONGEST_DETAIL = 200;

/**
 * Text of people and of the directory for a TextRun: visible characters only, cut to a length. A TextRun knows no
 * Markdown, but mention tags and the renderers' `{{DATE(…)}}` macros are broken up (contract, fine print 14).
 */
export function inertText(text: string, maximum: number): string {
  const visible = visibleText(text.length > maximum * 8 ? text.slice(0, maximum * 8) : text);
  const clamped = clampText(visible, maximum);
  if (!clamped.includes("<") && !clamped.includes("{{")) return clamped;
  return clamped.replace(/<(\/?at\b[^<>]*)>?/gi, "‹$1›").replace(/\{(?=\{)/g, "{ ");
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
