import { describe, expect, test } from "vitest";
import { resolveAlerts } from "../../src/approval/alert-life.js";
import { DAY, HOUR } from "../../src/approval/instant.js";
import { isClosed, openSteps } from "../../src/approval/next-due.js";
import { isUpdateOwed } from "../../src/approval/notice.js";
import { isObsolete } from "../../src/approval/request-delivery.js";
import { ADA, DANA, RILEY } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { Story } from "../builders/story.js";

/** A request whose stage nobody can decide; Ada was told. */
function helpless(): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 3, story.now)], controls({ idProtection: {} }));
  story.resolve([], []).alert([ADA.id, RILEY.id]).post.deliverAll();
  return story;
}

const alertRow = (story: Story) => story.post.rows("alert")[0];

describe("an alert that lasts", () => {
  test("N1 is told again at most hourly, as the next generation of the same card", () => {
    const story = helpless();
    const notBefore = story.now + HOUR;
    expect(openSteps(story.request)).toEqual([{ kind: "resolveAdministrators", notBefore }]);
    story.wait(HOUR - 1).alert([ADA.id]);
    expect(alertRow(story)?.state).toBe("delivered");
    story.wait(1).alert([ADA.id, DANA.id]);
    expect(story.post.rows("alert").map(({ recipient, state }) => [recipient, state])).toEqual([
      [ADA.id, "pending"],
      [DANA.id, "pending"],
    ]);
    story.post.deliverAll();
    expect(alertRow(story)?.copies.map(({ generation }) => generation)).toEqual([1, 2]);
    story.wait(HOUR).alert([ADA.id]);
    expect(alertRow(story)?.state).toBe("delivered");
    story.wait(3 * HOUR).alert([ADA.id]);
    expect(alertRow(story)?.state).toBe("pending");
  });

  test("N1 ends with the stage: its card says so in place, and the request can be put away", () => {
    const story = helpless().wait(3 * DAY);
    expect(story.request.state).toBe("denied");
    story.keep(resolveAlerts(story.request, story.now));
    expect(story.request.alerts).toMatchObject([{ kind: "noApprover", resolvedAt: story.now }]);
    const row = alertRow(story);
    expect(row && isUpdateOwed(row)).toBe(true);
    expect(story.eventTypes()).toContain("alertResolved");
    expect(resolveAlerts(story.request, story.now)).toBeUndefined();
    story.post.deliverAll();
    story.post.updateAll();
    expect(isClosed(story.request)).toBe(true);
  });

  test("N1 T6 a repetition that waits is withdrawn once it is over", () => {
    const story = helpless().wait(HOUR).alert([ADA.id]);
    story.cancel(RILEY);
    story.keep(resolveAlerts(story.request, story.now));
    const row = alertRow(story);
    expect(row && isObsolete(story.request, row)).toBe(true);
  });

  test("F1 of a failing hand-over is over when it is done, and not before", () => {
    const story = new Story();
    story.evaluate([], controls({})).handOver({ ok: false, reason: "TimeoutError" });
    story.alert([ADA.id]).post.deliverAll();
    expect(resolveAlerts(story.request, story.now)).toBeUndefined();
    story.handOver();
    story.keep(resolveAlerts(story.request, story.now));
    expect(story.request.alerts[0]?.resolvedAt).toBe(story.now);
  });
});
