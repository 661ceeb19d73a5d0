import { describe, expect, test } from "vitest";
import { addressAlerts, postponeAlerts } from "../../src/approval/address-alerts.js";
import { alertRepeatDelay } from "../../src/approval/alert-life.js";
import { DAY, HOUR, SECOND } from "../../src/approval/instant.js";
import { openSteps } from "../../src/approval/next-due.js";
import { ADA, DANA, RILEY } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { callOutOrigin } from "../builders/submission.js";

/** A request whose stage nobody can decide. Nobody was told of it yet. */
function helpless(): Story {
  const story = new Story({ origin: callOutOrigin() });
  story.evaluate([reading("idProtection", 3, story.now)], controls({ idProtection: {} }));
  return story.resolve([], []);
}

/** The same after it was canceled and Entra cannot be told: an alert of a stage, and one of the whole request. */
function twoAlerts(): Story {
  const story = helpless();
  story.cancel(RILEY);
  return story.handOver({ ok: false, reason: "TimeoutError" });
}

const alertRows = (story: Story) =>
  story.post.rows("alert").map(({ recipient, subject, state }) => [recipient, subject, state]);

describe("administrators", () => {
  test("A3 U1 are told at once, each once, and the trail says who", () => {
    const story = helpless().alert([ADA.id, DANA.id, ADA.id, RILEY.id]);
    expect(alertRows(story)).toEqual([
      [ADA.id, "noApprover", "pending"],
      [DANA.id, "noApprover", "pending"],
    ]);
    expect(story.events.at(-1)).toStrictEqual({
      type: "administratorsAlerted",
      at: NOW,
      actor: { kind: "system" },
      details: { requestId: story.request.id, recipientIds: [ADA.id, DANA.id] },
    });
  });

  test("N1 hear of everything that is due, each row naming its stage if it is about one", () => {
    const story = twoAlerts().alert([ADA.id]);
    expect(alertRows(story)).toEqual([
      [ADA.id, "noApprover", "pending"],
      [ADA.id, "handOverFailing", "pending"],
    ]);
    const [ofStage, ofRequest] = story.post.rows("alert");
    expect(ofStage).toHaveProperty("stage", 0);
    expect(ofRequest).not.toHaveProperty("stage");
  });

  test("N1 are not told when nothing is due", () => {
    const story = helpless();
    story.alert([ADA.id]).wait(HOUR - 1);
    expect(addressAlerts(story.request, [ADA.id], story.now)).toBeUndefined();
  });

  test("V4 N1 are told again only while they are administrators", () => {
    const story = helpless().alert([ADA.id, DANA.id]);
    story.post.deliverAll();
    story.wait(HOUR).alert([DANA.id]);
    expect(alertRows(story)).toEqual([
      [ADA.id, "noApprover", "delivered"],
      [DANA.id, "noApprover", "pending"],
    ]);
  });

  test("N1 are told again only of what lasts, not of what is over", () => {
    const story = twoAlerts().alert([ADA.id]);
    story.post.deliverAll();
    story.wait(HOUR).alert([ADA.id]);
    expect(alertRows(story)).toEqual([
      [ADA.id, "noApprover", "delivered"],
      [ADA.id, "handOverFailing", "pending"],
    ]);
  });

  test("N1 are told again of each of several that last", () => {
    const story = helpless();
    const [first] = story.request.alerts;
    if (!first) throw new Error("no alert");
    const second = { ...first, kind: "nobodyReached" as const };
    story.request = { ...story.request, alerts: [first, second] };
    story.alert([ADA.id]).post.deliverAll();
    story.wait(HOUR).alert([ADA.id]);
    expect(alertRows(story)).toEqual([
      [ADA.id, "noApprover", "pending"],
      [ADA.id, "nobodyReached", "pending"],
    ]);
  });
});

describe("administrators who cannot be read", () => {
  test("A3 N1 the alert waits for another try, longer each time, and nobody is told", () => {
    const story = helpless();
    const { notices } = story.request;
    for (const delay of [1, 2, 5].map((seconds) => seconds * SECOND)) {
      story.keep(postponeAlerts(story.request, story.now));
      const notBefore = story.now + delay;
      expect(openSteps(story.request)).toEqual([{ kind: "resolveAdministrators", notBefore }]);
      story.now = notBefore;
    }
    expect(story.request.notices).toBe(notices);
    story.alert([ADA.id]);
    expect(alertRows(story)).toEqual([[ADA.id, "noApprover", "pending"]]);
    expect(story.request.alerts).toMatchObject([{ attempts: 0, isAddressed: true }]);
  });

  test("A3 N1 what is not due keeps its time", () => {
    const story = helpless().alert([ADA.id]);
    const { alerts } = story.request;
    expect(postponeAlerts(story.request, story.now).request.alerts).toEqual(alerts);
  });
});

test.each([
  [0, HOUR],
  [1, 4 * HOUR],
  [2, DAY],
  [3, DAY],
  [30, DAY],
])("N1 after %i repetitions the next one is %i ms later", (repeats, delay) => {
  expect(alertRepeatDelay(repeats)).toBe(delay);
});
