import { expect, test } from "vitest";
import { drawPerformanceChart, readStoreFigures } from "../../scripts/draw-performance-chart.mjs";
import { locate, readPage } from "./markdown-pages.js";

const CHART = "docs/images/performance.svg";

test("the chart of docs/performance.md is drawn from the figures that were kept (renew it: node scripts/draw-performance-chart.mjs)", () => {
  const { name, figures } = readStoreFigures();
  expect(readPage(CHART)).toBe(drawPerformanceChart(figures));
  expect(readPage("docs/performance.md")).toContain(`../bench/results/${name}`);
  expect(locate(`bench/results/${name}`).exists).toBe(true);
});

test("the chart can be heard, and read on a light and on a dark page", () => {
  const chart = drawPerformanceChart({
    empty: [{ perSecond: 2_000 }],
    rows: [
      { run: "embedded/100", perSecond: 800, ratio: 0.4, p50: 38, p99: 109.6 },
      { run: "postgres/100", perSecond: 700, ratio: 0.35, p50: 45, p99: 76 },
    ],
  });
  expect(chart).toMatch(/^<svg [^>]*role="img" aria-labelledby="title description"/);
  expect(chart).toContain('<title id="title">Decisions per second');
  expect(chart).toContain(
    "PostgreSQL with 100 other open requests: 700 a second, 0.35 of the empty bot, p50 45 ms, p99 76 ms",
  );
  expect(chart).toMatch(/<rect width="760" height="\d+" rx="8" fill="#ffffff"/);
  const sizes = [...chart.matchAll(/font-size="(\d+)"/g)].map(([, size]) => Number(size));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
});

test("a bar is as long as its figure says", () => {
  const chart = drawPerformanceChart({
    empty: [{ perSecond: 2_000 }],
    rows: [{ run: "embedded/100", perSecond: 1_000, ratio: 0.5, p50: 30, p99: 60 }],
  });
  const widths = [...chart.matchAll(/<rect x="150" [^>]*width="(\d+)"/g)].map(([, w]) => Number(w));
  expect(widths).toEqual([580, 290]);
});
