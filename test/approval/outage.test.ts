import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { denialDueAt } from "../../src/approval/stage-clock.js";
import { candidate, RILEY, SAM } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

function down(story: Story, from: number, to: number): Story {
  story.outages.push({ from: NOW + from, to: NOW + to });
  return story.wait(NOW + to - story.now);
}

/** A stage with short deadlines: escalation after 10 minutes, denial after 30. */
function short(): Story {
  const story = new Story();
  const settings = {
    durationBeforeEscalation: "PT10M",
    durationBeforeAutomaticDenial: "PT30M",
  };
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: settings }));
  story.resolve().post.deliverAll();
  return story;
}

describe("the grace after an outage", () => {
  test("T6 keeps the stage open for an hour, and tells by an updated card", () => {
    const story = down(riskStory(), HOUR, 4 * DAY);
    expect(story.request.state).toBe("pendingApproval");
    expect(denialDueAt(story.stage())).toBe(NOW + 4 * DAY + HOUR);
    expect(story.eventTypes().at(-1)).toBe("graceGranted");
    expect(story.post.updateAll()).toBe(2);
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true, answer: "settled" });
  });

  test("T6 D5 is given once: the denial follows at its end", () => {
    const story = down(riskStory(), HOUR, 4 * DAY);
    expect(story.wait(HOUR - 1).request.state).toBe("pendingApproval");
    story.outages.push({ from: story.now - 50 * MINUTE, to: story.now });
    expect(story.wait(1).request.state).toBe("denied");
    expect(story.eventTypes().filter((type) => type === "graceGranted")).toHaveLength(1);
  });

  test("T6 is as long as the stage's own denial time where that is shorter", () => {
    const story = down(short(), MINUTE, 60 * MINUTE);
    expect(denialDueAt(story.stage())).toBe(NOW + 90 * MINUTE);
  });

  test("T6 is due when the outage covered more than half of the time that was left, not at half", () => {
    const half = down(riskStory(), DENIAL - HOUR, DENIAL - 30 * MINUTE).wait(30 * MINUTE);
    expect(half.request.state).toBe("denied");
    const more = down(riskStory(), DENIAL - 2 * HOUR, DENIAL - HOUR + MINUTE);
    expect(more.wait(HOUR - MINUTE).request.state).toBe("pendingApproval");
    expect(denialDueAt(more.stage())).toBe(NOW + DENIAL + MINUTE);
  });

  test("T6 looks at the part of an outage that lies within the stage", () => {
    const story = riskStory();
    story.outages.push({ from: NOW - 30 * DAY, to: NOW + 30 * HOUR });
    expect(story.wait(DENIAL).request.state).toBe("denied");
  });

  test("T6 is given for an outage of Teams that still lasts", () => {
    const story = riskStory();
    story.outages.push({ from: NOW + HOUR });
    story.wait(DENIAL);
    expect(denialDueAt(story.stage())).toBe(NOW + DENIAL + HOUR);
    expect(story.wait(HOUR).request.state).toBe("denied");
  });

  test("T6 A3 is not given to a stage without deciders", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(RILEY)], []);
    expect(down(story, HOUR, 4 * DAY).request.state).toBe("denied");
  });

  test("T6 is given to a stage whose people the outage kept from being looked up", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    down(story, 0, 4 * DAY)
      .resolve()
      .advance();
    expect(story.request.state).toBe("pendingApproval");
    expect(denialDueAt(story.stage())).toBe(NOW + 4 * DAY + HOUR);
    expect(story.stage().escalatedAt).toBeDefined();
    story.post.deliverAll();
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true, answer: "settled" });
  });

  test("T6 is not given to a stage whose people the directory does not name", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    expect(story.live(DENIAL + 2 * MINUTE, HOUR).request.state).toBe("denied");
  });

  test("T1 T6 is one hour also for a stage that escalated on the way", () => {
    const story = riskStory().wait(ESCALATION);
    story.post.deliverAll();
    down(story, ESCALATION + HOUR, 5 * DAY);
    expect(denialDueAt(story.stage())).toBe(NOW + 5 * DAY + HOUR);
  });
});
