// Draws docs/images/performance.svg from the newest kept figures of both stores, bench/results/*-stores.json.
// Usage: node scripts/draw-performance-chart.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** @typedef {{ run: string, perSecond: number, ratio: number, p50: number, p99: number }} Row */
/** @typedef {{ rows: readonly Row[], empty: readonly { perSecond: number }[] }} Figures */
/** @typedef {{ y: number, name: string, told: string, value: number, colour: string, lines: readonly string[] }} Bar */

const root = resolve(import.meta.dirname, "..");

const WIDTH = 760;
const LEFT = 150;
const RIGHT = WIDTH - 30;
const BAR_HEIGHT = 30;
const BAR_STEP = 38;
const HEADING_STEP = 30;
const TICK = 500;

/** Keeps lines out of a text that stands across them. */
const HALO = 'stroke="#ffffff" stroke-width="4" paint-order="stroke"';

/** Each has a contrast of more than 4.5 to white, and the bars are named besides. */
const NEUTRAL = "#5f6773";
/** @type {Record<string, { name: string, colour: string }>} */
const STORES = {
  embedded: { name: "data folder", colour: "#1d5fbf" },
  postgres: { name: "PostgreSQL", colour: "#b04a00" },
};

/** The newest file of kept figures that a run of both stores left, and what it holds. */
export function readStoreFigures() {
  const folder = join(root, "bench/results");
  const name = readdirSync(folder)
    .filter((file) => file.endsWith("-stores.json"))
    .sort()
    .at(-1);
  if (name === undefined) throw new Error(`there are no figures in ${folder}`);
  /** @type {Figures} */
  const figures = JSON.parse(readFileSync(join(folder, name), "utf8"));
  return { name, figures };
}

/**
 * A bar for the empty bot and one for each store and number of open requests, on one axis of decisions per second.
 * @param {Figures} figures
 */
export function drawPerformanceChart({ rows, empty }) {
  const baseline = median(empty.map(({ perSecond }) => perSecond));
  const { bars, headings, bottom } = layBars(rows, baseline);
  const most = Math.ceil(Math.max(...bars.map(({ value }) => value)) / TICK) * TICK;
  /** @param {number} value */
  const x = (value) => Math.round(LEFT + ((RIGHT - LEFT) * value) / most);
  const ticks = Array.from({ length: most / TICK + 1 }, (_, n) => n * TICK);
  const height = bottom + 52;
  const description = bars.map(({ told, lines }) => `${told}: ${lines.join(", ")}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description" font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="14" fill="#1b1f24">`,
    `<title id="title">Decisions per second with 32 clients, by store and number of other open requests</title>`,
    `<desc id="description">${description.join(". ")}.</desc>`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>`,
    `<text x="20" y="32" font-size="17" font-weight="600">Decisions per second, 32 clients</text>`,
    ...ticks.map(
      (tick) =>
        `<path d="M${x(tick)} 48V${bottom}" stroke="${tick === 0 ? "#1b1f24" : "#e3e7eb"}"/>`,
    ),
    ...ticks.map(
      (tick) =>
        `<text x="${x(tick)}" y="${bottom + 18}" font-size="13" text-anchor="middle">${format(tick)}</text>`,
    ),
    `<text x="${RIGHT}" y="${bottom + 38}" font-size="13" text-anchor="end">decisions or turns per second</text>`,
    ...headings.map(
      ({ y, text }) =>
        `<text x="20" y="${y}" ${HALO} font-size="14" font-weight="600">${text}</text>`,
    ),
    ...bars.flatMap((bar) => drawBar(bar, x(bar.value))),
    "</svg>",
    "",
  ].join("\n");
}

/**
 * @param {readonly Row[]} rows
 * @param {number} baseline
 */
function layBars(rows, baseline) {
  const sizes = [...new Set(rows.map(({ run }) => Number(run.split("/")[1])))];
  /** @type {Bar[]} */
  const bars = [
    {
      y: 56,
      name: "empty bot",
      told: "Empty bot",
      value: baseline,
      colour: NEUTRAL,
      lines: [`${format(baseline)} turns a second`],
    },
  ];
  const headings = [];
  let y = 56 + BAR_STEP;
  for (const size of sizes) {
    headings.push({ y: y + 20, text: `${format(size)} other open requests` });
    y += HEADING_STEP;
    for (const [store, { name, colour }] of Object.entries(STORES)) {
      const row = rows.find(({ run }) => run === `${store}/${size}`);
      if (!row) continue;
      const rate = `${format(row.perSecond)} a second, ${row.ratio.toFixed(2)} of the empty bot`;
      const times = `p50 ${format(row.p50)} ms, p99 ${format(row.p99)} ms`;
      const told = `${name[0]?.toUpperCase()}${name.slice(1)} with ${format(size)} other open requests`;
      bars.push({ y, name, told, value: row.perSecond, colour, lines: [rate, times] });
      y += BAR_STEP;
    }
  }
  return { bars, headings, bottom: y };
}

/**
 * The label stands at the end of the bar, or in it where there is no room behind it.
 * @param {Bar} bar
 * @param {number} end
 */
function drawBar({ y, name, colour, lines }, end) {
  const isInside = end > WIDTH - 280;
  const place = isInside
    ? `x="${end - 10}" text-anchor="end" fill="#ffffff"`
    : `x="${end + 10}" ${HALO}`;
  const first = y + (lines.length === 1 ? 20 : 12);
  return [
    `<text x="${LEFT - 10}" y="${y + 20}" text-anchor="end">${name}</text>`,
    `<rect x="${LEFT}" y="${y}" width="${end - LEFT}" height="${BAR_HEIGHT}" fill="${colour}"/>`,
    ...lines.map(
      (line, n) =>
        `<text ${place} y="${first + 16 * n}" font-size="13"${n === 0 ? ' font-weight="600"' : ""}>${line}</text>`,
    ),
  ];
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** @param {number} value */
function format(value) {
  return Math.round(value).toLocaleString("en-US");
}

if (process.argv[1] === import.meta.filename) {
  const { name, figures } = readStoreFigures();
  const file = join(root, "docs/images/performance.svg");
  writeFileSync(file, drawPerformanceChart(figures));
  console.log(`drew ${file} from ${name}`);
}
