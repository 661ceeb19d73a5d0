import { describe, expect, test } from "vitest";
import {
  combineReadings,
  interpretSignal,
  type RawSignal,
  type RiskSource,
} from "../../src/approval/risk.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";

function judge(raw: RawSignal, source: RiskSource = "idProtection") {
  const { rank, unavailable } = interpretSignal(source, RILEY.id, raw, NOW);
  return unavailable === undefined ? rank : unavailable;
}

describe("a level that was read", () => {
  test("E2 is the position of Graph's word, of each source's own words", () => {
    expect(judge({ kind: "listed", level: "low" })).toBe(1);
    expect(judge({ kind: "listed", level: "high" })).toBe(3);
    expect(judge({ kind: "listed", level: "elevated" }, "insiderRisk")).toBe(3);
    expect(judge({ kind: "listed", level: "high" }, "insiderRisk")).toBe("unknownValue");
  });

  test.each(["dismissed", "remediated", "confirmedSafe"])(
    "E2 counts as none when %s",
    (riskState) => {
      expect(judge({ kind: "listed", level: "high", riskState })).toBe(0);
      expect(judge({ kind: "listed", level: "hidden", riskState })).toBe(0);
    },
  );

  test("E2 counts as the highest when confirmedCompromised", () => {
    const riskState = "confirmedCompromised";
    expect(judge({ kind: "listed", level: "low", riskState })).toBe(3);
    expect(judge({ kind: "listed", level: "hidden", riskState })).toBe(3);
  });

  test("E3 is none for a person whom the source does not list", () => {
    expect(judge({ kind: "notListed" })).toBe(0);
  });

  test("E3 is unavailable, not none, when the source fails, refuses, hides or says something new", () => {
    expect(judge({ kind: "failed", reason: "noAnswer" })).toBe("noAnswer");
    expect(judge({ kind: "failed", reason: "refused" })).toBe("refused");
    expect(judge({ kind: "listed", level: "hidden" })).toBe("hidden");
    expect(judge({ kind: "listed", level: "unknownFutureValue" })).toBe("unknownValue");
    expect(judge({ kind: "listed", level: "toString" })).toBe("unknownValue");
  });

  test.each(["unknownFutureValue", "confirmedByPartner"])(
    "E3 in a state that is not known (%s) is not read in full, whatever its level",
    (riskState) => {
      for (const [level, rank] of [
        ["none", 0],
        ["high", 3],
      ] as const) {
        const raw = { kind: "listed", level, riskState } as const;
        const read = interpretSignal("idProtection", RILEY.id, raw, NOW);
        expect([read.rank, read.unavailable]).toEqual([rank, "unknownValue"]);
      }
    },
  );

  test("E4 keeps source, level, state and both instants", () => {
    expect(reading("idProtection", 2, NOW)).toEqual({
      source: "idProtection",
      personId: RILEY.id,
      readAt: NOW,
      rank: 2,
      riskState: "atRisk",
      riskDetail: "leaked credentials",
      lastUpdated: NOW - 3_600_000,
    });
  });
});

describe("readings of two people", () => {
  const low = reading("idProtection", 1, NOW, RILEY.id);
  const high = reading("idProtection", 3, NOW, TAYLOR.id);
  const failed = reading("idProtection", null, NOW, RILEY.id);

  test("E1 the higher counts, whoever comes first", () => {
    expect(combineReadings([low, high])).toEqual(high);
    expect(combineReadings([high, low])).toEqual(high);
    expect(combineReadings([])).toBeUndefined();
  });

  test("E3 one that could not be read marks the one that could", () => {
    expect(combineReadings([failed, high])).toEqual({ ...high, unavailable: "noAnswer" });
    expect(combineReadings([failed])?.rank).toBeNull();
  });
});
