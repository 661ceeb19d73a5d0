import { describe, expect, test } from "vitest";
import {
  FEED_ID,
  type InsiderRiskRecord,
  type LevelReport,
  markFeed,
  recordLevel,
  signalOf,
} from "../../src/approval/insider-risk.js";
import { checkReport } from "../../src/approval/insider-risk-form.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { NOW, person } from "../builders/request.js";

const { id } = person(1);
const FEED = { kind: "caller" as const, id: person(9).id };
const elevated = {
  ...{ level: "elevated", reportedBy: "Purview export" },
  ...{ lastUpdated: NOW - HOUR, expiresAt: NOW + 7 * DAY },
} as const satisfies LevelReport;
const listed: InsiderRiskRecord = { id, recordedAt: NOW, notices: [], ...elevated };
const off: InsiderRiskRecord = { id, recordedAt: NOW, lastUpdated: NOW - HOUR, notices: [] };

describe("a level that is reported", () => {
  test("U1 E4 is told to the trail by its rank and its dates", () => {
    const change = recordLevel(undefined, id, elevated, FEED, NOW);
    expect(change.kind === "recorded" && change.events).toStrictEqual([
      {
        type: "insiderRiskReported",
        at: NOW,
        actor: FEED,
        details: {
          personId: id,
          reported: {
            ...{ source: "insiderRisk", rank: 3 },
            ...{ lastUpdated: NOW - HOUR, expiresAt: NOW + 7 * DAY },
          },
        },
        personal: { reportedBy: "Purview export" },
      },
    ]);
  });

  test("E4 without a system that it comes from names none, neither in the record nor in the trail", () => {
    const { reportedBy: _, ...report } = elevated;
    const change = recordLevel(undefined, id, report, FEED, NOW);
    const { reportedBy: __, ...record } = listed;
    expect(change.kind === "recorded" && change.record).toStrictEqual(record);
    expect(change.kind === "recorded" && change.events[0]).not.toHaveProperty("personal");
  });

  test("E3 of none takes the person off the list, without an end to it", () => {
    const report = { level: "none", expiresAt: NOW + DAY, lastUpdated: NOW } as const;
    const change = recordLevel(listed, id, report, FEED, NOW);
    expect(change.kind === "recorded" && change.record).toStrictEqual({ ...off, lastUpdated: NOW });
    const [event] = change.kind === "recorded" ? change.events : [];
    expect(event?.details.reported).toMatchObject({ rank: 0, expiresAt: undefined });
  });

  test.each<[string, InsiderRiskRecord, LevelReport, string]>([
    ["the same", listed, elevated, "unchanged"],
    ["the same, seen later", listed, { ...elevated, lastUpdated: NOW }, "recorded"],
    ["another level of the same moment", listed, { ...elevated, level: "minor" }, "recorded"],
    ["another system's", listed, { ...elevated, reportedBy: "desk" }, "recorded"],
    ["another end", listed, { ...elevated, expiresAt: NOW + DAY }, "recorded"],
    ["an older one", listed, { ...elevated, lastUpdated: NOW - HOUR - 1 }, "outdated"],
    ["none for who is on no list", off, { level: "none" }, "unchanged"],
    ["none with a needless end", off, { level: "none", expiresAt: NOW + DAY }, "unchanged"],
    ["a level for who was taken off", off, { ...elevated, lastUpdated: NOW }, "recorded"],
  ])("E4 counts as it should: %s", (_, known, report, kind) => {
    expect(recordLevel(known, id, report, FEED, NOW).kind).toBe(kind);
  });
});

describe("what the source says", () => {
  const reported = { reportedBy: "Purview export", recordedAt: NOW, expiresAt: NOW + 7 * DAY };
  test("E3 E4 is a level until it expires, and that it has expired from then on", () => {
    const said = { level: "elevated", lastUpdated: NOW - HOUR, reported };
    expect(signalOf(listed, NOW + 7 * DAY - 1)).toStrictEqual({ kind: "listed", ...said });
    expect(signalOf(listed, NOW + 7 * DAY)).toStrictEqual({ kind: "expired", ...said });
  });

  test("E4 names no system where none was named", () => {
    const { reportedBy: _, ...unnamed } = listed;
    expect(signalOf(unnamed, NOW)).toMatchObject({ reported: { ...reported, reportedBy: "" } });
  });

  test("E3 is no level for whom nothing is listed, nor for the mark that something was reported", () => {
    expect(signalOf(off, NOW)).toStrictEqual({ kind: "notListed" });
    const mark = { ...off, id: FEED_ID, expiresAt: NOW + DAY };
    expect(signalOf(mark, NOW)).toStrictEqual({ kind: "notListed" });
  });
});

