import { describe, expect, test } from "vitest";
import { reviveNotice } from "../../src/approval/delivery.js";
import { DAY, MINUTE } from "../../src/approval/instant.js";
import { postCardAgain } from "../../src/approval/show-card.js";
import { denialDueAt } from "../../src/approval/stage-clock.js";
import { candidate, delegation, FAYE, FINN, INGRID, SAM } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";

const unreachable = { kind: "unreachable", reason: "not installed" } as const;

/** Cards are written and not sent yet. */
function unsent(fallback = [candidate(FINN), candidate(FAYE)]): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  return story.resolve([candidate(SAM), candidate(INGRID)], fallback);
}

describe("a stage whose primary approvers cannot be reached", () => {
  test("A4 T1 is escalated at once when every card failed; later deadlines count from then", () => {
    const story = unsent().wait(MINUTE);
    story.post.deliver(SAM, unreachable);
    expect(story.stage().escalatedAt).toBeUndefined();
    story.post.deliver(INGRID, unreachable);
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW + MINUTE,
      escalationReason: "nobodyReached",
    });
    expect(story.post.recipients("approvalCard").slice(2)).toEqual([FINN.id, FAYE.id]);
    expect(denialDueAt(story.stage())).toBe(NOW + MINUTE + DENIAL - ESCALATION);
  });

  test("A4 is escalated when no card was delivered within 5 minutes", () => {
    const story = unsent().wait(5 * MINUTE - 1);
    expect(story.stage().escalatedAt).toBeUndefined();
    story.wait(1);
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW + 5 * MINUTE,
      escalationReason: "nobodyReached",
    });
  });

  test("A4 is not escalated while one of them was reached", () => {
    const story = unsent();
    story.post.deliver(SAM);
    story.post.deliver(INGRID, unreachable);
    expect(story.wait(5 * MINUTE).stage().escalatedAt).toBeUndefined();
  });

  test("A4 somebody whose card is being posted once more was reached", () => {
    const story = unsent();
    story.post.deliver(SAM);
    story.post.deliver(INGRID, unreachable);
    story.request = postCardAgain(story.request, 0, SAM.id, story.now);
    expect(story.post.card(SAM).state).toBe("pending");
    expect(story.wait(5 * MINUTE).stage().escalatedAt).toBeUndefined();
  });

  test("A4 A5 is escalated although the delegate of one of them was reached", () => {
    const delegating = () => {
      const story = new Story();
      story.delegations = [delegation(SAM, FINN)];
      story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
      return story.resolve([candidate(SAM)], [candidate(FINN), candidate(FAYE)]);
    };
    const failed = delegating();
    failed.post.deliver(FINN);
    failed.post.deliver(SAM, unreachable);
    expect(failed.stage().escalationReason).toBe("nobodyReached");
    const waiting = delegating();
    waiting.post.deliver(FINN);
    expect(waiting.wait(5 * MINUTE).stage().escalationReason).toBe("nobodyReached");
  });

  test("A4 somebody who could be reached again is asked and keeps his right", () => {
    const story = unsent();
    story.post.deliverAll(unreachable);
    const revived = reviveNotice(story.post.card(SAM), story.now);
    if (revived) story.post.change(revived);
    story.post.deliver(SAM);
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true });
  });

  test("A3 A4 without a fallback administrators are told once, and the deadline denies", () => {
    const story = unsent([]);
    story.post.deliverAll(unreachable);
    expect(story.request.alerts.map((a) => a.kind)).toEqual(["nobodyReached"]);
    story.wait(5 * MINUTE).wait(ESCALATION);
    expect(story.request.alerts.map((a) => a.kind)).toEqual(["nobodyReached", "noApprover"]);
    expect(story.wait(DENIAL).request.state).toBe("denied");
  });

  test("A4 T4 the 5 minutes that passed while the bot was down count from when they were over", () => {
    const story = unsent().wait(2 * DAY);
    expect(story.stage().escalatedAt).toBe(NOW + 5 * MINUTE);
    expect(denialDueAt(story.stage())).toBe(NOW + 5 * MINUTE + DENIAL - ESCALATION);
  });

  test("A4 T1 happens once: the deadline does not escalate a second time", () => {
    const story = unsent();
    story.post.deliverAll(unreachable);
    story.wait(ESCALATION);
    expect(story.eventTypes().filter((type) => type === "stageEscalated")).toHaveLength(1);
    expect(story.stage().escalationReason).toBe("nobodyReached");
  });
});
