import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import type { CardCopy } from "../../src/approval/notice.js";
import { jitteredRetryDelay, retryDelay } from "../../src/approval/retry-delay.js";
import {
  auditReading,
  combineReadings,
  interpretSignal,
  plainReading,
  type RawSignal,
  type RiskReading,
  riskLevelName,
  riskRank,
} from "../../src/approval/risk.js";
import { compareRisk } from "../../src/approval/risk-comparison.js";
import { outsideStateOf } from "../../src/approval/views/outside-state.js";
import { RILEY } from "../builders/cast.js";
import { reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";

const judge = (raw: RawSignal) => interpretSignal("idProtection", RILEY.id, raw, NOW);
const plain = { source: "idProtection", personId: RILEY.id, readAt: NOW };
const reported = { reportedBy: "Purview export", recordedAt: NOW - HOUR, expiresAt: NOW + HOUR };

describe("a signal as it is kept", () => {
  test.each<[string, RawSignal, object]>([
    ["failed", { kind: "failed", reason: "refused" }, { rank: null, unavailable: "refused" }],
    [
      "expired, with what it was",
      { kind: "expired", level: "high", lastUpdated: NOW - 1, reported },
      {
        ...{ rank: null, unavailable: "expired", lastUpdated: NOW - 1 },
        reported: { ...reported, expiredLevel: "high" },
      },
    ],
    ["not listed", { kind: "notListed" }, { rank: 0 }],
    ["not listed in a copy", { kind: "notListed", asOf: NOW - 1 }, { rank: 0, asOf: NOW - 1 }],
    ["a bare level", { kind: "listed", level: "low" }, { rank: 1 }],
    ["the level none", { kind: "listed", level: "none" }, { rank: 0 }],
    [
      "a level with all that was said",
      {
        ...{ kind: "listed", level: "medium", riskState: "atRisk", riskDetail: "leaked" },
        ...{ lastUpdated: NOW - 1, reported, asOf: NOW - 2 },
      },
      {
        ...{ rank: 2, riskState: "atRisk", riskDetail: "leaked" },
        ...{ lastUpdated: NOW - 1, reported, asOf: NOW - 2 },
      },
    ],
    [
      "dismissed",
      { kind: "listed", level: "high", riskState: "dismissed" },
      { rank: 0, riskState: "dismissed" },
    ],
    [
      "compromised",
      { kind: "listed", level: "low", riskState: "confirmedCompromised" },
      { rank: 3, riskState: "confirmedCompromised" },
    ],
    [
      "in the state none",
      { kind: "listed", level: "high", riskState: "none" },
      { rank: 3, riskState: "none" },
    ],
    ["hidden", { kind: "listed", level: "hidden" }, { rank: null, unavailable: "hidden" }],
    ["new", { kind: "listed", level: "extreme" }, { rank: null, unavailable: "unknownValue" }],
  ])("E2 E3 E4 is %s", (_, raw, kept) => {
    expect(judge(raw)).toStrictEqual({ ...plain, ...kept });
  });

  test("E4 has no more of the source's words than can be kept", () => {
    const long = { riskState: "s".repeat(101), riskDetail: "d".repeat(501) };
    const read = judge({ kind: "listed", level: "low", ...long });
    expect([read.riskState, read.riskDetail]).toStrictEqual(["s".repeat(100), "d".repeat(500)]);
  });
});

describe("readings together", () => {
  const known = (rank: number) => reading("idProtection", rank, NOW);
  const none: RiskReading = { source: "idProtection", personId: RILEY.id, readAt: NOW, rank: null };

  test("E1 of equal levels the first counts", () => {
    const later = { ...known(2), readAt: NOW + 1 };
    expect(combineReadings([known(2), later])).toStrictEqual(known(2));
  });

  test("E1 E3 a level none that was read counts more than none that was read at all", () => {
    expect(combineReadings([none, known(0)])).toStrictEqual(known(0));
    expect(combineReadings([known(0), none])).toStrictEqual(known(0));
  });

  test("E3 one that could not be read marks the one that could, in whatever order", () => {
    const marked = { ...known(3), unavailable: "noAnswer" };
    const failed = reading("idProtection", null, NOW);
    expect(combineReadings([known(3), failed])).toStrictEqual(marked);
    expect(combineReadings([failed, known(3)])).toStrictEqual(marked);
  });

  test("E4 a reading for cards has no detections, one for the trail no words of the source either", () => {
    const detections = [{ riskEventType: "leakedCredentials", detectedAt: NOW }];
    const full = { ...known(2), detections };
    expect(plainReading(full)).toStrictEqual(known(2));
    const { riskDetail: _, ...rest } = known(2);
    expect(auditReading(full)).toStrictEqual(rest);
    const { reportedBy: __, ...when } = reported;
    expect(auditReading({ ...full, reported })).toStrictEqual({ ...rest, reported: when });
  });
});

test.each([
  ["idProtection", ["none", "low", "medium", "high"]],
  ["insiderRisk", ["none", "minor", "moderate", "elevated"]],
] as const)("E2 the levels of %s are ranked %j, and no other is known", (source, levels) => {
  expect(levels.map((level) => riskRank(source, level))).toStrictEqual([0, 1, 2, 3]);
  expect([0, 1, 2, 3].map((rank) => riskLevelName(source, rank))).toStrictEqual(levels);
  expect(riskRank(source, "hidden")).toBe(-1);
  expect(riskLevelName(source, 4)).toBe("none");
});

describe("the level at the click beside the one on the card", () => {
  const at = (rank: number | null, unavailable?: RiskReading["unavailable"]): RiskReading => ({
    ...{ source: "idProtection", personId: RILEY.id, readAt: NOW, rank },
    ...(unavailable && { unavailable }),
  });
  const card = (shown: RiskReading | null, isConfirmation = false): CardCopy => ({
    ...{ generation: 1, token: "token-0000000000001", isQuestioned: false },
    ...{ reading: shown, isConfirmation },
  });
  const failed = at(null, "noAnswer");

  test.each<[string, CardCopy, RiskReading, ReturnType<typeof compareRisk>]>([
    ["the same", card(at(2)), at(2), "same"],
    ["higher", card(at(2)), at(3), "ask"],
    ["lower", card(at(2)), at(1), "lower"],
    ["higher on a question", card(at(2), true), at(3), "ask"],
    ["read, where the card could not say it", card(failed), at(1), "ask"],
    ["none, where the card could not say it", card(failed), at(0), "same"],
    ["none, where the card has no evidence", card(null), at(0), "same"],
    ["read, where the card has no evidence", card(null), at(1), "ask"],
    ["unreadable", card(at(2)), failed, "ask"],
    ["without a reason unreadable", card(at(2)), at(null), "ask"],
    ["read in part", card(at(2)), at(2, "unknownValue"), "ask"],
    ["lower, but read in part", card(at(2)), at(1, "unknownValue"), "ask"],
    ["unreadable on a card that said so", card(failed), failed, "ask"],
    ["unreadable on the question about that", card(failed, true), failed, "same"],
    [
      "lower and in part on the question about that",
      card(at(2, "hidden"), true),
      at(1, "hidden"),
      "lower",
    ],
    ["unreadable on a question about a higher level", card(at(3), true), failed, "ask"],
  ])("D7 is %s", (_, shown, now, answer) => {
    expect(compareRisk(shown, now)).toBe(answer);
  });
});

describe("the wait before another try", () => {
  test("T5 N2 grows from a second to five minutes and stays there", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 99].map(retryDelay)).toStrictEqual([
      ...[SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, MINUTE],
      ...[5 * MINUTE, 5 * MINUTE, 5 * MINUTE],
    ]);
  });

  test("N2 of a row is the same on every node and in every version", () => {
    const waits = ["R-1042/approvalCard/0", "R-1043/approvalCard/0", "", "😀"].map((row) =>
      [0, 1, 5].map((tries) => jitteredRetryDelay(tries, row)),
    );
    expect(waits).toStrictEqual([
      [1_087, 2_450, 368_257],
      [1_024, 2_117, 342_698],
      [1_042, 2_223, 356_008],
      [1_083, 2_325, 312_594],
    ]);
  });
});

test.each([
  ...["submitted", "pendingApproval", "scheduled", "delivering", "delivered"],
  ...["partiallyDelivered", "deliveryFailed", "denied", "canceled"],
])("P4 Entra's state %s is shown as it is", (state) => {
  expect(outsideStateOf(state)).toBe(state);
});

test.each(["", "Delivered", "unknownFutureValue", "gone"])(
  "P4 Entra's state '%s' cannot be read",
  (state) => {
    expect(outsideStateOf(state)).toBe("unreadable");
  },
);
