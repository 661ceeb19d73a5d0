import { describe, expect, test } from "vitest";
import { approvalCardOf, lastShownCard } from "../../src/approval/find-card.js";
import { addNotices } from "../../src/approval/ledger.js";
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
