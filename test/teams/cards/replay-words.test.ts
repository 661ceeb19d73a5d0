import { expect, test } from "vitest";
import { DAY, MINUTE } from "../../../src/approval/instant.js";
import type { ReplayResult } from "../../../src/service/replay-settings.js";
import { replayLines } from "../../../src/teams/cards/replay-words.js";

test.each([
  [20_000, "took less than 1 min, nine in ten less than 1 min."],
  [25 * MINUTE, "took at most 25 min, nine in ten at most 25 min."],
])("S1 tells a time to decision of %i ms in a sentence", (span, words) => {
  const replay: ReplayResult = {
    span: 90 * DAY,
    ...{ requests: 4, unjudged: 0, had: 4, would: 4, gained: 0, lost: 0 },
    ...{ metNobody: 0, withoutPrimary: 0, load: [], mayCountExactly: true, isResolved: true },
    timeToDecision: { median: span, ninetieth: span },
  };
  expect(replayLines(replay).join("\n")).toContain(`half of the decisions ${words}`);
});
