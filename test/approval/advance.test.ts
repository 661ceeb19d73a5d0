import { describe, expect, test } from "vitest";
import { advanceRequest } from "../../src/approval/advance.js";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import { nextDueAt } from "../../src/approval/next-due.js";
import { candidate, FAYE, FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

const everybody = [SAM, INGRID, FINN, FAYE].map((who) => who.id);

function withoutFallback(): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(SAM), candidate(INGRID)], []).post.deliverAll();
  return story;
}
function reminders(story: Story): (string | undefined)[] {
  return story.post.rows("reminder").map((notice) => `${notice.subject} ${notice.recipient}`);
}
const both = (deadline: string) => [`${deadline} ${SAM.id}`, `${deadline} ${INGRID.id}`];

describe("escalation", () => {
  test("T1 asks the fallback at its time, not before, and only once", () => {
    const story = riskStory().wait(ESCALATION - 1);
    expect(story.stage().escalatedAt).toBeUndefined();
    story.wait(1);
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW + ESCALATION,
      escalationReason: "deadline",
    });
    expect(story.post.recipients("approvalCard")).toEqual(everybody);
    story.wait(MINUTE);
    expect(story.post.recipients("approvalCard")).toEqual(everybody);
  });

  test("T1 N1 updates the cards of the primaries, who get no new message and keep their right", () => {
    const story = riskStory().wait(ESCALATION - 1);
    const before = story.request.notices.length;
    story.wait(1);
    const added = story.request.notices.slice(before);
    expect(added.map((n) => [n.kind, n.recipient])).toEqual([
      ["approvalCard", FINN.id],
      ["approvalCard", FAYE.id],
    ]);
    expect(story.post.updateAll()).toBe(2);
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true, answer: "settled" });
  });

  test("A3 without a fallback alerts administrators and changes nothing else", () => {
    const story = withoutFallback().wait(ESCALATION);
    expect(story.request.alerts).toMatchObject([{ kind: "noApprover", stage: 0 }]);
    expect(story.stage()).toMatchObject({ isEscalationMissed: true, status: "open" });
    expect(story.click(SAM, "Approved")).toMatchObject({ ok: true, answer: "settled" });
  });
});

describe("a reminder", () => {
  test("T2 is sent once per deadline, at half of the time to it", () => {
    const story = riskStory().wait(ESCALATION / 2 - 1);
    expect(reminders(story)).toEqual([]);
    story.wait(1).live(ESCALATION / 2 - HOUR, HOUR);
    expect(reminders(story)).toEqual(both("escalation"));
    story.wait(HOUR).post.deliverAll();
    story.wait((DENIAL - ESCALATION) / 2 - 1);
    expect(reminders(story)).toHaveLength(2);
    story.wait(1).live(DENIAL - ESCALATION, HOUR);
    expect(reminders(story).slice(2)).toEqual(everybody.map((id) => `denial ${id}`));
  });

  test("T2 does not count an escalation to nobody as a deadline", () => {
    const story = withoutFallback().live(DENIAL / 2 - MINUTE, HOUR);
    expect(reminders(story)).toEqual([]);
    story.live(DENIAL / 2 + MINUTE, MINUTE * 30);
    expect(reminders(story)).toEqual(both("denial"));
  });

  test("T1 T2 after an early escalation is at half of the time from it to the denial", () => {
    const story = riskStory();
    const early = new Story();
    early.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    early.resolve([], [candidate(FINN)]).post.deliverAll();
    early.wait((DENIAL - ESCALATION) / 2);
    expect(reminders(early)).toEqual([`denial ${FINN.id}`]);
    expect(reminders(story)).toEqual([]);
  });

  test("T2 N1 goes to whoever can decide and has the card", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve().post.deliver(SAM);
    story.post.deliver(INGRID, { kind: "unreachable", reason: "not installed" });
    story.wait(ESCALATION / 2);
    expect(reminders(story)).toEqual([`escalation ${SAM.id}`]);
  });

  test("T6 that is overtaken by its own deadline is never written", () => {
    const story = riskStory().wait(ESCALATION);
    expect(reminders(story)).toEqual([]);
  });

  test("T6 of the escalation that is still unsent is withdrawn by the escalation", () => {
    const story = riskStory()
      .wait(ESCALATION / 2)
      .wait(ESCALATION / 2);
    expect(story.post.rows("reminder").map((n) => n.state)).toEqual(["withdrawn", "withdrawn"]);
  });
});

describe("automatic denial", () => {
  test("T3 denies at its time with the reason, tells the requestor, settles every card", () => {
    const story = riskStory().wait(ESCALATION);
    story.post.deliverAll();
    story.wait(DENIAL - ESCALATION - 1);
    expect(story.request.state).toBe("pendingApproval");
    story.wait(1);
    expect(story.request).toMatchObject({
      state: "denied",
      endReason: "timedOut",
      completedAt: NOW + DENIAL,
    });
    expect(story.stage().outcome).toMatchObject({ reviewResult: "Denied", reason: "timedOut" });
    expect(story.stage().outcome?.reviewedBy).toBeUndefined();
    expect(story.post.recipients("outcome")).toEqual([RILEY.id]);
    expect(story.post.updateAll()).toBe(5);
  });

  test("T3 T4 firing twice is harmless", () => {
    const story = riskStory().wait(DENIAL);
    const facts = { outages: [], delegations: [] };
    expect(advanceRequest(story.request, facts, story.now + DENIAL)).toBeUndefined();
    expect(nextDueAt(story.request)).toBeUndefined();
  });
});

describe("what fell due while everything was down", () => {
  test("T4 T6 happens in one step and in order: cards of the fallback are withdrawn, one outcome", () => {
    const story = riskStory().wait(DENIAL + HOUR);
    const types = story.eventTypes();
    expect(types.slice(types.indexOf("stageEscalated"))).toEqual([
      "stageEscalated",
      "stageTimedOut",
      "requestDenied",
    ]);
    const fallback = [FINN, FAYE].map((who) => story.post.card(who));
    expect(fallback.map((n) => n.state)).toEqual(["withdrawn", "withdrawn"]);
    expect(fallback.map((n) => story.post.begin(n.number))).toEqual([undefined, undefined]);
    expect(story.post.rows("reminder")).toEqual([]);
    expect(story.post.recipients("outcome")).toEqual([RILEY.id]);
  });

  test("T1 T4 a late escalation counts from its due time, so the denial keeps its own", () => {
    const story = riskStory().wait(ESCALATION + 5 * HOUR);
    expect(story.stage().escalatedAt).toBe(NOW + ESCALATION);
    expect(nextDueAt(story.request)).toBe(NOW + ESCALATION + (DENIAL - ESCALATION) / 2);
    expect(story.wait(DENIAL - ESCALATION - 5 * HOUR).request.state).toBe("denied");
  });

  test("T4 lands where living through it lands", () => {
    const slow = riskStory().live(DENIAL, 30 * MINUTE);
    const late = riskStory().wait(DENIAL);
    const { notices: _, ...lived } = slow.request;
    const { notices: __, ...caughtUp } = late.request;
    expect(caughtUp).toEqual(lived);
  });
});
