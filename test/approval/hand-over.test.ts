import { describe, expect, test } from "vitest";
import { SECOND } from "../../src/approval/instant.js";
import { isClosed, nextDueAt } from "../../src/approval/next-due.js";
import { ADA, RILEY, TAYLOR } from "../builders/cast.js";
import { controls } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { callOutOrigin } from "../builders/submission.js";

const failed = { ok: false, reason: "TimeoutError" } as const;
const subjects = (story: Story) => story.post.rows("outcome").map((n) => n.subject);

function approved(changes = {}): Story {
  return new Story(changes).evaluate([], controls({}));
}

describe("the hand-over", () => {
  test("F1 P3 N1 delivers at once and tells requestor and target", () => {
    const story = approved({ target: TAYLOR });
    expect(nextDueAt(story.request)).toBe(NOW);
    story.handOver();
    expect(story.request).toMatchObject({ state: "delivered", completedAt: NOW });
    expect(story.post.recipients("outcome")).toEqual([RILEY.id, TAYLOR.id]);
    expect(subjects(story)).toEqual(["delivered", "delivered"]);
    story.post.deliverAll();
    expect(isClosed(story.request)).toBe(true);
  });

  test("F1 is never done twice", () => {
    const story = approved().handOver();
    const done = story.request;
    expect(story.handOver().handOver(failed).request).toBe(done);
  });

  test("F1 N1 that fails is shown, told to administrators once, and tried again", () => {
    const story = approved().handOver(failed);
    expect(story.request).toMatchObject({
      state: "deliveryFailed",
      handOver: { isDone: false, attempts: 1, notBefore: NOW + SECOND, failure: "TimeoutError" },
    });
    expect(story.request.alerts.map((a) => a.kind)).toEqual(["handOverFailing"]);
    expect(subjects(story)).toEqual(["approved"]);
    story.handOver(failed).handOver(failed);
    expect(story.request.handOver?.notBefore).toBe(NOW + 5 * SECOND);
    expect(story.request.alerts).toHaveLength(1);
    expect(subjects(story)).toEqual(["approved"]);
    expect(isClosed(story.request)).toBe(false);
    story.handOver();
    expect(story.request.state).toBe("delivered");
    expect(subjects(story)).toEqual(["approved", "delivered"]);
  });

  test("F1 is tried for ever, at the latest every 5 minutes", () => {
    const story = approved();
    for (let i = 0; i < 50; i += 1) story.handOver(failed);
    expect(story.request.handOver?.notBefore).toBe(NOW + 300 * SECOND);
  });

  test("P4 F1 of a call-out ends as handedOver, without a message of ours", () => {
    const story = approved({ origin: callOutOrigin() }).handOver(failed).handOver();
    expect(story.request.state).toBe("handedOver");
    expect(story.post.rows("outcome")).toEqual([]);
  });
});

describe("an alert", () => {
  test("A3 N1 goes to every administrator once, and V4 never to whom the request is about", () => {
    const story = approved({ target: TAYLOR }).handOver(failed);
    story.alert([ADA.id, RILEY.id, TAYLOR.id, ADA.id]);
    expect(story.post.recipients("alert")).toEqual([ADA.id]);
    story.alert([ADA.id]);
    expect(story.post.recipients("alert")).toEqual([ADA.id]);
  });
});