describe("the mark of a feed", () => {
  const mark: InsiderRiskRecord = {
    ...{ id: FEED_ID, recordedAt: NOW, lastUpdated: NOW, notices: [] },
    expiresAt: NOW + DAY,
  };
  const at = NOW + MINUTE;

  test("U1 E3 is made with the first report, and one event says so", () => {
    expect(markFeed(undefined, FEED, NOW, NOW + DAY)).toStrictEqual({
      record: mark,
      events: [{ type: "insiderRiskFeedBegan", at: NOW, actor: FEED, details: {} }],
    });
    const { expiresAt: _, ...endless } = mark;
    expect(markFeed(undefined, FEED, NOW)?.record).toStrictEqual(endless);
  });

  test.each<[string, InsiderRiskRecord | undefined, number, number | undefined]>([
    ["a level ends a minute earlier", { ...mark, expiresAt: NOW + DAY - MINUTE }, at, -MINUTE],
    ["it ends less than a minute earlier", undefined, at, 1 - MINUTE],
    ["nothing was to end", undefined, at, undefined],
    ["an hour has passed", { ...mark, lastUpdated: NOW + HOUR }, NOW + HOUR, undefined],
    ["an hour has not quite passed", undefined, NOW + HOUR - 1, undefined],
  ])("E3 is renewed only where it is worth a write: %s", (_, record, now, difference) => {
    const end = difference === undefined ? undefined : NOW + DAY + difference;
    const renewed = markFeed(mark, FEED, now, end);
    expect(renewed).toStrictEqual(record && { record, events: [] });
  });
});

describe("the form of a report", () => {
  const form = { level: "minor", source: "desk" };
  const iso = (instant: number) => new Date(instant).toISOString();
  const check = (changes: object) => checkReport({ ...form, ...changes }, NOW);

  test.each([
    [{ level: "none", expirationDateTime: iso(NOW + DAY) }, { level: "none" }],
    [
      { expirationDateTime: iso(NOW + 366 * DAY), lastUpdatedDateTime: iso(NOW + 5 * MINUTE) },
      { level: "minor", lastUpdated: NOW + 5 * MINUTE, expiresAt: NOW + 366 * DAY },
    ],
    [
      { expirationDateTime: iso(NOW + 1), lastUpdatedDateTime: null },
      { level: "minor", expiresAt: NOW + 1 },
    ],
  ])("E3 E4 %j is taken", (changes, report) => {
    const expected = { ok: true, report: { reportedBy: "desk", ...report } };
    expect(check(changes)).toStrictEqual(expected);
  });

  const example = 'for example "2025-04-09T09:00:00Z".';
  test.each([
    [{}, "expirationDateTime", `is missing: a level counts until then, ${example}`],
    [{ expirationDateTime: iso(NOW) }, "expirationDateTime", `must be in the future, ${example}`],
    [
      { expirationDateTime: iso(NOW + 366 * DAY + 1) },
      "expirationDateTime",
      `must be within 366 days from now, ${example}`,
    ],
    [
      { lastUpdatedDateTime: iso(NOW + 5 * MINUTE + 1) },
      "lastUpdatedDateTime",
      "must not be in the future; now it is 2025-03-10T09:00:00Z.",
    ],
    [
      { until: 1 },
      "until",
      "is not known. Known are level, source, expirationDateTime, lastUpdatedDateTime.",
    ],
  ])("S2 of %j says what is wrong, what is allowed, and an example", (changes, field, problem) => {
    expect(check(changes)).toEqual({ ok: false, field, problem });
  });

  test("S2 what is no form at all is refused", () => {
    for (const given of [null, undefined, "none", []])
      expect(checkReport(given, NOW)).toMatchObject({ ok: false, field: "" });
  });
});
