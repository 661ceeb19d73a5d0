import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PARTS, STEPS, sum, WHOLE_RUN } from "../../scripts/time-budget.mjs";
import { INVARIANTS } from "../model/checks.js";
import { EVERYTHING, LARGER_SCENARIOS, SCENARIOS, type Scenario } from "../model/scenario.js";
import type { SuiteFigures } from "../reliability/figures.js";
import { replacePart } from "./generated-part.js";
import { locate, readPage } from "./markdown-pages.js";

const PAGE = "docs/reliability.md";
const KEPT = "docs/reliability";

type Kept = SuiteFigures & { readonly node: string; readonly day: string };

test("docs/reliability.md shows the figures that were kept (renew it: npx vitest run test/docs -u)", async () => {
  const kept = readKept();
  expect(kept.length).toBeGreaterThan(0);
  const tried = replacePart(readPage(PAGE), "tried", tableOf(kept));
  const invariants = replacePart(tried, "invariants", invariantTable());
  const scenarios = replacePart(invariants, "scenarios", scenarioTable());
  const fresh = replacePart(scenarios, "minutes", minutesTable());
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

test("every file of kept figures is that of one suite, with figures that are numbers", () => {
  for (const { suite, promise, tried, figures, day } of readKept()) {
    expect(suite).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(promise).toMatch(/^[A-Z]\d?(, [A-Z]\d?)*: /);
    expect(tried.length).toBeGreaterThan(10);
    expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    const values = Object.values(figures);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
  }
});

function readKept(): Kept[] {
  const folder = locate(KEPT).file;
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => {
    const kept: Kept = JSON.parse(readFileSync(join(folder, name), "utf8"));
    expect(`${kept.suite}.json`).toBe(name);
    return kept;
  });
}

function tableOf(kept: readonly Kept[]): string[] {
  const rows = kept.map(({ suite, promise, tried, figures, day }) => {
    const told = Object.entries(figures).map(([name, value]) => `${name}: ${format(value)}`);
    return `| ${promise} | ${tried} | ${told.join("<br>")} | [${suite}](reliability/${suite}.json), ${day} |`;
  });
  return [
    "| promise | how it was tried | figures | kept as |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
}

function invariantTable(): string[] {
  const rows = INVARIANTS.map(([rules, text]) => `| ${rules} | ${text} |`);
  return ["| rules | holds in every state |", "| --- | --- |", ...rows];
}

function scenarioTable(): string[] {
  const row = (where: string) => (scenario: Scenario) => {
    const { name, messages, nodes, crashes, faults, delays } = scenario;
    const sent = messages.map(
      ({ by, kind, reviewResult, deliveries }) =>
        `${by.displayName} ${kind} ${kind === "cancel" ? "" : reviewResult} × ${deliveries}`,
    );
    const bounds = `${nodes} / ${crashes} / ${faults} / ${delays}`;
    return `| ${name}${where} | ${sent.join("; ").replaceAll("  ", " ")} | ${bounds} |`;
  };
  // Nobody shall take for explored what was not.
  const isLargerKept = existsSync(join(locate(KEPT).file, "model-check-larger.json"));
  return [
    "| scenario | messages, and how often each arrives | nodes / crashes / failed sends / delays |",
    "| --- | --- | --- |",
    ...SCENARIOS.map(row("")),
    ...(isLargerKept ? LARGER_SCENARIOS.map(row(" (larger)")) : []),
    row(" (walked)")(EVERYTHING),
  ];
}

/** What each step and each part took in the run that was kept, `?` where none was. */
function minutesTable(): string[] {
  const file = join(locate(KEPT).file, "minutes/ci.json");
  const kept: { steps: Record<string, number>; parts: Record<string, number> } = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { steps: {}, parts: {} };
  const whole = Object.keys(kept.steps).length > 0 ? sum(kept.steps) : "?";
  const parts = PARTS.map(
    ({ name, told, setBy = "" }) =>
      `| \`npm test\`: ${told} | ${kept.parts[name] ?? "?"} | | ${setBy} |`,
  );
  const steps = STEPS.flatMap(({ name, told, most, setBy = "" }) => [
    `| ${told} | ${kept.steps[name] ?? (name === "chromium" ? "" : "?")} | ${most} | ${setBy} |`,
    ...(name === "test" ? parts : []),
  ]);
  return [
    "| step | minutes | at most | set by |",
    "| --- | --- | --- | --- |",
    ...steps,
    `| all of them | ${whole} | ${WHOLE_RUN.most}, a warning over ${WHOLE_RUN.warned} | |`,
  ];
}

/** Figures that nobody can count are told by their power of ten. */
function format(value: number): string {
  if (value < 1e12) return value.toLocaleString("en-US");
  const [digits = "", exponent = ""] = value.toExponential(2).split("e+");
  const raised = exponent.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? digit);
  return `${digits} × 10${raised}`;
}
