import fc from "fast-check";
import { expect, test } from "vitest";
import { checkReport } from "../src/approval/insider-risk-form.js";
import { DAY } from "../src/approval/instant.js";
import { readLevelFile } from "../src/insider-risk-file.js";
import { NOW, person } from "./builders/request.js";

const HEAD = "userId,level,source,expirationDateTime,lastUpdatedDateTime";
const SOON = new Date(NOW + DAY).toISOString();
const [ann, bob] = [person(1).id, person(2).id];

const read = (...lines: string[]) => readLevelFile(lines.join("\r\n"), NOW);

test("a file of a spreadsheet is read: byte order mark, line ends, quotation marks, columns in any order", () => {
  const text = `\uFEFFlevel,"userId" ,source,expirationDateTime\r\nelevated,"${ann.toUpperCase()}","Desk, night",${SOON}\r\n\r\nnone,${bob},Purview export,\r\n`;
  const commaIsWrong = readLevelFile(text, NOW);
  expect(commaIsWrong.bad).toEqual([
    { line: 2, problem: expect.stringMatching(/^source must name the system/) },
  ]);
  expect(readLevelFile(text.replace("Desk, night", "Desk (night)"), NOW)).toEqual({
    bad: [],
    levels: [
      {
        ...{ line: 2, userId: ann },
        report: { level: "elevated", reportedBy: "Desk (night)", expiresAt: NOW + DAY },
      },
      { line: 4, userId: bob, report: { level: "none", reportedBy: "Purview export" } },
    ],
  });
});

test("S2 every bad line is named with its number and what is allowed, and the good ones are read", () => {
  const { levels, bad } = read(
    HEAD,
    `${ann},elevated,feed,${SOON},`,
    `riley@contoso.example,minor,feed,${SOON},`,
    `${bob},high,feed,${SOON},`,
    `${bob},minor,feed`,
    `${bob},minor,"feed,${SOON},`,
    `${ann},minor,feed,${SOON},`,
    `${bob},minor,feed,${new Date(NOW - DAY).toISOString()},`,
  );
  expect(levels.map(({ line }) => line)).toEqual([2]);
  expect(bad.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
    expect.stringMatching(/^3 userId must be the object id .* for example/),
    expect.stringMatching(/^4 level must be one of none, minor, moderate, elevated/),
    "5 there are 3 cells for 5 columns.",
    expect.stringMatching(/^6 a quotation mark/),
    "7 userId stands in line 2 already. Give each person once.",
    expect.stringMatching(/^8 expirationDateTime must be in the future/),
  ]);
});

test.each([
  ["", /"" is no column/],
  ["userId;level;source", /is no column. The first line names the columns, separated by commas/],
  ["userId,level", /the column source is missing/],
  ["userId,level,source,level", /named twice/],
  [`${ann},elevated,feed`, /is no column/],
])("S2 of a file that begins with %j nothing is read", (head, problem) => {
  const { levels, bad } = read(head, `${ann},none,feed`);
  expect(levels).toEqual([]);
  expect(bad).toEqual([{ line: 1, problem: expect.stringMatching(problem) }]);
});

test("S2 whatever is in a file or a body, it is read or refused, and never half", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom(ann, "none", "feed", SOON, '"', ",", "\uFEFF"),
  );
  const line = fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(","));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), fc.jsonValue(), (lines, body) => {
      const { levels, bad } = read(HEAD, ...lines);
      const written = lines.join("\r\n").split(/\r?\n/);
      expect(levels.length + bad.length).toBe(written.filter((text) => text.trim()).length);
      for (const { report } of levels)
        expect(report.level === "none" || (report.expiresAt ?? 0) > NOW).toBe(true);
      const checked = checkReport(body, NOW);
      expect(checked.ok || checked.problem.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
