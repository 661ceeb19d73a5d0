import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spreadOf } from "../../src/approval/insights.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { summarizeRequest } from "../../src/approval/request-summary.js";
import { FAYE, FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { controls, ESCALATION } from "../builders/controls.js";
import { insightsOf } from "../builders/insights.js";
import { riskStory, Story } from "../builders/story.js";

describe("insights", () => {
  test("count requests, outcomes, escalations, time to decision and load as they happened", () => {
    const approved = riskStory();
    approved.now += 10 * MINUTE;
    approved.click(SAM, "Approved");
    const late = riskStory().wait(ESCALATION);
    late.post.deliverAll();
    late.now += HOUR;
    late.click(FINN, "Denied");
    const silent = riskStory().wait(3 * DAY);
    const withdrawn = riskStory();
    withdrawn.cancel(RILEY);
    const free = new Story();
    free.evaluate([], controls({}));
    const all = [approved, late, silent, withdrawn, free, riskStory()];
    expect(insightsOf(all.map(({ request }) => summarizeRequest(request)))).toEqual({
      requests: 6,
      reviewed: 5,
      outcomes: { approved: 2, denied: 1, timedOut: 1, canceled: 1, pending: 1 },
      timeToDecision: { median: 10 * MINUTE, ninetieth: ESCALATION + HOUR },
      openedStages: 5,
      escalatedStages: 2,
      timedOutStages: 1,
      load: [
        { personId: SAM.id, asked: 5, decided: 1 },
        { personId: INGRID.id, asked: 5, decided: 0 },
        { personId: FINN.id, asked: 2, decided: 1 },
        { personId: FAYE.id, asked: 2, decided: 0 },
      ],
    });
  });

  test("of nothing are zeros, without a time", () => {
    const none = insightsOf([]);
    expect(none).toMatchObject({ requests: 0, reviewed: 0, openedStages: 0, load: [] });
    expect(none).not.toHaveProperty("timeToDecision");
  });

  test("a median and a 90th percentile are observed values with that share at or below them", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 200 }), (spans) => {
        const { median, ninetieth } = spreadOf(spans) ?? { median: -1, ninetieth: -1 };
        const share = (limit: number) => spans.filter((s) => s <= limit).length / spans.length;
        const below = (limit: number) => spans.filter((s) => s < limit).length / spans.length;
        expect(spans).toContain(median);
        expect(spans).toContain(ninetieth);
        expect(share(median)).toBeGreaterThanOrEqual(0.5);
        expect(below(median)).toBeLessThan(0.5);
        expect(share(ninetieth)).toBeGreaterThanOrEqual(0.9);
        expect(below(ninetieth)).toBeLessThan(0.9);
      }),
    );
  });
});
