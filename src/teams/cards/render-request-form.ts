import { z } from "zod";
import { MAX_TEXT_LENGTH } from "../../approval/limits.js";
import { clampText, visibleText } from "../../approval/text.js";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { inertName, inertText, inertTitle } from "./inert-text.js";
import { phraseSchema, tokenSchema } from "./model-parts.js";
import { type Phrase, phrase } from "./phrase.js";

/** More packages than this are asked for by name: the card stays below 25 KB and the list stays readable. */
export const MOST_CHOICES = 40;
const MOST_DESCRIPTIONS = 6;
const LONGEST_CHOICE = 60;
const LONGEST_DESCRIPTION = 140;

export interface RequestFormInput {
  /** Idempotency key of what this form submits (Rule I2). */
  readonly formId: string;
  readonly packages: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly description: string;
  }[];
  /** What the person had chosen and typed, when the form comes back. */
  readonly values?: { readonly accessPackage?: string; readonly justification?: string };
  /** What the server found wrong, in words for people. */
  readonly problems?: readonly {
    readonly field: "accessPackage" | "justification";
    readonly message: string;
  }[];
}

const problem = z.array(z.strictObject({ message: z.string() }));
const fill = loadCardTemplate(
  "request-form",
  z.strictObject({
    plainText: z.string(),
    choices: z
      .array(z.strictObject({ title: z.string(), value: z.string().max(100) }))
      .max(MOST_CHOICES),
    accessPackage: z.string(),
    justification: z.string().max(MAX_TEXT_LENGTH),
    packageProblems: problem,
    justificationProblems: problem,
    tooMany: problem.max(1),
    hasDescriptions: z.boolean(),
    descriptions: z.array(z.strictObject({ runs: phraseSchema })),
    formId: tokenSchema,
  }),
);

/** The form of `request`. Verb `submitRequest`; inputs `accessPackage`, `justification`. */
export function renderRequestForm(input: RequestFormInput): CardMessage {
  const { packages, values = {} } = input;
  const shown = packages.slice(0, MOST_CHOICES);
  const summary = "Request an access package";
  const text = `${summary}. You can also write: request "name of the package" because your reason`;
  const descriptions = shown
    .slice(0, MOST_DESCRIPTIONS)
    .filter((item) => item.description.trim() !== "");
  const card = fill({
    plainText: text,
    choices: shown.map((item) => ({
      title: inertTitle(item.displayName, LONGEST_CHOICE),
      value: item.id,
    })),
    accessPackage: shown.find((item) => item.id === values.accessPackage)?.id ?? "",
    justification: clampText(visibleText(values.justification ?? ""), MAX_TEXT_LENGTH),
    packageProblems: problemsOf(input, "accessPackage"),
    justificationProblems: problemsOf(input, "justification"),
    tooMany: tooMany(packages.length - shown.length),
    hasDescriptions: descriptions.length > 0,
    descriptions: descriptions.map((item) => ({ runs: describe(item) })),
    formId: input.formId,
  });
  return { card, summary, text };
}

function problemsOf(input: RequestFormInput, field: string): { message: string }[] {
  const problems = (input.problems ?? []).filter((found) => found.field === field);
  return problems.slice(0, 2).map((found) => ({ message: `✖ ${inertText(found.message, 200)}` }));
}

function tooMany(rest: number): { message: string }[] {
  if (rest <= 0) return [];
  const what = rest === 1 ? "1 more package is" : `${rest} more packages are`;
  return [
    { message: `${what} not listed. Write: request "name of the package" because your reason` },
  ];
}

function describe(item: RequestFormInput["packages"][number]): Phrase {
  const name = inertName(item.displayName, LONGEST_CHOICE);
  const description = inertText(item.description, LONGEST_DESCRIPTION);
  return phrase`${name}: ${[{ text: description, weight: "Default" }]}`;
}
