import { inertName } from "./inert-text.js";

/** A piece of a RichTextBlock. */
export interface Run {
  readonly text: string;
  readonly weight: "Default" | "Bolder";
}

/** A sentence for a RichTextBlock: our words beside text of people, which is cleaned and never Markdown. */
export type Phrase = Run[];

/**
 * Writes a phrase. The literal parts are ours; a string value is a name of a person or of the directory and becomes a
 * cleaned, bold run of its own; a phrase value is taken as it is.
 *
 * @example phrase`${view.requestor.displayName} wants ${view.accessPackage.displayName}`
 */
export function phrase(
  words: TemplateStringsArray,
  ...values: readonly (string | Phrase)[]
): Phrase {
  const runs: Run[] = [];
  for (const [i, literal] of words.entries()) {
    append(runs, literal, "Default");
    const value = values[i];
    if (value === undefined || value.length === 0) continue;
    if (typeof value === "string") append(runs, inertName(value), "Bolder");
    else for (const run of value) append(runs, run.text, run.weight);
  }
  return runs;
}

/** Neighbours of one weight become one run: cards stay small and quick to fill. */
function append(runs: Run[], text: string, weight: Run["weight"]): void {
  const last = runs.at(-1);
  if (last?.weight === weight) runs[runs.length - 1] = { text: last.text + text, weight };
  else if (text !== "") runs.push({ text, weight });
}

/** Words of ours that were composed in code: times, counts, fixed texts. */
export function ownWords(text: string): Phrase {
  return text === "" ? [] : [{ text, weight: "Default" }];
}

/** Names of people or groups as a list: "A", "A and B", "A, B and 3 others". */
export function nameList(names: readonly string[], most = 3): Phrase {
  const shown = names.length > most ? names.slice(0, most) : names;
  const rest = names.length - shown.length;
  return shown.flatMap((name, i): Phrase => {
    const isLast = i === shown.length - 1 && rest === 0;
    const before = i === 0 ? "" : isLast ? " and " : ", ";
    const after =
      i === shown.length - 1 && rest > 0 ? ` and ${rest} ${rest === 1 ? "other" : "others"}` : "";
    return phrase`${ownWords(before)}${name}${ownWords(after)}`;
  });
}

/** The phrase without emphasis, for toasts and clients without cards. */
export function plainText(words: Phrase): string {
  return words.map((run) => run.text).join("");
}
