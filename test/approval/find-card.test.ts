import { describe, expect, test } from "vitest";
import { approvalCardOf, lastShownCard, questionedCopy } from "../../src/approval/find-card.js";
import { MINUTE } from "../../src/approval/instant.js";
import { addNotices } from "../../src/approval/ledger.js";
import type { CardCopy } from "../../src/approval/notice.js";
import { postCardAgain } from "../../src/approval/show-card.js";
import { ADA, SAM } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

describe("the card that somebody was shown last", () => {
  test("D7 is none while it is only on its way", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
    expect(lastShownCard(story.request, 0, SAM.id)).toBeUndefined();
    story.post.begin(story.post.card(SAM).number);
    expect(lastShownCard(story.request, 0, SAM.id)).toBeUndefined();
  });

  test("D7 is the one before, while the next is on its way", () => {
    const story = riskStory();
    const [shown] = story.post.card(SAM).copies;
    story.request = postCardAgain(story.request, 0, SAM.id, story.now);
    story.post.begin(story.post.card(SAM).number);
    expect(story.post.card(SAM).copies).toHaveLength(2);
    expect(lastShownCard(story.request, 0, SAM.id)?.copy).toEqual(shown);
    expect(lastShownCard(story.request, 1, SAM.id)).toBeUndefined();
    expect(lastShownCard(story.request, 0, ADA.id)).toBeUndefined();
  });

  test("D6 is an approval card, whatever else of the stage he got before it", () => {
    const { request } = riskStory();
    const reminder = { kind: "reminder", recipient: SAM.id, stage: 0 } as const;
    const notices = [...addNotices([], [reminder], NOW), ...request.notices];
    expect(approvalCardOf({ ...request, notices }, 0, SAM.id)?.kind).toBe("approvalCard");
  });
});

describe("the card whose approve click a question answers", () => {
  const read = (rank: number, readAt = NOW) => reading("idProtection", rank, readAt);
  const card: CardCopy = {
    ...{ generation: 1, token: "card-000000000000", reading: read(1) },
    ...{ isQuestioned: true, isConfirmation: false },
  };
  const question: CardCopy = {
    ...{ ...card, generation: 2, token: "question-00000000", reading: read(2) },
    ...{ isQuestioned: false, isConfirmation: true },
  };
  const asked = { ...question, isQuestioned: true };
  const other = { ...card, token: "other-00000000000" };

  test.each<[string, readonly CardCopy[], CardCopy | undefined]>([
    ["the card before it", [card], card],
    ["none, when none was clicked", [{ ...card, isQuestioned: false }], undefined],
    ["none, when there is none", [], undefined],
    ["the last that was clicked", [other, card, { ...other, isQuestioned: false }], card],
    ["not the same question, posted once more", [card, asked], card],
    [
      "the question before it, which showed another level",
      [card, { ...asked, reading: read(3) }],
      {
        ...asked,
        reading: read(3),
      },
    ],
    [
      "the question before it, which was read at another time",
      [card, { ...asked, reading: read(2, NOW - MINUTE) }],
      { ...asked, reading: read(2, NOW - MINUTE) },
    ],
    [
      "the question before it, which showed no reading",
      [card, { ...asked, reading: null }],
      {
        ...asked,
        reading: null,
      },
    ],
    [
      "a card that showed the same reading",
      [{ ...card, reading: read(2) }],
      {
        ...card,
        reading: read(2),
      },
    ],
  ])("D7 is %s", (_, earlier, expected) => {
    const [made] = addNotices([], [{ kind: "approvalCard", recipient: SAM.id, stage: 0 }], NOW);
    if (!made) throw new Error("no row was made");
    const later = { ...other, generation: 9 };
    const copies = [...earlier, question, later];
    expect(questionedCopy({ ...made, copies }, question)).toEqual(expected);
  });

  test("D7 is found for a question that shows no reading, too", () => {
    const silent = { ...question, reading: null };
    const [made] = addNotices([], [{ kind: "approvalCard", recipient: SAM.id, stage: 0 }], NOW);
    const copies = [card, { ...silent, isQuestioned: true, token: "earlier-000000000" }, silent];
    expect(made && questionedCopy({ ...made, copies }, silent)).toEqual(card);
  });
});
