import { describe, expect, test } from "vitest";
import { fitIntoWait, latestEnd } from "../../src/approval/call-out-wait.js";
import type { ControlSettings } from "../../src/approval/control-settings.js";
import { DAY, durationMs, HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import { MAX_CALL_OUT_WAIT, RESOLVE_PATIENCE, RESUME_RESERVE } from "../../src/approval/limits.js";
import type { Stage } from "../../src/approval/request.js";
import { denialDueAt, escalationDueAt } from "../../src/approval/stage-clock.js";
import { SAM } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { callOutOrigin } from "../builders/submission.js";

/** A call-out with both risk stages, each with deadlines of 1 and 3 days, whose wait ends so long after it came. */
function waitingStory(wait: number | undefined, deadlines: Partial<ControlSettings> = {}): Story {
  const origin = callOutOrigin();
  const callOut = { ...origin.callOut, ...(wait !== undefined && { waitsUntil: NOW + wait }) };
  const story = new Story({ origin: { ...origin, callOut } });
  const readings = [reading("idProtection", 3, NOW), reading("insiderRisk", 3, NOW)];
  const settings = controls({ idProtection: deadlines, insiderRisk: deadlines });
  return story.evaluate(readings, settings).resolve();
}

const denialTimeOf = ({ settings }: Stage) => durationMs(settings.durationBeforeAutomaticDenial);

const WAITS = [5 * MINUTE, HOUR, DAY, 3 * DAY, 6 * DAY];

describe("a wait that is shorter than the settings", () => {
  test.each(WAITS)(
    "T5 every stage ends %d ms after the call-out, before Entra's wait does",
    (wait) => {
      const story = waitingStory(wait);
      const end = latestEnd(story.request) ?? 0;
      expect(end).toBeLessThan(NOW + wait);
      const first = story.stage(0);
      const denial = denialDueAt(first) ?? 0;
      expect(escalationDueAt(first)).toBeLessThan(denial);
      // As late as the first stage may be approved, the second still has its share.
      story.now = denial - SECOND;
      story.post.deliverAll();
      story.click(SAM, "Approved");
      story.resolve();
      const second = story.stage(1);
      expect(denialDueAt(second)).toBeLessThanOrEqual(end);
      expect((denialDueAt(second) ?? 0) - story.now).toBeGreaterThan(wait / 8);
    },
  );

  test("P2 the fallback approvers keep their share of the time, and the trail says that it is shorter", () => {
    const story = waitingStory(DAY);
    const { durationBeforeEscalation, durationBeforeAutomaticDenial } = story.stage(0).settings;
    const denial = durationMs(durationBeforeAutomaticDenial);
    expect(durationMs(durationBeforeEscalation) / denial).toBeCloseTo(1 / 3, 2);
    expect(denial).toBeLessThan(DAY / 2);
    const opened = story.events.find((event) => event.type === "stageOpened");
    expect(opened?.details.shortenedTo).toEqual({
      durationBeforeEscalation,
      durationBeforeAutomaticDenial,
    });
  });

  test.each(WAITS)(
    "T5 of %d ms, looking up the approvers of each stage has its time too",
    (wait) => {
      const story = waitingStory(wait);
      const left = (latestEnd(story.request) ?? 0) - NOW;
      const denial = denialTimeOf(story.stage(0));
      // A minute for each stage, unless that is more than a quarter of what is left.
      const lookUps = Math.min(2 * RESOLVE_PATIENCE, left / 4);
      expect(2 * denial).toBeLessThanOrEqual(left - lookUps);
      expect(2 * denial).toBeGreaterThan(left - lookUps - 3 * SECOND);
    },
  );

  test.each(WAITS)("T1 of %d ms, the escalation stays before the denial", (wait) => {
    const deadlines = {
      durationBeforeEscalation: "P2DT23H59M59S",
      durationBeforeAutomaticDenial: "P3D",
    };
    const stage = waitingStory(wait, deadlines).stage(0);
    const escalation = durationMs(stage.settings.durationBeforeEscalation);
    expect(denialTimeOf(stage) - escalation).toBeGreaterThanOrEqual(SECOND);
  });

  test("T5 a stage that opens early enough has its own deadlines, whatever stood before it", () => {
    const story = waitingStory(6 * DAY);
    expect(denialTimeOf(story.stage(0))).toBeLessThan(3 * DAY);
    const second = fitIntoWait(story.request, 1, NOW + 2 * DAY);
    expect(second.settings).toBe(story.stage(1).settings);
    expect(second.endsBy).toBe(latestEnd(story.request));
  });

  test("T6 a grace does not outlast Entra's wait", () => {
    const story = waitingStory(5 * MINUTE);
    const denial = denialDueAt(story.stage(0)) ?? 0;
    story.outages.push({ from: NOW, to: denial + 10 * MINUTE });
    story.wait(denial + 10 * MINUTE - story.now);
    expect(story.request.state).toBe("denied");
    expect(story.stage(0).graceUntil).toBe(latestEnd(story.request));
  });
});

test.each([undefined, MAX_CALL_OUT_WAIT, 7 * DAY])(
  "P2 where there is time enough the deadlines are those of the settings (%s)",
  (wait) => {
    const { settings } = waitingStory(wait).stage(0);
    expect(settings).toMatchObject({
      durationBeforeEscalation: "P1D",
      durationBeforeAutomaticDenial: "P3D",
    });
  },
);

test("P2 U1 where there is just time enough nothing is shortened, and the trail does not say so", () => {
  const story = waitingStory(6 * DAY + 2 * RESOLVE_PATIENCE + RESUME_RESERVE);
  const opened = story.events.find((event) => event.type === "stageOpened");
  expect(opened?.details).toEqual({
    requestId: story.request.id,
    stage: 0,
    source: "idProtection",
  });
});

test("P2 a request that nothing waits for has no other end than its deadlines", () => {
  const { request } = waitingStory(undefined);
  expect(fitIntoWait(request, 1, NOW)).toStrictEqual(request.stages[1]);
});

test("T3 a stage that opens when no time is left is denied at once", () => {
  const story = waitingStory(DAY);
  const stage = fitIntoWait(story.request, 1, NOW + 2 * DAY);
  const started = { ...stage, status: "open" as const, clockStartedAt: NOW + 2 * DAY };
  expect(denialDueAt(started)).toBeLessThan(NOW + DAY);
  // The shortest deadlines that still come one after the other.
  expect(stage.settings).toMatchObject({
    durationBeforeEscalation: "PT1S",
    durationBeforeAutomaticDenial: "PT2S",
  });
  expect(RESOLVE_PATIENCE).toBeLessThan(2 * MINUTE);
});
