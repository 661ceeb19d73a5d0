import { expect, test } from "vitest";
import { findHabitBreaks } from "./file-habits.js";
import { readSourceFiles } from "./source-files.js";

test("every file is short, named in kebab-case after what it is, and runs all its tests", () => {
  const files = readSourceFiles("src", "test", "bench", "scripts");
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap(findHabitBreaks)).toEqual([]);
});

test("a file of 300 lines is allowed and one of 301 is reported", () => {
  const file = (lines: number) => ({ path: "src/long.ts", text: "//\n".repeat(lines) });
  expect(findHabitBreaks(file(300))).toEqual([]);
  expect(findHabitBreaks(file(301))).toEqual([
    "src/long.ts has 301 lines, at most 300 are allowed",
  ]);
});

test.each([
  ["src/approval/Request.ts", 1],
  ["src/approval/request_plan.ts", 1],
  ["src/Approval/request.ts", 1],
  ["src/text-utils.ts", 1],
  ["src/helpers/text.ts", 1],
  ["test/approval/request.test.ts", 0],
  ["src/approval/request-plan.ts", 0],
])("the name %s breaks %i habits", (path, breaks) => {
  expect(findHabitBreaks({ path, text: "" })).toHaveLength(breaks);
});

test.each(["skip", "only", "todo", "concurrent.only"])("a test with .%s is reported", (word) => {
  const text = `${["test", word].join(".")}("something", () => {});\n`;
  expect(findHabitBreaks({ path: "test/seed.test.ts", text })).toHaveLength(1);
});
