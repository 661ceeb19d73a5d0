import { describe, expect, test } from "vitest";
import {
  type InsiderRiskRecord,
  type LevelReport,
  markFeed,
  recordLevel,
  signalOf,
  silenceOf,
} from "../../src/approval/insider-risk.js";
import { checkReport } from "../../src/approval/insider-risk-form.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { auditReading, interpretSignal } from "../../src/approval/risk.js";
import { evidenceIn } from "../../src/audit/risk-evidence.js";
import { NOW, person } from "../builders/request.js";

const { id } = person(1);
const FEED = { kind: "caller" as const, id: person(9).id };
const elevated: LevelReport = {
  ...{ level: "elevated", reportedBy: "Purview export" },
  ...{ lastUpdated: NOW - HOUR, expiresAt: NOW + 7 * DAY },
};

function recorded(report: LevelReport, known?: InsiderRiskRecord, now = NOW): InsiderRiskRecord {
  const change = recordLevel(known, id, report, FEED, now);
  if (change.kind !== "recorded") throw new Error(`it was ${change.kind}`);
  return change.record;
}

describe("a level that is reported", () => {
  test("E4 is kept with where it comes from, since when it is so, when it came and how long it counts", () => {
    expect(recorded(elevated)).toEqual({
      ...{ id, level: "elevated", reportedBy: "Purview export", notices: [] },
      ...{ recordedAt: NOW, lastUpdated: NOW - HOUR, expiresAt: NOW + 7 * DAY },
    });
  });

  test("U1 V2 is one event of whoever reported it, which is evidence of its source", () => {
    const change = recordLevel(undefined, id, elevated, FEED, NOW);
    if (change.kind !== "recorded") throw new Error("nothing happened");
    const [event] = change.events;
    expect(event).toMatchObject({ type: "insiderRiskReported", at: NOW, actor: FEED });
    expect(event?.personal).toEqual({ reportedBy: "Purview export" });
    expect(JSON.stringify(event?.details)).not.toContain("Purview");
    expect([...evidenceIn(event?.details)]).toEqual(["insiderRisk"]);
  });

  test("the same report again changes nothing, and so does one that says no date", () => {
    const known = recorded(elevated);
    const { lastUpdated: _, ...undated } = elevated;
    for (const again of [elevated, undated])
      expect(recordLevel(known, id, again, FEED, NOW + DAY).kind).toBe("unchanged");
  });

  test("an older report that comes late does not undo a newer one, and a newer one of the same level renews it", () => {
    const known = recorded(elevated);
    const late: LevelReport = { ...elevated, level: "minor", lastUpdated: NOW - DAY };
    expect(recordLevel(known, id, late, FEED, NOW + 1)).toEqual({
      kind: "outdated",
      record: known,
    });
    const renewed = recorded({ ...elevated, expiresAt: NOW + 9 * DAY }, known, NOW + DAY);
    expect(renewed).toMatchObject({ expiresAt: NOW + 9 * DAY, recordedAt: NOW + DAY });
  });

  test("an older report does not put somebody on the list again who was taken off it", () => {
    const off = recorded({ level: "none", reportedBy: "desk" }, recorded(elevated), NOW + HOUR);
    expect(off).toEqual({
      ...{ id, recordedAt: NOW + HOUR, lastUpdated: NOW + HOUR, reportedBy: "desk", notices: [] },
    });
    expect(recordLevel(off, id, elevated, FEED, NOW + DAY).kind).toBe("outdated");
  });
});

describe("what the source says", () => {
  const read = (record: InsiderRiskRecord, now: number) =>
    interpretSignal("insiderRisk", id, signalOf(record, now), now);

  test("E2 E4 is the level, with where it comes from", () => {
    expect(read(recorded(elevated), NOW + DAY)).toMatchObject({
      ...{ rank: 3, lastUpdated: NOW - HOUR },
      reported: { reportedBy: "Purview export", recordedAt: NOW, expiresAt: NOW + 7 * DAY },
    });
  });

  test("E3 is unknown from the moment it expires, and never none", () => {
    const record = recorded(elevated);
    expect(read(record, NOW + 7 * DAY - 1)).not.toHaveProperty("unavailable");
    const expired = read(record, NOW + 7 * DAY);
    expect(expired).toMatchObject({ rank: null, unavailable: "expired" });
    expect(expired.reported?.expiredLevel).toBe("elevated");
  });

  test("E3 is none for somebody who was taken off the list, for good", () => {
    const off = recorded({ level: "none" }, recorded(elevated), NOW + 1);
    expect(read(off, NOW + 400 * DAY)).toMatchObject({ rank: 0 });
  });

  test("U1 leaves the words of whoever reported it out of the audit", () => {
    const kept = auditReading(read(recorded(elevated), NOW));
    expect(JSON.stringify(kept)).not.toContain("Purview");
    expect(kept).toMatchObject({ reported: { recordedAt: NOW, expiresAt: NOW + 7 * DAY } });
  });
});

