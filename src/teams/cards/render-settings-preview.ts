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
  const card = fill({
    plainText: text,
    title: `Preview: ${SOURCE_PRODUCTS[input.source]}`,
    period: `Requests of ${input.period}. Nothing was changed.`,
    rows: input.rows.map((row) => cleanRow(row, LONGEST_DETAIL)),
    facts: facts(input.replay),
    notes: notes(input.replay).map((note) => ({ text: note })),
    load: isLoadShown(input) ? [loadSection(input)] : [],
  });
  return { card, summary, text };
}

function facts(replay: ReplayResult): { label: string; value: string }[] {
  const { requests, unjudged, had, would, mayCountExactly } = replay;
  const judged = requests - unjudged;
  const time = (span: number | undefined): string => (span === undefined ? "–" : formatSpan(span));
  const people = [
    { label: "Would have met nobody who can decide", value: String(replay.metNobody) },
    { label: "Would have gone to the fallback at once", value: String(replay.withoutPrimary) },
  ];
  return [
    { label: "Requests judged", value: `${judged} of ${requests}` },
    // That a request had the stage, every administrator sees (Rule V4).
    { label: "Had this review", value: String(had) },
    ...(mayCountExactly ? [{ label: "Would have had it", value: String(would) }] : []),
    { label: "Gain a stage", value: replayCount(replay, replay.gained, judged - had) },
    { label: "Lose a stage", value: replayCount(replay, replay.lost, had) },
    ...(mayCountExactly && replay.isResolved ? people : []),
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
          `Exact figures, and how often each approver would have been asked, are for holders of the source's role. Others see steps of ${SMALLEST_FIGURE}, of periods of 30 days.`,
        ]),
  ];
}

/** How often somebody would have been asked is how many requests would have had the stage. */
function isLoadShown({ replay, load }: SettingsPreviewInput): boolean {
  return replay.mayCountExactly && replay.isResolved && load.length > 0;
}

/** Names of people stand in a chart as cleaned text, and in runs where no chart is drawn (contract, fine print 14). */
function loadSection({ replay, load }: SettingsPreviewInput) {
  const rest = replay.load.length - load.length;
  return {
    bars: load.map(({ name, after }) => ({ x: inertName(name), y: after })),
    lines: load.map(({ name, before, after }) => ({
      runs: phrase`${name}: ${ownWords(`${after}, so far ${before}`)}`,
    })),
    rest: rest > 0 ? [{ text: `and ${rest} more` }] : [],
  };
}
