import { describe, expect, it } from "vitest";
import { monthOf, monthsAhead } from "../../../src/store/postgres/evidence-months.js";

describe("the month of an instant", () => {
  it.each([
    ["2025-03-01T00:00:00.000Z", "2025_03"],
    ["2025-03-31T23:59:59.999Z", "2025_03"],
    ["2024-02-29T12:00:00.000Z", "2024_02"],
    ["2025-12-31T23:59:59.999Z", "2025_12"],
    ["1970-01-01T00:00:00.000Z", "1970_01"],
  ])("of %s is %s, by UTC", (instant, name) => {
    const at = Date.parse(instant);
    const month = monthOf(at);
    expect(month?.name).toBe(name);
    expect(at >= Number(month?.from) && at < Number(month?.to)).toBe(true);
  });

  it("ends where the next one begins, over the end of a year", () => {
    const months = monthsAhead(Date.parse("2025-11-30T23:00:00Z"));
    expect(months.map(({ name }) => name)).toEqual(["2025_11", "2025_12", "2026_01"]);
    expect(months[0]?.to).toBe(months[1]?.from);
    expect(months[1]?.to).toBe(Date.parse("2026-01-01T00:00:00Z"));
  });

  it("is none where no request can be", () => {
    expect(monthOf(-1)).toBeUndefined();
    expect(monthOf(Number.NaN)).toBeUndefined();
    expect(monthOf(Date.parse("9999-12-31T23:59:59Z"))?.name).toBe("9999_12");
    expect(monthsAhead(Date.parse("9999-12-31T23:59:59Z"))).toHaveLength(1);
  });
});
