import { expect, test } from "vitest";
import { median } from "../../bench/median.js";
import { replacePart } from "./generated-part.js";
import { type KeptCosts, readKeptCosts } from "./kept-costs.js";
import { locate, readPage } from "./markdown-pages.js";

const PAGE = "docs/performance-costs.md";
const STORES: Readonly<Record<string, string>> = {
  embedded: "data folder",
  postgres: "PostgreSQL",
};

test("docs/performance-costs.md shows the figures that were kept (renew it: npx vitest run test/docs -u)", async () => {
  const { path, costs } = readKeptCosts();
  const parts: Readonly<Record<string, readonly string[]>> = {
    taken: [describeRun(path, costs)],
    "whole-file": wholeFileTable(costs),
    memory: memoryTable(costs),
    "memory-slopes": slopeTable(costs),
    starts: startTable(costs),
    approvers: approverTable(costs),
    nodes: nodeTable(costs),
  };
  const fresh = Object.entries(parts).reduce(
    (page, [name, lines]) => replacePart(page, name, lines),
    readPage(PAGE),
  );
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

test("no kept figure is of a run in which an answer was wrong", () => {
  const { wholeFile, starts, approvers, nodes } = readKeptCosts().costs;
  const wrong = [
    ...wholeFile.rows.flatMap(({ kinds }) => kinds.flatMap(({ store, file }) => [store, file])),
    ...starts.rows.flatMap(({ rounds }) => rounds),
    ...approvers.rows,
    ...nodes.rows,
  ].map((one) => one.wrong);
  expect(wrong.length).toBeGreaterThan(10);
  expect(wrong.filter((count) => count !== 0)).toEqual([]);
});

function describeRun(path: string, { machine, day, isShort }: KeptCosts): string {
  const where = `${machine.cores} cores, Node ${machine.node.slice(1)}`;
  const short = isShort
    ? " This was a short run that only shows that all of it can be measured."
    : "";
  return `Measured on ${day}, ${where} ([the figures](../${path})).${short}`;
}

function wholeFileTable({ wholeFile }: KeptCosts): string[] {
  const rows = wholeFile.rows.flatMap(({ size, fileBytes, kinds }) =>
    kinds.map(({ atOnce, store, file, ratio }) => [
      ...[whole(size), whole(atOnce), rate(store.perSecond), ms(store.p50)],
      ...[rate(file.perSecond), ms(file.p50), megabytes(fileBytes), `**${times(ratio)}**`],
    ]),
  );
  return table(
    [
      ...["requests", "at once", "Riskgate, decisions a second", "p50"],
      ...["whole file, decisions a second", "p50", "size of the file", "times as many"],
    ],
    rows,
  );
}

function memoryTable({ memory }: KeptCosts): string[] {
  const rows = memory.rows.map(({ store, size, held }) => [
    ...[STORES[store] ?? store, whole(size)],
    megabytes(median(held.map(({ heapUsed }) => heapUsed))),
    megabytes(median(held.map(({ rss }) => rss))),
  ]);
  return table(["store", "open requests", "heap", "resident"], rows);
}

function slopeTable({ memory }: KeptCosts): string[] {
  const rows = memory.slopes.map(({ store, heapPerThousand, residentPerThousand }) => [
    ...[STORES[store] ?? store, fineMegabytes(heapPerThousand), fineMegabytes(residentPerThousand)],
  ]);
  return table(["store", "heap for 1,000 more", "resident for 1,000 more"], rows);
}

function startTable({ starts }: KeptCosts): string[] {
  const rows = starts.rows.map(({ store, size, afterStop, afterKill, journalBytes, ratio }) => [
    ...[STORES[store] ?? store, whole(size), seconds(afterStop), seconds(afterKill)],
    ...[ratio.toFixed(2), journalBytes === 0 ? "none" : megabytes(journalBytes)],
  ]);
  return table(
    ["store", "open requests", "after a stop", "after a SIGKILL", "of the former", "journal"],
    rows,
  );
}

function approverTable({ approvers }: KeptCosts): string[] {
  const rows = approvers.rows.map((row) => [
    ...[STORES[row.store] ?? row.store, whole(row.approvers)],
    ...[rate(row.perSecond), row.ratio.toFixed(2)],
    ...[ms(row.processorPerDecision), row.processorRatio.toFixed(2)],
  ]);
  return table(
    [
      ...["store", "approvers", "decisions a second", "of two approvers"],
      ...["processor for a decision", "of two approvers"],
    ],
    rows,
  );
}

function nodeTable({ nodes }: KeptCosts): string[] {
  const rows = nodes.rows.map((row) => [
    ...[whole(row.nodes), rate(row.perSecond), row.ratio.toFixed(2), ms(row.p50), ms(row.p99)],
    ...[percent(row.nodesShare), percent(row.databaseShare)],
  ]);
  return table(
    [
      ...["nodes", "decisions a second", "of one node", "p50", "p99"],
      ...["processor: nodes", "processor: database"],
    ],
    rows,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function rate(value: number): string {
  return value < 10 ? value.toFixed(1) : whole(value);
}

function ms(value: number): string {
  return `${rate(value)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1_000).toFixed(1)} s`;
}

function megabytes(value: number): string {
  return `${whole(value / 1e6)} MB`;
}

function fineMegabytes(value: number): string {
  // Without the sign of a zero.
  return `${(Math.round(value / 1e5) / 10 + 0).toFixed(1)} MB`;
}

function times(value: number): string {
  return `${rate(value)} ×`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
