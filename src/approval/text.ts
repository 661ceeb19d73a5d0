import { MAX_TEXT_LENGTH } from "./limits.js";

// Control characters but line feed, whatever Unicode says not to draw (joiners, bidirectional marks, fillers, variation
// selectors, tags), interlinear marks, and the blank Braille pattern.
const INVISIBLE =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\p{Default_Ignorable_Code_Point}\u2800\uFFF0-\uFFFB]/gu;

/**
 * Text of people without what cannot be seen: control, bidirectional and zero-width characters removed, line ends
 * made `\n`, spaces at both ends dropped. Never longer than the text that came in.
 */
export function visibleText(text: string): string {
  // Half characters go first: two of them around an invisible one would become a whole one afterwards.
  return text
    .replace(/\p{Cs}/gu, "")
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(/\t/g, " ")
    .replace(INVISIBLE, "")
    .trim();
}

export type TextProblem = "justificationRequired" | "textTooLong";

/** Checks a justification (Rules D4, I4): visible text of at most 2,000 UTF-16 units, at least 1 if required. */
export function checkText(
  text: string,
  isRequired: boolean,
):
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: TextProblem } {
  // The raw bound keeps the cost of cleaning small; invisible padding is no excuse for megabytes.
  if (text.length > MAX_TEXT_LENGTH * 4) return { ok: false, code: "textTooLong" };
  const visible = visibleText(text);
  if (visible.length > MAX_TEXT_LENGTH) return { ok: false, code: "textTooLong" };
  if (isRequired && visible === "") return { ok: false, code: "justificationRequired" };
  return { ok: true, text: visible };
}

/** Cuts text to a length without splitting a character, and marks the cut. */
export function clampText(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  return `${[...text.slice(0, maximum)].slice(0, -1).join("")}…`;
}
