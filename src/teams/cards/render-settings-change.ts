import { z } from "zod";
import type { SettingsChange } from "../../approval/control-configuration.js";
import { type RiskSource, riskSourceSchema } from "../../approval/risk.js";
import type { AskedPerson, SettingsOutlook } from "../../service/settings-outlook.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { inertText, LONGEST_DETAIL } from "./inert-text.js";
import { phraseSchema, tokenSchema } from "./model-parts.js";
import { nameList, ownWords, type Phrase, phrase } from "./phrase.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";
import { withRefresh } from "./with-refresh.js";

/** A setting that changes. The values may hold names of the directory; they are cleaned here. */
export interface SettingRow {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface SettingsChangeInput {
  readonly source: RiskSource;
  readonly rows: readonly SettingRow[];
  readonly state: SettingsChange["state"];
  readonly token: string;
  /** Who proposed it. */
  readonly by: string;
  readonly expiresAt: number;
  /** What the change would lead to, in words for people. */
  readonly warnings?: readonly string[];
  /** Who will be asked from now on; undefined for a set that the directory does not tell. */
  readonly outlook?: SettingsOutlook;
  /** What it would have meant for past requests, in words of ours. */
  readonly effect?: readonly string[];
  /** The version whose change it takes back. */
  readonly undoes?: number;
}

const MOST_PEOPLE = 5;

const textSchema = z.strictObject({ text: z.string() });
const fill = loadCardTemplate(
  "settings-change",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    by: phraseSchema,
    rows: z.array(z.strictObject({ label: z.string(), before: z.string(), after: z.string() })),
    people: z.array(
      z.strictObject({ label: z.string(), runs: phraseSchema, reach: z.array(textSchema).max(1) }),
    ),
    warnings: z.array(textSchema),
    effect: z.array(z.strictObject({ label: z.string(), lines: z.array(textSchema) })).max(1),
    ended: z.array(textSchema).max(1),
    open: z
      .array(z.strictObject({ source: riskSourceSchema, token: tokenSchema, expires: z.string() }))
      .max(1),
  }),
);

/** The before/after card (Rule S1). Verbs `confirm`, `discard`, `refresh`, as long as it is open. */
export function renderSettingsChange(input: SettingsChangeInput, reader: Reader): CardMessage {
  const ended = input.state === "open" ? "" : ENDED[input.state];
  const summary =
    ended === "" ? "Please confirm a change of settings" : `Change of settings: ${ended}`;
  const card = fill({
    plainText: summary,
    title: `Change of ${SOURCE_PRODUCTS[input.source]}`,
    by: phrase`Proposed by ${input.by}${ownWords(reverseOf(input))}`,
    rows: input.rows.map((row) => cleanRow(row, LONGEST_DETAIL)),
    warnings: (ended === "" ? (input.warnings ?? []) : []).map((text) => ({
      text: `⚠ ${inertText(text, LONGEST_DETAIL)}`,
    })),
    people: ended === "" && input.outlook ? askedPeople(input.outlook) : [],
    effect: ended === "" && input.effect ? [effectSection(input.effect)] : [],
    ended: ended === "" ? [] : [{ text: ended }],
    open: input.state === "open" ? [openSection(input, reader)] : [],
  });
  const refreshed =
    input.state === "open" ? withRefresh(card, { s: input.source, t: input.token }, reader) : card;
  return { card: refreshed, summary, text: summary };
}

const ENDED: Record<Exclude<SettingsChange["state"], "open">, string> = {
  confirmed: "✔ Confirmed. It applies to requests made from now on.",
  discarded: "○ Discarded. Nothing was changed.",
  expired: "○ Dropped, because nobody confirmed it in time. Nothing was changed.",
  // By his own next proposal, or by what somebody else has confirmed.
  overtaken: "○ Dropped, because a newer change took its place. Nothing of it was applied.",
};

function reverseOf({ undoes }: SettingsChangeInput): string {
  return undoes === undefined ? "" : `: takes back the change of version ${undoes}`;
}

function askedPeople(outlook: SettingsOutlook) {
  return [
    askedSet("Asked from now on", outlook.primaryApprovers),
    askedSet("Asked at the escalation", outlook.fallbackApprovers),
  ];
}

function askedSet(label: string, people: readonly AskedPerson[] | undefined) {
  if (people === undefined)
    return { label, runs: ownWords("The directory does not tell now."), reach: [] };
  if (people.length === 0) return { label, runs: ownWords("nobody"), reach: [] };
  const reachable = people.filter((person) => person.isReachable).length;
  const names = people.map((person) => person.displayName);
  const count = people.length === 1 ? "1 person" : `${people.length} people`;
  return {
    label,
    runs: nameList(names, MOST_PEOPLE),
    reach: [{ text: `${count}, ${reachable} reachable in Teams` }],
  };
}

function effectSection(lines: readonly string[]) {
  return {
    label: "In the last 90 days it would have meant",
    lines: lines.map((text) => ({ text })),
  };
}

function openSection({ source, token, expiresAt }: SettingsChangeInput, reader: Reader) {
  const expires = `Nothing is changed yet. Without an answer it is dropped at ${formatInstant(expiresAt, reader)}.`;
  return { source, token, expires };
}

/** What changed as lines, for a message to the other administrators. */
export function changeLines(
  rows: readonly SettingRow[],
  longest: number = LONGEST_DETAIL,
): Phrase[] {
  return rows
    .map((row) => cleanRow(row, longest))
    .map(({ label, before, after }) => [
      { text: `${label}: `, weight: "Bolder" },
      ...ownWords(`${before} → ${after}`),
    ]);
}

/** The values of a row without anything that Markdown or a client would read. */
export function cleanRow(row: SettingRow, longest: number): SettingRow {
  const clean = (value: string) => inertText(value, longest) || "nobody";
  return { label: row.label, before: clean(row.before), after: clean(row.after) };
}
