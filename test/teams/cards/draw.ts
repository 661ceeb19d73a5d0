import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { inertName } from "../../../src/teams/cards/inert-text.js";

/** A card, and how it looks when people and the directory had written something else. */
export interface DrawnCard {
  readonly message: CardMessage;
  /** The same card with this text in every place where a text of people or of the directory stands. */
  redraw(text: string): CardMessage;
}

/** Draws a card as the product does. */
export function draw<Input, Rest extends readonly unknown[]>(
  render: (input: Input, ...rest: Rest) => CardMessage,
  input: Input,
  ...rest: Rest
): DrawnCard {
  return {
    message: render(input, ...rest),
    redraw: (text) => render(replaced(input, text) as Input, ...rest),
  };
}

/** The people, packages, groups and sentences of the fixtures and of the stories. */
export const FOREIGN_WORDS =
  /\b(?:riley|tom|sam|ingrid|ada|ben|noor|morgan|taylor|finn|faye|maximiliana|person \d+|finance|sales|payroll|build servers|guest|soc|security administrator|compliance administrator|quarterly|ledger|leaked|password|project|export|wrong name|left the company|nobody known)\b/i;

/** What is no text but an id, or what comes back from a card as it is. */
const IDS = /^(?:id|query|formId|token|value|syntax|example|does)$|Ids?$/;
const LONG =
  /^(?:justification|approverJustification|draft|description|reason|riskDetail|message)$/;
const LONGEST_NAME = 256;

function replaced(value: unknown, text: string, key = ""): unknown {
  if (typeof value === "string") return isForeign(value, key) ? textFor(key, text) : value;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map)
    return new Map([...value].map(([id, inner]) => [id, replaced(inner, text)]));
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, text, key));
  if (isRun(value)) return isForeign(value.text, key) ? { ...value, text: inertName(text) } : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, replaced(inner, text, name)]),
  );
}

function isForeign(value: string, key: string): boolean {
  return !IDS.test(key) && FOREIGN_WORDS.test(value);
}

function textFor(key: string, text: string): string {
  return LONG.test(key) ? text : text.slice(0, LONGEST_NAME);
}

/** A piece of a phrase is cleaned when the phrase is written. */
function isRun(value: object): value is { readonly text: string; readonly weight: string } {
  return "text" in value && "weight" in value && typeof value.text === "string";
}
