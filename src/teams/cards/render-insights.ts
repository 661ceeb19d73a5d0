import { z } from "zod";
import type { Insights } from "../../approval/insights.js";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatSpan } from "./format-span.js";
import { inertName } from "./inert-text.js";
import { paragraphSchema } from "./model-parts.js";
import { ownWords, phrase } from "./phrase.js";

export interface InsightsInput {
  readonly figures: Insights;
  /** The period in words: `the last 30 days`. */
  readonly period: string;
  /** The period as it was asked for; comes back with `refresh`. */
  readonly last: string;
  /** Most asked first; the names are the directory's. */
  readonly load: readonly {
    readonly name: string;
    readonly asked: number;
    readonly decided: number;
  }[];
}

const barSchema = z.strictObject({ x: z.string(), y: z.number() });
const dataSchema = z.strictObject({ l: z.literal("insights"), q: z.string() });

const fill = loadCardTemplate(
  "insights",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    period: z.string(),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    charts: z.array(
      z.strictObject({
        title: z.string(),
        bars: z.array(barSchema),
        rows: z.array(z.strictObject({ x: z.string(), shown: z.string() })),
      }),
    ),
    load: z
      .array(
        z.strictObject({
          bars: z.array(barSchema),
          lines: z.array(paragraphSchema),
          rest: z.array(z.strictObject({ text: z.string() })).max(1),
        }),
      )
      .max(1),
    refresh: z
      .array(
        z.strictObject({
          data: dataSchema,
          submitData: z.strictObject({ verb: z.literal("refresh"), ...dataSchema.shape }),
        }),
      )
      .length(1),
  }),
);

/** The figures of a period: charts where the client draws them, tables elsewhere. Verb `refresh`. */
export function renderInsights(input: InsightsInput): CardMessage {
  const { figures, period, last, load } = input;
  const title = "Insights";
  const data = { l: "insights" as const, q: last };
  const card = fill({
    plainText: title,
    title,
    period: `Requests of ${period}`,
    facts: facts(figures),
    charts: figures.requests === 0 ? [] : charts(figures),
    load: load.length === 0 ? [] : [loadSection(input)],
    refresh: [{ data, submitData: { verb: "refresh", ...data } }],
  });
  return { card, summary: title, text: title };
}

function facts(figures: Insights): { label: string; value: string }[] {
  const { requests, reviewed, timeToDecision } = figures;
  const time = (span: number | undefined): string => (span === undefined ? "–" : formatSpan(span));
  return [
    { label: "Requests", value: `${requests}` },
    { label: "Reviewed for risk", value: withShare(reviewed, requests) },
    { label: "Time to a decision, median", value: time(timeToDecision?.median) },
    { label: "Time to a decision, 90 % within", value: time(timeToDecision?.ninetieth) },
    {
      label: "Stages escalated",
      value: withShare(figures.escalatedStages, figures.openedStages),
    },
    { label: "Stages timed out", value: withShare(figures.timedOutStages, figures.openedStages) },
  ];
}

function charts({ outcomes }: Insights) {
  return [
    chart("How requests ended", [
      ["Approved", outcomes.approved],
      ["Denied", outcomes.denied],
      ["Timed out", outcomes.timedOut],
      ["Withdrawn", outcomes.canceled],
      ["Pending", outcomes.pending],
    ]),
  ];
}

function chart(title: string, figures: readonly (readonly [string, number])[]) {
  const total = figures.reduce((sum, [, count]) => sum + count, 0);
  return {
    title,
    bars: figures.map(([x, y]) => ({ x, y })),
    rows: figures.map(([x, count]) => ({ x, shown: withShare(count, total) })),
  };
}

/** `12 (8 %)`; a share of nothing is left out. */
function withShare(count: number, total: number): string {
  return total === 0 ? `${count}` : `${count} (${Math.round((100 * count) / total)} %)`;
}

/** Names of people stand in a chart as cleaned text, and in runs where no chart is drawn (contract, fine print 14). */
function loadSection({ load, figures }: InsightsInput) {
  const rest = figures.load.length - load.length;
  return {
    bars: load.map(({ name, asked }) => ({ x: inertName(name), y: asked })),
    lines: load.map(({ name, asked, decided }) => ({
      runs: phrase`${name}: ${ownWords(`asked ${asked}, decided ${decided}`)}`,
    })),
    rest: rest > 0 ? [{ text: `and ${rest} more` }] : [],
  };
}
