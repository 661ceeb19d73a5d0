import { describe, expect, test } from "vitest";
import type { Delegation, Person } from "../../src/approval/approver.js";
import { MAX_CARDS_PER_STAGE } from "../../src/approval/limits.js";
import { postCardAgain } from "../../src/approval/show-card.js";
import { candidate, delegation, FINN, SAM } from "../builders/cast.js";
import { controls, ESCALATION, reading } from "../builders/controls.js";
import { NOW, person } from "../builders/request.js";
import { Story } from "../builders/story.js";

const crowd: readonly Person[] = Array.from({ length: 51 }, (_, i) => person(100 + i));

function crowded(fallback: readonly Person[] = [], delegations: readonly Delegation[] = []): Story {
  const story = new Story();
  story.delegations = [...delegations];
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  const primary = crowd.map((who) => candidate(who));
  return story.resolve(
    primary,
    fallback.map((who) => candidate(who)),
  );
}

describe("a stage with 51 approvers", () => {
  test("A6 sends 50 cards", () => {
    expect(crowded().post.rows("approvalCard")).toHaveLength(MAX_CARDS_PER_STAGE);
    expect(MAX_CARDS_PER_STAGE).toBe(50);
  });

  test("A6 lets the one without a card decide: deny at once, approve after having seen the card", () => {
    const last = person(150);
    const denied = crowded();
    expect(denied.type(last, "Denied", "a1")).toMatchObject({ ok: true, answer: "settled" });
    const story = crowded();
    expect(story.type(last, "Approved", "a1")).toMatchObject({
      ok: "cardFirst",
      reason: "notShownYet",
    });
    story.prompt(last);
    expect(story.click(last, "Approved")).toMatchObject({ ok: true, answer: "settled" });
  });

  test("A6 T1 keeps a card for each fallback approver, so that an escalation reaches somebody", () => {
    const story = crowded([FINN]);
    story.post.deliverAll();
    expect(story.post.rows("approvalCard")).toHaveLength(49);
    story.wait(ESCALATION);
    expect(story.post.rows("approvalCard")).toHaveLength(50);
    expect(story.post.recipients("approvalCard")).toContain(FINN.id);
  });

  test("A6 keeps at most half of the cards for the fallback; who gets none may decide all the same", () => {
    const others = Array.from({ length: 60 }, (_, i) => person(200 + i));
    const story = crowded(others);
    story.post.deliverAll();
    expect(story.post.rows("approvalCard")).toHaveLength(25);
    story.wait(ESCALATION);
    expect(story.post.rows("approvalCard")).toHaveLength(50);
    expect(story.type(person(259), "Denied", "a1")).toMatchObject({ ok: true, answer: "settled" });
  });

  test("A6 keeps no second card for a primary approver who is a fallback approver too", () => {
    expect(crowded(crowd.slice(0, 10)).post.rows("approvalCard")).toHaveLength(50);
  });

  test("A6 T1 the last of them gets his card before others if he is the fallback approver too", () => {
    const recipients = crowded([person(150)]).post.recipients("approvalCard");
    expect(recipients).toHaveLength(50);
    expect(recipients).toContain(person(150).id);
    const besideFinn = crowded([person(150), FINN]).post.recipients("approvalCard");
    expect(besideFinn).toHaveLength(49);
    expect(besideFinn).toContain(person(150).id);
  });

  test.each([100, 150])(
    "A5 A6 T1 keeps the place of a fallback approver whom one of them has appointed (person %i)",
    (appointer) => {
      const lent = delegation(person(appointer), FINN);
      const atOnce = crowded([FINN], [lent]);
      const later = crowded([FINN]).appoint(lent);
      for (const story of [atOnce, later]) {
        expect(story.post.rows("approvalCard")).toHaveLength(50);
        expect(story.post.recipients("approvalCard")).toContain(FINN.id);
      }
    },
  );

  test("A5 A6 primary approvers keep half of the cards beside any number of fallback delegates", () => {
    const others = Array.from({ length: 50 }, (_, i) => person(200 + i));
    const lent = crowd.slice(0, 50).map((who, i) => delegation(who, others[i] ?? FINN));
    const recipients = crowded(others, lent).post.recipients("approvalCard");
    const primaries = recipients.filter((id) => crowd.some((who) => who.id === id));
    expect([recipients.length, primaries.length]).toEqual([50, 25]);
  });

  test("A6 lets them have their cards in the order of the set", () => {
    const recipients = crowded([person(149)]).post.recipients("approvalCard");
    expect(recipients).toEqual(crowd.slice(0, 50).map(({ id }) => id));
  });
});

test("A5 A6 nobody gets two cards for one stage", () => {
  const story = new Story();
  story.delegations = [delegation(SAM, FINN)];
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(SAM)], [candidate(FINN), candidate(SAM)]).post.deliverAll();
  story.wait(ESCALATION);
  expect(story.post.recipients("approvalCard")).toEqual([SAM.id, FINN.id]);
  story.request = postCardAgain(story.request, 0, FINN.id, story.now);
  expect(story.post.recipients("approvalCard")).toEqual([SAM.id, FINN.id]);
});
