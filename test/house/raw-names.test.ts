import { expect, test } from "vitest";
import { findRawNames, listInterpolations } from "./raw-names.js";
import { readSourceFiles } from "./source-files.js";

test("contract 14: no answer holds a name of the directory as it is", () => {
  const files = readSourceFiles("src");
  expect(files.some(({ path }) => path === "src/teams/commands/delegate.ts")).toBe(true);
  expect(files.flatMap(findRawNames)).toEqual([]);
});

test.each([
  ["`${person.displayName} is here`", 1],
  ['`${packages[0]?.displayName ?? ""}`', 1],
  ['`${who ? ` ${who.displayName}` : ""}`', 1],
  ["`${packageName}`", 1],
  ['`${targetNames.join(", ")}`', 1],
  ["`${repliedName(person.displayName)}`", 0],
  ["`${repliedName(names.get(id)?.displayName)}`", 0],
  ["phrase`${person.displayName}`", 0],
  ["`${person.id}: ${formatName(count)}`", 0],
  ["[packageName, `${person.id}`]", 0],
])("%s has %i raw names", (expression, count) => {
  const text = `export const words = ${expression};`;
  expect(findRawNames({ path: "src/teams/commands/seed.ts", text })).toHaveLength(count);
  expect(findRawNames({ path: "src/service/seed.ts", text })).toEqual([]);
});

test("a variable that is cleaned where it is made is no raw name", () => {
  const use = "\n  return `${packageName}`;";
  const found = (made: string) => findRawNames({ path: "src/teams/bot/seed.ts", text: made + use });
  expect(found("const packageName = repliedName(displayName);")).toEqual([]);
  expect(found("const packageName = displayName;")).toHaveLength(1);
});

test("templates are read within one another, and not in comments and strings", () => {
  const source =
    '/* `${no}` */ const a = x`1 ${b({ c: `2 ${d}` })} 3`; // `${no}`\n"`${no}"; `${e}`';
  expect(listInterpolations(source)).toEqual([
    { tag: "", expression: "d" },
    { tag: "x", expression: "b({ c:  })" },
    { tag: "", expression: "e" },
  ]);
});
