import { describe, expect, test } from "vitest";
import type { Person } from "../../src/approval/approver.js";
import { MINUTE } from "../../src/approval/instant.js";
import { isObsolete } from "../../src/approval/request-delivery.js";
import { postCardAgain, showCard } from "../../src/approval/show-card.js";
import { candidate, FINN, INGRID, SAM } from "../builders/cast.js";
import { controls, ESCALATION, reading } from "../builders/controls.js";
import { conversationOf } from "../builders/post.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";

function unsent(): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  return story.resolve([candidate(SAM), candidate(INGRID)], [candidate(FINN)]);
}
/** The card takes the place of a list that the person opened it from. */
function open(story: Story, who: Person): string {
  const token = story.newToken();
  const copy = {
    token,
    reading: story.stage().readings.at(-1) ?? null,
    isConfirmation: false,
    conversationId: conversationOf(who.id),
    activityId: `list-${token}`,
  };
  story.request = showCard(story.request, 0, who.id, copy, story.now);
  return token;
}

test("N2 a card that waits to be sent is not asked for twice: it keeps its tries and its time", () => {
  const story = unsent();
  story.post.deliver(SAM, { kind: "retry", reason: "throttled", retryAfter: MINUTE });
  const waiting = story.post.card(SAM);
  expect(waiting).toMatchObject({ state: "pending", attempts: 1, notBefore: NOW + MINUTE });
  story.request = postCardAgain(story.request, 0, SAM.id, NOW + 1);
  expect(story.post.card(SAM)).toBe(waiting);
});

describe("a card that is opened from a list", () => {
  test("A6 N2 counts as delivered, decides, and is not sent a second time", () => {
    const story = unsent();
    const token = open(story, SAM);
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(story.post.begin(story.post.card(SAM).number)).toBeUndefined();
    expect(story.click(SAM, "Approved", { token })).toMatchObject({ ok: true, answer: "settled" });
    expect(story.post.updateAll()).toBe(1);
  });

  test("A6 N2 makes a row for somebody who had none", () => {
    const story = unsent().wait(ESCALATION);
    const { length } = story.request.notices;
    open(story, FINN);
    expect(story.request.notices).toHaveLength(length);
    open(story, INGRID);
    const other = unsent();
    open(other, FINN);
    expect(other.post.card(FINN)).toMatchObject({ state: "delivered", number: 4 });
  });

  test("A5 N3 is live again for somebody whose earlier right had ended", () => {
    const story = unsent();
    story.post.change({ ...story.post.card(SAM), isRevoked: true });
    open(story, SAM);
    expect(isObsolete(story.request, story.post.card(SAM))).toBe(false);
  });
});
