import { expect, test } from "vitest";
import { readSourceFiles } from "../house/source-files.js";
import { replacePart } from "./generated-part.js";
import { locate, readPage } from "./markdown-pages.js";
import { findInText, findRuleTests, listRules } from "./rule-tests.js";

const PAGE = "docs/rules.md";
const rules = listRules(readPage(PAGE));
const tests = findRuleTests();

test("every rule is named by a test", () => {
  expect(rules.length).toBeGreaterThan(40);
  const proven = new Set(tests.flatMap((named) => named.rules));
  expect(rules.filter((rule) => !proven.has(rule))).toEqual([]);
});

test("every rule that a test or a source names is on the page, once and without a gap", () => {
  const named = readSourceFiles("src").flatMap(({ text }) =>
    [...text.matchAll(/\bRules? ((?:[A-Z]\d(?:, | to | and )?)+)/g)].flatMap(
      ([, ids]) => ids?.match(/[A-Z]\d/g) ?? [],
    ),
  );
  const known = new Set([...named, ...tests.flatMap((test) => test.rules)]);
  expect([...known].filter((rule) => !rules.includes(rule))).toEqual([]);
  expect(new Set(rules).size).toBe(rules.length);
  const numbered = rules.filter((rule) => rule.length === 2);
  const before = (rule: string) => `${rule[0]}${Number(rule[1]) - 1}`;
  expect(numbered.filter((rule) => !rule.endsWith("1") && !rules.includes(before(rule)))).toEqual(
    [],
  );
});

test("the list of tests in docs/rules.md is that of the tests (renew it: npx vitest run test/docs -u)", async () => {
  const lines = rules.map((rule) => `| ${rule} | ${listFiles(rule).map(linkTo).join(", ")} |`);
  const table = ["| rule | tests |", "| --- | --- |", ...lines];
  const fresh = replacePart(readPage(PAGE), "tests", table);
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

test("names of tests are found in every spelling", () => {
  const found = (text: string) => findInText("a.test.ts", text).map((named) => named.rules);
  expect(found('test("D1 D2 wins", () => {')).toEqual([["D1", "D2"]]);
  expect(found("it(`I1 a package ${step}`, async () => {")).toEqual([["I1"]]);
  expect(found('  ])("N2, N3 %s has failed", (kind) => {')).toEqual([["N2", "N3"]]);
  expect(found('test("A person wins", () => {')).toEqual([]);
  expect(found('it(\n  "S no commit is lost",\n')).toEqual([["S"]]);
});

function listFiles(rule: string): string[] {
  const files = tests.filter((test) => test.rules.includes(rule)).map(({ file }) => file);
  return [...new Set(files)];
}

function linkTo(file: string): string {
  return `[${file.replace(/^test\/|(?:\.test)?\.ts$/g, "")}](../${file})`;
}
