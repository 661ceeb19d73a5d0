import { describe, expect, test } from "vitest";
import type { RiskReading } from "../../src/approval/risk.js";
import { candidate, INGRID, MANAGER, MORGAN, SAM } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const at = (rank: number | null): RiskReading => reading("idProtection", rank, NOW + 1);
const settled = { ok: true, answer: "settled" };
const question = { ok: true, answer: "question" };
const cardFirst = { ok: "cardFirst", reason: "questioned" };
const tokens = (story: Story) => story.post.card(SAM).copies.map((copy) => copy.token);

describe("an approve click on a risk card", () => {
  test("D7 stands at the level that the card shows", () => {
    const story = riskStory();
    expect(story.click(SAM, "Approved", { reading: at(2) })).toMatchObject(settled);
    expect(story.stage().outcome?.wasRiskLower).toBe(false);
  });

  test("D7 stands at a lower level, and the settled card notes it", () => {
    const story = riskStory();
    expect(story.click(SAM, "Approved", { reading: at(1) })).toMatchObject(settled);
    expect(story.stage().outcome?.wasRiskLower).toBe(true);
  });

  test.each([3, null])(
    "D7 comes back with the new card at level %s, and keeps the words",
    (rank) => {
      const story = riskStory();
      const words = { justification: "  password reset\u200b done ", reading: at(rank) };
      expect(story.click(SAM, "Approved", words)).toMatchObject(question);
      expect(story.stage().status).toBe("open");
      const card = story.post.card(SAM);
      expect(card.copies).toMatchObject([
        { isQuestioned: true, isConfirmation: false },
        { isConfirmation: true, draft: "password reset done", reading: { rank }, generation: 2 },
      ]);
      expect(card.copies[1]?.activityId).toBe(card.copies[0]?.activityId);
      expect(story.post.updateAll()).toBe(1);
      expect(story.click(SAM, "Approved", { reading: at(rank) })).toMatchObject(settled);
    },
  );

  test("D7 D6 only the new card confirms: the old one delivered again asks again", () => {
    const story = riskStory();
    const [old = ""] = tokens(story);
    story.click(SAM, "Approved", { reading: at(3) });
    const asked = story.request;
    for (const rank of [3, 2, 0]) {
      expect(story.click(SAM, "Approved", { token: old, reading: at(rank) })).toMatchObject(
        cardFirst,
      );
    }
    expect(story.request).toBe(asked);
  });

  test("D7 asks once more when it rises further between question and confirmation", () => {
    const story = riskStory({}, 2);
    story.click(SAM, "Approved", { reading: at(null) });
    expect(story.click(SAM, "Approved", { reading: at(3) })).toMatchObject(question);
    expect(story.click(SAM, "Approved", { reading: at(3) })).toMatchObject(settled);
  });

  test("D7 E3 a card that says unreadable is asked about, confirmed once, and is enough", () => {
    const story = riskStory({}, null);
    expect(story.click(SAM, "Approved", { reading: at(null) })).toMatchObject(question);
    expect(story.click(SAM, "Approved", { reading: at(null) })).toMatchObject(settled);
    const readable = riskStory({}, null);
    expect(readable.click(SAM, "Approved", { reading: at(1) })).toMatchObject(question);
    const none = riskStory({}, null);
    expect(none.click(SAM, "Approved", { reading: at(0) })).toMatchObject(settled);
  });

  test("D7 E1 a level beside one that could not be read is asked about, then enough", () => {
    const partly: RiskReading = { ...at(2), unavailable: "noAnswer" };
    const story = riskStory();
    expect(story.click(SAM, "Approved", { reading: partly })).toMatchObject(question);
    expect(story.click(SAM, "Approved", { reading: partly })).toMatchObject(settled);
  });

  test("D7 compares with the approver's own card, not with somebody else's", () => {
    const story = riskStory();
    story.click(SAM, "Approved", { reading: at(3) });
    expect(story.click(INGRID, "Approved", { reading: at(3) })).toMatchObject(question);
    expect(story.post.card(INGRID).copies).toHaveLength(2);
  });

  test("D7 D9 does not stand on the reading of another source, or on none", () => {
    const story = riskStory();
    const other = reading("insiderRisk", 2, NOW);
    expect(story.click(SAM, "Approved", { reading: other })).toEqual({
      ok: false,
      code: "approverUnreadable",
    });
    expect(story.stage().status).toBe("open");
  });

  test("D7 is not asked about on a policy stage", () => {
    const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
    const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliverAll();
    expect(story.click(MORGAN, "Approved")).toMatchObject(settled);
  });
});

describe("a denial", () => {
  test.each([3, 1, null])("D7 is never held up, at level %s", (rank) => {
    const story = riskStory();
    expect(story.click(SAM, "Denied", { reading: at(rank) })).toMatchObject(settled);
  });

  test("D7 is not held up after the question either, on the old card or the new", () => {
    const old = riskStory();
    const [first = ""] = tokens(old);
    old.click(SAM, "Approved", { reading: at(3) });
    expect(old.click(SAM, "Denied", { token: first })).toMatchObject(settled);
    const fresh = riskStory();
    fresh.click(SAM, "Approved", { reading: at(3) });
    expect(fresh.click(SAM, "Denied")).toMatchObject(settled);
    const typed = riskStory();
    typed.click(SAM, "Approved", { reading: at(3) });
    expect(typed.type(SAM, "Denied", "a1")).toMatchObject(settled);
  });
});

describe("a typed approve", () => {
  test("D7 compares with the last reading delivered to that person", () => {
    const story = riskStory();
    expect(story.type(SAM, "Approved", "a1", { reading: at(3) })).toMatchObject(question);
    const same = riskStory();
    expect(same.type(SAM, "Approved", "a1", { reading: at(2) })).toMatchObject(settled);
  });

  test("D7 does not stand before a card was delivered", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
    const first = { ok: "cardFirst", reason: "notShownYet" };
    expect(story.type(SAM, "Approved", "a1")).toMatchObject(first);
    expect(story.stage().status).toBe("open");
    story.post.deliverAll();
    expect(story.type(SAM, "Approved", "a2", { justification: "seen" })).toMatchObject(settled);
  });

  test("D7 never confirms: words after the question get the card", () => {
    const story = riskStory();
    story.click(SAM, "Approved", { reading: at(3) });
    expect(story.type(SAM, "Approved", "a1", { reading: at(3) })).toMatchObject(cardFirst);
    expect(story.type(SAM, "Approved", "a2", { reading: at(0) })).toMatchObject(cardFirst);
    expect(story.stage().status).toBe("open");
    expect(story.click(SAM, "Approved", { reading: at(3) })).toMatchObject(settled);
  });

  test("D6 D7 delivered again after the question gets the card, whatever the level is by then", () => {
    const story = riskStory();
    story.type(SAM, "Approved", "a1", { reading: at(3) });
    expect(story.type(SAM, "Approved", "a1", { reading: at(2) })).toMatchObject(cardFirst);
    expect(story.type(SAM, "Approved", "a9", { reading: at(2) })).toMatchObject(cardFirst);
    expect(story.stage().status).toBe("open");
  });
});
