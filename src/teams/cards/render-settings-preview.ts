import { z } from "zod";
import type { RiskSource } from "../../approval/risk.js";
import type { ReplayResult } from "../../service/replay-settings.js";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatSpan } from "./format-span.js";
import { inertName, LONGEST_DETAIL } from "./inert-text.js";
import { paragraphSchema } from "./model-parts.js";
import { ownWords, phrase } from "./phrase.js";
import { cleanRow, type SettingRow } from "./render-settings-change.js";
import { replayCount, SMALLEST_FIGURE } from "./replay-words.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";

export interface SettingsPreviewInput {
  readonly source: RiskSource;
  /** The period in words: `the last 90 days`. */
  readonly period: string;
  readonly rows: readonly SettingRow[];
  readonly replay: ReplayResult;
  /** Most asked first, as many as are shown. */
  readonly load: readonly {
    readonly name: string;
    readonly before: number;
    readonly after: number;
  }[];
}

const fill = loadCardTemplate(
  "settings-preview",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    period: z.string(),
    rows: z.array(z.strictObject({ label: z.string(), before: z.string(), after: z.string() })),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    notes: z.array(z.strictObject({ text: z.string() })),
    load: z
      .array(
        z.strictObject({
          bars: z.array(z.strictObject({ x: z.string(), y: z.number() })),
          lines: z.array(paragraphSchema),
          rest: z.array(z.strictObject({ text: z.string() })).max(1),
        }),
      )
      .max(1),
  }),
);

/** What a change would have done to past requests. It changes nothing, and has no buttons. */
export function renderSettingsPreview(input: SettingsPreviewInput): CardMessage {
  const summary = "Preview of settings";
  const text = `${summary}. Nothing was changed.`;
  const shown = input.load.filter(({ after }) => isShown(input.replay, after));
  const card = fill({
    plainText: text,
    title: `Preview: ${SOURCE_PRODUCTS[input.source]}`,
    period: `Requests of ${input.period}. Nothing was changed.`,
    rows: input.rows.map((row) => cleanRow(row, LONGEST_DETAIL)),
    facts: facts(input.replay),
    notes: notes(input.replay).map((note) => ({ text: note })),
    load: input.replay.isResolved && shown.length > 0 ? [loadSection(input, shown)] : [],
  });
  return { card, summary, text };
}

function facts(replay: ReplayResult): { label: string; value: string }[] {
  const count = (figure: number): string => replayCount(replay, figure);
  const time = (span: number | undefined): string => (span === undefined ? "–" : formatSpan(span));
  const people = [
    { label: "Would have met nobody who can decide", value: count(replay.metNobody) },
    { label: "Would have gone to the fallback at once", value: count(replay.withoutPrimary) },
  ];
  return [
    {
      label: "Requests judged",
      value: `${replay.requests - replay.unjudged} of ${replay.requests}`,
    },
    { label: "Had this review", value: count(replay.had) },
    { label: "Would have had it", value: count(replay.would) },
    { label: "Gain a stage", value: count(replay.gained) },
    { label: "Lose a stage", value: count(replay.lost) },
    ...(replay.isResolved ? people : []),
    { label: "Time to a decision so far, median", value: time(replay.timeToDecision?.median) },
    {
      label: "Time to a decision so far, 90 % within",
      value: time(replay.timeToDecision?.ninetieth),
    },
  ];
}

function notes({ unjudged, isResolved, mayCountExactly }: ReplayResult): string[] {
  const which = unjudged === 1 ? "1 request" : `${unjudged} requests`;
  return [
    ...(unjudged === 0
      ? []
      : [
          `${which} cannot be judged: the level was not read then, because this review was off. Nothing is guessed about them.`,
        ]),
    ...(isResolved ? [] : ["The directory does not tell now who would be asked."]),
    ...(mayCountExactly
      ? []
      : [
          `Figures from 1 to ${SMALLEST_FIGURE - 1} are shown to holders of the source's role only.`,
        ]),
  ];
}

function isShown({ mayCountExactly }: ReplayResult, count: number): boolean {
  return mayCountExactly ? true : count >= SMALLEST_FIGURE;
}

/** Names of people stand in a chart as cleaned text, and in runs where no chart is drawn (contract, fine print 14). */
function loadSection({ replay }: SettingsPreviewInput, shown: SettingsPreviewInput["load"]) {
  const rest = replay.mayCountExactly ? replay.load.length - shown.length : 0;
  return {
    bars: shown.map(({ name, after }) => ({ x: inertName(name), y: after })),
    lines: shown.map(({ name, before, after }) => ({
      runs: phrase`${name}: ${ownWords(`${after}, so far ${replayCount(replay, before)}`)}`,
    })),
    rest: rest > 0 ? [{ text: `and ${rest} more` }] : [],
  };
}
