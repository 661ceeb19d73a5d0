import { describe, expect, test } from "vitest";
import {
  COLE,
  candidate,
  DANA,
  delegation,
  FAYE,
  FINN,
  MANAGER,
  MORGAN,
  TAYLOR,
} from "../builders/cast.js";
import { controls, ESCALATION, policyStage } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const lent = delegation(MORGAN, DANA);

/** Two policy stages: Morgan is asked by the first, and Finn is its fallback. The cards are delivered. */
function policyStory(): Story {
  const assignmentPolicy = { ...POLICY, stages: [policyStage(), policyStage()] };
  const story = new Story({ assignmentPolicy, target: TAYLOR }).evaluate([], controls({}));
  story.resolve([candidate(MORGAN, MANAGER)], [candidate(FINN)]).post.deliverAll();
  return story;
}

/** The same with Dana as Morgan's delegate, who has her card and was reminded. */
function remindedStory(): Story {
  const story = policyStory().appoint(lent);
  story.post.deliverAll();
  story.wait(ESCALATION / 2).post.deliverAll();
  expect(story.post.recipients("reminder")).toEqual([MORGAN.id, DANA.id]);
  return story;
}

describe("a new delegate", () => {
  test("A5 U1 is asked once, and the trail says for which stage; nobody else's card changes", () => {
    const story = policyStory();
    const { notices } = story.request;
    story.appoint(lent);
    expect(story.events.at(-1)).toStrictEqual({
      type: "delegateAsked",
      at: NOW,
      actor: { kind: "system" },
      details: { requestId: story.request.id, stage: 0, delegateId: DANA.id },
    });
    expect(story.request.notices.slice(0, -1)).toEqual(notices);
    const { request, events } = story;
    const told = events.length;
    story.appoint(lent);
    expect(story.request).toBe(request);
    expect(story.events).toHaveLength(told);
  });

  test("A5 N3 who gets the right again has the card that he has: no second message, live buttons", () => {
    const story = policyStory().appoint(lent);
    story.post.deliverAll();
    story.endDelegation(lent).appoint(lent);
    expect(story.post.card(DANA)).toMatchObject({ state: "delivered", isRevoked: false });
    expect(story.post.card(DANA).copies).toHaveLength(1);
    expect(story.post.updateAll()).toBe(1);
  });

  test("A5 N3 gives nobody else his card back", () => {
    const other = delegation(MORGAN, COLE);
    const story = policyStory().appoint(lent).appoint(other);
    story.post.deliverAll();
    story.endDelegation(lent).endDelegation(other).appoint(other);
    expect(story.post.card(COLE).isRevoked).toBe(false);
    expect(story.post.card(DANA).isRevoked).toBe(true);
  });

  test("A5 N3 does not get the card of an earlier stage back", () => {
    const story = policyStory().appoint(lent);
    story.post.deliverAll();
    story.endDelegation(lent).click(MORGAN, "Approved");
    story.resolve([candidate(MORGAN, MANAGER)], []).appoint(lent);
    expect(story.post.card(DANA, 0).isRevoked).toBe(true);
    expect(story.post.card(DANA, 1).isRevoked).toBe(false);
  });

  test("A5 D2 of a fallback approver gets no card when the stage opens, but when it is escalated", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.delegations = [delegation(FINN, DANA)];
    story.evaluate([], controls({})).resolve([candidate(MORGAN, MANAGER)], [candidate(FINN)]);
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id]);
    story.wait(ESCALATION);
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id, FINN.id, DANA.id]);
  });
});

describe("the end of a delegation", () => {
  test("A5 N3 U1 closes the card of the open stage and no other row, and the trail says so", () => {
    const story = remindedStory();
    const { notices } = story.request;
    story.endDelegation(lent);
    expect(story.events.at(-1)).toStrictEqual({
      type: "delegateReleased",
      at: story.now,
      actor: { kind: "system" },
      details: { requestId: story.request.id, stage: 0, delegateId: DANA.id },
    });
    const card = story.post.card(DANA);
    const changed = story.request.notices.filter((notice) => !notices.includes(notice));
    expect(changed).toEqual([card]);
    expect(card.isRevoked).toBe(true);
  });

  test("A5 D6 told twice, as after a restart, it has no second effect", () => {
    const story = remindedStory().endDelegation(lent);
    const { request, events } = story;
    const told = events.length;
    story.endDelegation(lent);
    expect(story.request).toBe(request);
    expect(story.events).toHaveLength(told);
  });

  test("A5 N2 a card that was not sent is withdrawn because of it", () => {
    const story = policyStory().appoint(lent).endDelegation(lent);
    expect(story.post.card(DANA)).toMatchObject({ state: "withdrawn", failure: "delegationEnded" });
  });

  test("A5 N3 leaves the cards of earlier stages as they ended", () => {
    const story = policyStory().appoint(lent);
    story.post.deliverAll();
    story.click(DANA, "Approved");
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    story.endDelegation(lent);
    expect(story.post.card(DANA, 0).isRevoked).toBe(false);
    expect(story.post.card(DANA, 1).isRevoked).toBe(true);
  });

  test("A5 does not concern a stage that did not ask the delegate", () => {
    const story = policyStory().appoint(lent);
    story.post.deliverAll();
    story.click(DANA, "Approved");
    story.resolve([candidate(FAYE, MANAGER)], []).post.deliverAll();
    const { request } = story;
    expect(story.endDelegation(lent).request).toBe(request);
  });
});