describe("the form of a report", () => {
  const form = {
    ...{ level: "moderate", source: "Purview export" },
    expirationDateTime: new Date(NOW + DAY).toISOString(),
  };

  test("is read with its dates", () => {
    const lastUpdatedDateTime = "2025-01-02T03:04:05+01:00";
    expect(checkReport({ ...form, lastUpdatedDateTime }, NOW)).toEqual({
      ok: true,
      report: {
        ...{ level: "moderate", reportedBy: "Purview export", expiresAt: NOW + DAY },
        lastUpdated: Date.parse("2025-01-02T02:04:05Z"),
      },
    });
    expect(checkReport({ level: "none", source: "desk 7 (night)" }, NOW)).toMatchObject({
      ok: true,
      report: { level: "none" },
    });
  });

  test.each([
    ["level", { level: "high" }, /one of none, minor, moderate, elevated, for example "moderate"/],
    ["level", { level: undefined }, /one of none/],
    ["source", { source: "" }, /for example "Purview export"/],
    ["source", { source: "a\u202eb" }, /letters, digits/],
    ["source", { source: "x".repeat(101) }, /at most 100/],
    ["expirationDateTime", { expirationDateTime: undefined }, /is missing.*for example "20/],
    ["expirationDateTime", { expirationDateTime: "tomorrow" }, /a date with time and zone/],
    ["expirationDateTime", { expirationDateTime: "2027-01-01T00:00:00" }, /and zone/],
    ["expirationDateTime", { expirationDateTime: isoOf(NOW) }, /in the future/],
    ["expirationDateTime", { expirationDateTime: isoOf(NOW + 367 * DAY) }, /366 days/],
    ["lastUpdatedDateTime", { lastUpdatedDateTime: isoOf(NOW + HOUR) }, /not be in the future/],
    ["expires", { expires: "x" }, /is not known. Known are level, source/],
  ])("S2 says of a wrong %s %j what is allowed", (field, change, problem) => {
    const checked = checkReport({ ...form, ...change }, NOW);
    expect(checked).toMatchObject({ ok: false, field });
    expect(checked.ok ? "" : checked.problem).toMatch(problem);
  });

  test("allows for a clock that is a little ahead, and never stores a date that is yet to come", () => {
    const checked = checkReport({ ...form, lastUpdatedDateTime: isoOf(NOW + MINUTE) }, NOW);
    expect(checked.ok && recorded(checked.report).lastUpdated).toBe(NOW);
  });
});

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}

describe("the mark of a feed", () => {
  const marked = (expiresAt?: number, known?: InsiderRiskRecord, now = NOW) =>
    markFeed(known, FEED, now, expiresAt)?.record;
  const first = marked(NOW + 7 * DAY);

  test("U1 begins with an event, and says when the first level runs out", () => {
    expect(markFeed(undefined, FEED, NOW, NOW + DAY)?.events).toMatchObject([
      { type: "insiderRiskFeedBegan" },
    ]);
    expect(first).toMatchObject({ lastUpdated: NOW, expiresAt: NOW + 7 * DAY });
  });

  test("is written again for a level that expires earlier, and every hour", () => {
    expect(marked(NOW + 9 * DAY, first, NOW + MINUTE)).toBeUndefined();
    expect(marked(undefined, first, NOW + MINUTE)).toBeUndefined();
    expect(marked(NOW + 2 * DAY, first, NOW + MINUTE)).toMatchObject({
      ...{ lastUpdated: NOW, expiresAt: NOW + 2 * DAY },
    });
    expect(marked(NOW + 9 * DAY, first, NOW + HOUR)).toMatchObject({
      ...{ lastUpdated: NOW + HOUR, expiresAt: NOW + 9 * DAY },
    });
    expect(marked(undefined, first, NOW + HOUR)?.expiresAt).toBe(NOW + 7 * DAY);
  });

  test("E3 N1 is silent when a level ran out and nothing was reported for a day", () => {
    expect(silenceOf(first, NOW + 7 * DAY - 1)).toBeUndefined();
    expect(silenceOf(first, NOW + 7 * DAY)).toEqual({ from: NOW, to: NOW + 7 * DAY });
    expect(silenceOf(marked(NOW + HOUR), NOW + DAY - 1)).toBeUndefined();
    expect(silenceOf(marked(NOW + HOUR), NOW + DAY)).toEqual({ from: NOW, to: NOW + HOUR });
    expect(silenceOf(marked(undefined), NOW + 99 * DAY)).toBeUndefined();
    expect(silenceOf(undefined, NOW)).toBeUndefined();
  });
});
